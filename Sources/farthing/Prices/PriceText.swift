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
        let names = book.version.split(separator: "+")
        switch source {
        case .first: return names.first.map(String.init) ?? book.version
        case .second: return names.count > 1 ? String(names[1]) : book.version
        case .policy: return "the policy"
        }
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

    /// Writes an edition's members as JSON.
    static func write(_ price: ModelPrice, _ book: PriceBook, to json: inout JSONWriter) {
        json.beginObject()
        json.key("context_tokens")
        if let tokens = price.contextTokens { json.int(tokens) } else { json.null() }
        if let hours = price.hours {
            json.key("daily_hours")
            json.string(hours.title)
        }
        json.key("from_ms")
        json.int(price.startsAtMs)
        json.key("hides_reasoning")
        json.bool(price.hidesReasoning)
        json.key("kind")
        json.string(price.kind.rawValue)
        json.key("max_output_tokens")
        if let tokens = price.maxOutputTokens { json.int(tokens) } else { json.null() }
        json.key("model")
        json.string(price.model)
        json.key("provider")
        json.string(price.provider)
        json.key("sheets")
        json.beginArray()
        for sheet in price.sheets { write(sheet, to: &json) }
        json.endArray()
        json.key("source")
        json.string(source(price.source, book))
        json.endObject()
    }

    private static func write(_ sheet: RateSheet, to json: inout JSONWriter) {
        json.beginObject()
        json.key("above_input_tokens")
        json.int(sheet.aboveInputTokens)
        json.key("nanos_per_million")
        json.beginObject()
        for bucket in Usage.Bucket.allCases.sorted(by: { $0.name < $1.name }) {
            guard sheet[bucket] > .free else { continue }
            json.key(text: bucket.name)
            json.int(sheet[bucket].nanosPerMillion)
        }
        json.endObject()
        json.key("variant")
        json.string(sheet.variant.name)
        json.endObject()
    }
}
