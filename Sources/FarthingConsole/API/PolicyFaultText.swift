import FarthingPolicy

/// What is wrong with a policy, in words that repeat nothing of what was sent.
///
/// The language's reader quotes what it has found. A problem says where that stands; who wants to read
/// it again has it.
enum PolicyFaultText {
    /// Words of the language, which are nobody's secret.
    private static let known = Set(
        PolicyKeys.policy + PolicyKeys.budget + PolicyKeys.threshold + PolicyKeys.rule
            + PolicyKeys.conditions + PolicyKeys.rate + PolicyKeys.price + PolicyKeys.unpriced
            + PolicyKeys.privacy
    )

    /// The message with `…` for what it quotes, but for words of the language and what it proposes.
    static func text(_ message: String) -> String {
        let parts = message.split(separator: "; did you mean ", maxSplits: 1)
        let proposed = parts.count > 1 ? "; did you mean " + parts[1] : ""
        var text = ""
        for (index, part) in (parts.first ?? "").split(
            separator: "\"",
            omittingEmptySubsequences: false
        )
        .enumerated() {
            let isQuoted = index % 2 == 1
            let isKnown = known.contains(String(part))
            text += isQuoted ? (isKnown ? "\"\(part)\"" : "…") : String(part)
        }
        return text + proposed
    }
}
