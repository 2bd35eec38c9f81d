import FarthingCore

/// What changes between two price books, told.
enum PriceChangeText {
    /// A row of ``table``.
    static func cells(_ change: PriceChange) -> [String] {
        let (what, old, new, factor) = parts(change.what)
        return [
            change.isSuspicious ? "!" : "", change.provider + "/" + change.model, what,
            PriceText.day(change.fromMs), old, new, factor,
        ]
    }

    static var table: Table {
        Table([
            .text(""), .text("MODEL"), .text("WHAT"), .text("FROM"), .number("OLD"),
            .number("NEW"), .number("FACTOR"),
        ])
    }

    /// One line for errors: `openai/gpt-4o input 2.50 → 25.00`.
    static func line(_ change: PriceChange) -> String {
        let (what, old, new, factor) = parts(change.what)
        let values = old.isEmpty && new.isEmpty ? "" : " \(old) → \(new) (\(factor))"
        return "\(change.provider)/\(change.model) \(what)\(values)"
    }

    /// The word for programs.
    static func kind(_ change: PriceChange) -> String {
        switch change.what {
        case .added: "added"
        case .removed: "removed"
        case .nameRemoved: "name_removed"
        case .nameMoved: "name_moved"
        case .variantAdded: "variant_added"
        case .variantRemoved: "variant_removed"
        case .rate(_, _, _, let old, let new): new > old ? "up" : "down"
        case .outputMaximum: "output_maximum"
        }
    }

    static func write(_ change: PriceChange, to json: inout JSONWriter) {
        let (what, old, new, factor) = parts(change.what)
        json.beginObject()
        json.key("change")
        json.string(kind(change))
        json.key("detail")
        json.string(what)
        json.key("factor")
        json.string(factor)
        json.key("from_ms")
        json.int(change.fromMs)
        json.key("model")
        json.string(change.model)
        json.key("new")
        json.string(new)
        json.key("old")
        json.string(old)
        json.key("provider")
        json.string(change.provider)
        json.key("suspicious")
        json.bool(change.isSuspicious)
        json.endObject()
    }

    private static func parts(
        _ what: PriceChange.What
    ) -> (what: String, old: String, new: String, factor: String) {
        switch what {
        case .added: ("added", "", "", "")
        case .removed: ("removed", "", "", "")
        case .nameRemoved(let name): ("name removed: \(name)", "", "", "")
        case .nameMoved(let name, let model): ("name \(name) is now \(model)", "", "", "")
        case .variantAdded(let variant): ("\(variant.name) added", "", "", "")
        case .variantRemoved(let variant): ("\(variant.name) removed", "", "", "")
        case .rate(let variant, let tier, let bucket, let old, let new):
            (
                "\(variant.name)\(tier < 0 ? "" : " > \(Shown.grouped(tier))") \(bucket.title) / "
                    + bucket.priceUnitTitle,
                PriceText.amount(old, bucket), PriceText.amount(new, bucket),
                factor(old.nanosPerMillion, new.nanosPerMillion)
            )
        case .outputMaximum(let old, let new):
            (
                "output maximum", PriceText.count(old), PriceText.count(new),
                old.flatMap { old in new.map { factor(old, $0) } } ?? ""
            )
        }
    }

    /// `× 2.50` with two decimals, cut; `× ∞` from nothing.
    static func factor(_ old: Int64, _ new: Int64) -> String {
        guard old > 0 else { return "× ∞" }
        let hundredths = Int128(new) * 100 / Int128(old)
        let rest = hundredths % 100
        return "× \(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
