extension Verdict {
    /// What whoever called is told where the rules refuse.
    public func refusalText(in language: Language) -> String {
        if isUnmatched { return Self.unmatchedText(in: language) }
        let why = reasons.joined(separator: "; ")
        return language.one(
            "The policy does not allow this call: \(why)",
            "La política no permite esta llamada: \(why)",
            "A política não permite esta chamada: \(why)"
        )
    }

    /// What whoever called is told where no budget matches.
    static func unmatchedText(in language: Language) -> String {
        language.one(
            "No budget matches this call, and the policy refuses such calls "
                + "(unmatched: refuse).",
            "Ningún presupuesto corresponde a esta llamada, y la política rechaza tales llamadas "
                + "(unmatched: refuse).",
            "Nenhum orçamento corresponde a esta chamada, e a política recusa tais chamadas "
                + "(unmatched: refuse)."
        )
    }

    /// What whoever called is told who must choose the model of their calls themselves.
    public static func downgradeText(
        to model: String,
        _ reasons: [String],
        in language: Language
    ) -> String {
        let (model, why) = (printable(model), reasons.joined(separator: "; "))
        return language.one(
            "The policy wants '\(model)' to take this call: \(why). Ask again with that model.",
            "La política quiere que '\(model)' atienda esta llamada: \(why). Pida de nuevo con ese "
                + "modelo.",
            "A política quer que '\(model)' atenda esta chamada: \(why). Peça de novo com esse modelo."
        )
    }
}
