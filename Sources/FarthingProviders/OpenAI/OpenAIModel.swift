import FarthingCore

/// What a model's name tells about it.
///
/// Facts from OpenAI's model pages: the o-series and everything from GPT-5 on reason in tokens that
/// are billed and not shown, and take `max_completion_tokens` only.
package struct OpenAIModel: Hashable, Sendable {
    package enum Reasoning: Hashable, Sendable {
        /// All billed output is visible.
        case none
        /// Some billed output may be hidden.
        case hidden
        /// A name of nobody we know: treat it as hidden.
        case unknown
    }

    package let reasoning: Reasoning

    /// Whether `max_tokens` is refused by this model.
    package let needsMaxCompletionTokens: Bool

    package init(_ name: String) {
        var base = Substring(name)
        // Routers put the maker before a slash; fine-tunes look like `ft:base:organisation::id`.
        if let slash = base.lastIndex(of: "/") { base = base[base.index(after: slash)...] }
        if base.hasPrefix("ft:") { base = base.dropFirst(3).prefix { $0 != ":" } }

        if let generation = Self.number(after: "gpt-", in: base) {
            let isReasoning = generation >= 5
            reasoning = isReasoning ? .hidden : .none
            needsMaxCompletionTokens = isReasoning
        } else if Self.number(after: "o", in: base) != nil || base.hasPrefix("codex") {
            reasoning = .hidden
            needsMaxCompletionTokens = true
        } else {
            reasoning = base.hasPrefix("chatgpt-4o") ? .none : .unknown
            needsMaxCompletionTokens = false
        }
    }

    /// Whether models of that name search the web in each call: `gpt-4o-search-preview` and such.
    fileprivate static func searchesWeb(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { name in
            let mark = "-search".utf8
            guard name.count >= mark.count else { return false }
            return (0...name.count - mark.count).contains { start in
                name[start] == UInt8(ascii: "-") && name[start...].starts(with: mark)
            }
        }
    }

    /// The number that follows `prefix`; nil when there is no digit.
    private static func number(after prefix: String, in name: Substring) -> Int? {
        guard name.hasPrefix(prefix) else { return nil }
        let digits = name.dropFirst(prefix.count).utf8.prefix { 0x30...0x39 ~= $0 }
        return Int(Substring(digits.prefix(4)))
    }
}

extension JSONNode {
    /// The model's name; one that searches the web is refused.
    func openAIModelName() throws(RequestError) -> String {
        let name = try modelName()
        // Such models search the web in each call, for a fee per search.
        guard !OpenAIModel.searchesWeb(name) else {
            throw RequestError(
                .notPriced,
                param: "model",
                "Models that search the web are refused: their searches have no price here yet."
            )
        }
        return name
    }
}
