import FarthingCore
import FarthingPolicy

/// Finds models by what people write.
enum PriceSearch {
    /// Where `provider/model` leads; an error names the nearest spelling.
    static func find(_ name: String, in book: PriceBook) throws(Failure) -> Int {
        let shown = Shown.safe(name)
        guard let slash = name.firstIndex(of: "/") else {
            throw Failure(
                .usage,
                "\(shown): write PROVIDER/MODEL\(candidates(name, book))"
            )
        }
        let provider = String(name[..<slash])
        let model = String(name[name.index(after: slash)...])
        let providers = Set(book.allPrices.map(\.provider)).sorted()
        guard providers.contains(provider) else {
            let hint = OperatorText.hint(for: provider, among: providers)
            throw Failure(.usage, "\(shown): no provider \"\(Shown.safe(provider))\"\(hint)")
        }
        if let index = book.index(provider: provider, nameOrID: model) { return index }
        let all = book.exactNames
        var names: [String] = []
        for (index, editions) in book.models.enumerated() where editions.first?.provider == provider
        {
            names += all[index]
        }
        throw Failure(
            .usage,
            "\(shown): the book has no price of this model\(hint(for: model, among: names))"
        )
    }

    /// `; did you mean "gpt-4o"?`, or nothing: a list of hundreds of models would help nobody.
    static func hint(for name: String, among names: [String]) -> String {
        let hint = OperatorText.hint(for: name, among: names)
        return hint.hasPrefix("; did you mean") ? hint : "; see `farthing prices list`"
    }

    /// The providers that know the name.
    private static func candidates(_ name: String, _ book: PriceBook) -> String {
        let providers = Set(book.allPrices.map(\.provider)).sorted()
        let found = providers.filter { book.index(provider: $0, model: name) != nil }
            .map { "\($0)/\(Shown.safe(name))" }
        return found.isEmpty ? ", as openai/gpt-4o" : ": " + found.joined(separator: " or ")
    }

    /// Reads `2026-09-01`, or a time in UTC as `2026-09-01T12:00:00.000Z`.
    static func timeMs(_ text: String, _ option: String) throws(Failure) -> Int64 {
        let whole = text.utf8.count == 10 ? text + "T00:00:00.000Z" : text
        guard let timeMs = parseTimestamp(Array(whole.utf8)) else {
            throw Failure(
                .usage,
                "\(option) \(Shown.safe(text)): write a day such as 2026-09-01, or a time in UTC such "
                    + "as 2026-09-01T12:00:00.000Z"
            )
        }
        return timeMs
    }
}
