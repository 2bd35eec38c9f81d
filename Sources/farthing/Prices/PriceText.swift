import FarthingConsole
import FarthingCore

/// Prices as people and programs read them.
enum PriceText {
    /// Of a bucket for its usual unit: `2.50`, `0.0001`.
    static func amount(_ rate: Rate, _ bucket: Usage.Bucket) -> String {
        Shown.money(rate.nanos(per: bucket.priceUnit))
    }

    /// `standard`, or `standard > 272,000` for a tier.
    static func title(_ sheet: RateSheet) -> String {
        let tier = sheet.aboveInputTokens
        return sheet.variant.name + (tier < 0 ? "" : " > \(Shown.grouped(tier))")
    }

    /// A day, or `ever`.
    static func day(_ ms: Int64) -> String {
        ms == 0 ? "ever" : String(Shown.time(ms).prefix(10))
    }

    static func count(_ count: Int64?) -> String { count.map { Shown.grouped($0) } ?? "–" }

    /// The source by its name and version.
    static func source(_ source: ModelPrice.Source, _ book: PriceBook) -> String {
        PriceView.source(source, book)
    }

    /// The buckets whose price says something that `input` and `output` do not.
    static func buckets(_ sheets: [RateSheet]) -> [Usage.Bucket] {
        Usage.Bucket.allCases.filter { bucket in
            switch bucket {
            case .input, .output: true
            default:
                sheets.contains { sheet in
                    let implied: Rate =
                        bucket.isInput
                        ? sheet[.input] : bucket.isOutput ? sheet[.output] : .free
                    return sheet[bucket] != implied
                }
            }
        }
    }

    /// Writes an edition as JSON; a tier that begins with the first token is above -1.
    static func write(_ price: ModelPrice, _ book: PriceBook, to json: inout JSONWriter) {
        PriceView.write(price, book, noTier: -1, to: &json)
    }
}
