import FarthingCore

/// What new access keys begin with.
enum KeyText {
    /// Names a key in entries and logs: `key_` and 96 random bits; no secret.
    static func id() -> String { "key_" + RandomText.hex(bytes: 12) }

    /// What a key's holder shows: `fk_` and 256 random bits.
    static func secret() -> String { "fk_" + SecretText.make() }

    /// What an agent shows, or who runs a workspace, in agent-gov's form: `ag-` and 128 random bits.
    static func agentSecret() -> String { "ag-" + RandomText.hex(bytes: 16) }

    /// What an agent may say of its calls: everything but whose they are.
    static var agentClaims: [Match.Term] { anything([.user, .run, .session, .tool]) }

    /// What a key may claim of which nothing else is said: who and what it runs, not whose money it is.
    static var usualClaims: [Match.Term] { anything([.user, .agent, .run, .session, .tool]) }

    private static func anything(_ dimensions: [Dimension]) -> [Match.Term] {
        guard let any = Glob("*") else { return [] }
        return dimensions.map { Match.Term(dimension: $0, pattern: any) }
    }
}
