import FarthingCore

/// A model's prices as people read them.
enum PriceSheetText {
    /// Everything that the book says of a model.
    static func lines(
        _ editions: [ModelPrice],
        _ names: [String],
        _ index: Int,
        _ book: PriceBook
    ) -> [String] {
        guard let first = editions.first else { return [] }
        var lines = [Shown.safe("\(first.provider)/\(first.model)") + "  (\(first.kind.rawValue))"]
        let all = names + book.patterns[index].map(words)
        lines.append("names       " + all.map(Shown.safe).joined(separator: ", "))
        for price in editions {
            lines.append("")
            lines += edition(price, book)
        }
        return lines
    }

    /// A pattern of the book in words.
    private static func words(_ pattern: String) -> String {
        let parts = pattern.dropFirst().split(separator: "!", maxSplits: 1)
        let text = parts.first.map(String.init) ?? ""
        let unless = parts.count > 1 ? " without \(parts[1])" : ""
        switch pattern.first {
        case "^": return "\(text)…" + unless
        case "$": return "…\(text)" + unless
        case "~": return "…\(text)…" + unless
        default: return text + unless
        }
    }

    private static func edition(_ price: ModelPrice, _ book: PriceBook) -> [String] {
        let hours = price.hours.map { ", " + $0.title } ?? ""
        let output =
            price.maxOutputTokens.map { "at most \(Shown.grouped($0)) tokens" }
            ?? "no maximum known: a request must set its own"
        var lines = [
            "from        \(PriceText.day(price.startsAtMs))\(hours)",
            "source      \(PriceText.source(price.source, book))",
            "context     \(PriceText.count(price.contextTokens))",
            "output      \(output)\(price.hidesReasoning ? ", reasoning is hidden" : "")",
        ]
        var table = Table(
            [.text("USD"), .text("PER")] + price.sheets.map { .number(PriceText.title($0)) }
        )
        for bucket in PriceText.buckets(price.sheets) {
            let row = price.sheets.map { PriceText.amount($0[bucket], bucket) }
            table.add([bucket.title, bucket.priceUnitTitle] + row)
        }
        lines += table.lines
        let missing = PriceVariant.allCases.filter { !price.variants.contains($0) }
        if !missing.isEmpty {
            lines.append("no price    \(missing.map(\.name).joined(separator: ", ")): refused")
        }
        return lines
    }
}
