package import FarthingCore

/// An edition of a model's price as programs read it.
package enum PriceView {
    /// Writes an edition as an object.
    ///
    /// - Parameters:
    ///   - book: the one that it is of.
    ///   - noTier: what stands for the tier that begins with the first token.
    package static func write(
        _ price: ModelPrice,
        _ book: PriceBook,
        noTier: Int64 = 0,
        to json: inout JSONWriter
    ) {
        json.beginObject()
        writeMembers(price, book, noTier: noTier, to: &json)
        json.endObject()
    }

    /// The source by its name and version.
    package static func source(_ source: ModelPrice.Source, _ book: PriceBook) -> String {
        let names = book.version.split(separator: "+")
        switch source {
        case .first: return names.first.map(String.init) ?? book.version
        case .second: return names.count > 1 ? String(names[1]) : book.version
        case .policy: return "the policy"
        }
    }

    static func writeMembers(
        _ price: ModelPrice,
        _ book: PriceBook,
        noTier: Int64 = 0,
        to json: inout JSONWriter
    ) {
        json.key("context_tokens")
        json.int(price.contextTokens)
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
        json.int(price.maxOutputTokens)
        json.key("model")
        json.string(price.model)
        json.key("provider")
        json.string(price.provider)
        json.key("sheets")
        json.beginArray()
        for sheet in price.sheets { write(sheet, noTier, to: &json) }
        json.endArray()
        json.key("source")
        json.string(source(price.source, book))
    }

    private static func write(_ sheet: RateSheet, _ noTier: Int64, to json: inout JSONWriter) {
        json.beginObject()
        json.key("above_input_tokens")
        json.int(sheet.aboveInputTokens < 0 ? noTier : sheet.aboveInputTokens)
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
