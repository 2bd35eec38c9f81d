import FarthingCore

/// A map of a policy file whose keys are known.
struct Section {
    let field: Field
    private let members: [String: PolicyNode]
    /// Keys that somebody meant who wrote an unknown one.
    private let meant: Set<String>

    /// Takes a map apart; unknown keys are reported here, and nil means that it is no map.
    ///
    /// - Parameter ignored: keys that may be there and say nothing.
    init?(_ field: Field, keys: [String], ignored: [String] = []) {
        guard let members = field.members("a map with the keys \(choices(keys))") else {
            return nil
        }
        self.field = field
        var known: [String: PolicyNode] = [:]
        var meant: Set<String> = []
        for member in members where !ignored.contains(member.key) {
            guard keys.contains(member.key) else {
                let isFull = field.context.isFull
                field.context.report(
                    member.place,
                    field.path(of: member.key),
                    "unknown key \(quoted(member.key))\(hint(for: member.key, among: keys))"
                )
                // Guessing costs time; a file full of strange keys gets no more guesses.
                if isFull { break }
                if let key = nearestWord(to: member.key, among: keys) { meant.insert(key) }
                continue
            }
            known[member.key] = member.value
        }
        self.members = known
        self.meant = meant
    }

    /// The value of a key; nil when the key is not there.
    subscript(key: String) -> Field? {
        members[key].map { Field($0, path: field.path(of: key), field.context) }
    }

    /// The value of a key that must be there.
    func required(_ key: String, _ expected: String) -> Field? {
        if let field = self[key] { return field }
        // One slip of the pen is one error.
        guard !meant.contains(key) else { return nil }
        field.context.report(field.node.place, field.path(of: key), "missing; write \(expected)")
        return nil
    }
}
