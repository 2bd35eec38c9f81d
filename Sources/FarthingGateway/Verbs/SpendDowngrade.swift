import FarthingCore

extension Deliberation {
    /// The next model of a ladder where no prices are at hand: those who state what a call costs
    /// have chosen its model, and take the first that they have not tried.
    func nextRung(_ ladder: [String]) -> Rung? {
        if model.isEmpty { return nil }
        let at = ladder.firstIndex(of: model).map { $0 + 1 } ?? 0
        return ladder[at...].first { !models.contains($0) }.map { Rung(model: $0, boundNanos: 0) }
    }
}

extension RequestRefusal {
    /// The call is to be made with another model, which whoever makes it must choose.
    static func downgrade(
        _ model: String,
        _ reasons: [String],
        _ language: Language
    ) -> RequestRefusal {
        var refusal = RequestRefusal(
            403,
            "downgrade_needed",
            type: "permission_error",
            Verdict.downgradeText(to: model, reasons, in: language),
            param: "model"
        )
        // For programs, which need not read the message.
        if model.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) {
            refusal.fields.append(Answer.Field("x-farthing-model", model))
        }
        return refusal
    }
}
