/// Brings our models' names and the provider's together: `gpt-4o` was asked, `gpt-4o-2024-08-06` is
/// on the bill.
///
/// Where the provider states every name that we used, its lines stand by themselves; otherwise all
/// versions of the model are one line.
struct ModelNames {
    private var merged: Set<Name> = []

    private struct Name: Hashable {
        var provider: String
        var family: String
    }

    /// - Parameters:
    ///   - ours: provider and model of each of our calls.
    ///   - theirs: provider and model of each line of the exports.
    init(ours: Set<[String]>, theirs: Set<[String]>) {
        let known = Set(theirs.map { Name(provider: $0[0], family: Self.family($0[1])) })
        for name in ours where !theirs.contains(name) {
            let family = Name(provider: name[0], family: Self.family(name[1]))
            if known.contains(family) { merged.insert(family) }
        }
    }

    /// The name under which a model is compared.
    func name(_ model: String, of provider: String) -> String {
        let family = Self.family(model)
        return merged.contains(Name(provider: provider, family: family)) ? family : model
    }

    /// The name without the date of its version: `-2024-07-18`, `-20250514`, `-latest`.
    static func family(_ model: String) -> String {
        var text = model[...]
        if text.hasSuffix("-latest") { return String(text.dropLast(7)) }
        for shape in ["-dddd-dd-dd", "-dddddddd"] where text.utf8.count > shape.utf8.count {
            let isVersion = zip(text.utf8.suffix(shape.utf8.count), shape.utf8)
                .allSatisfy { byte, form in
                    form == UInt8(ascii: "d") ? (48...57).contains(byte) : byte == form
                }
            if isVersion {
                text = text.dropLast(shape.utf8.count)
                break
            }
        }
        return String(text)
    }
}
