/// Something in an imported file that means another thing here than where it came from.
public struct ImportWarning: Hashable, Sendable, CustomStringConvertible {
    /// The file as the caller named it.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, in Unicode scalars.
    public let column: Int
    /// The key's path, as `caps[0].window`; empty where no key is to blame.
    public let key: String
    /// In what way it differs.
    public let kind: Kind
    /// What differs and what to do about it; may be shown to a stranger.
    public let message: String

    /// In what way something differs.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The other product ignores it, and here it is enforced.
        case enforced
        /// Both carry it out, but not alike.
        case differs
        /// Calls pass without being counted, there as here.
        case open
        /// The policy cannot say it, or it has no effect: it is left out.
        case dropped
    }

    /// `policy.json:3:20: caps[0].window: differs: a month is the calendar's here, …`
    public var description: String {
        let place = "\(file):\(line):\(column): "
        return (key.isEmpty ? place : place + key + ": ") + kind.rawValue + ": " + message
    }
}

/// Collects the warnings of one import.
final class ImportNotes {
    /// More would help nobody.
    static let warningsMax = 200

    let context: ReadContext
    private(set) var warnings: [ImportWarning] = []

    init(_ context: ReadContext) {
        self.context = context
    }

    /// Notes a warning about the key with this path, or the nearest around it that the file has.
    func warn(_ kind: ImportWarning.Kind, _ path: String, _ message: String) {
        guard warnings.count < ImportNotes.warningsMax else { return }
        let place = context.position(of: path)
        warnings.append(
            ImportWarning(
                file: context.file,
                line: place.line,
                column: place.column,
                key: path,
                kind: kind,
                message: message
            )
        )
    }
}
