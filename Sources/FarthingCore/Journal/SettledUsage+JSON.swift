extension SettledUsage {
    /// Appends the usage as an object, its members in the order of their names; what may be left
    /// out is left out.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        if let priced {
            json.key("buckets")
            priced.usage.write(to: &json)
        }
        json.key("costNanos")
        json.int(costNanos)
        json.key("ending")
        json.string(ending)
        json.key("inputTokens")
        json.int(inputTokens)
        if let model = priced?.model {
            json.key("model")
            json.string(model)
        }
        json.key("outputTokens")
        json.int(outputTokens)
        if let priced { priced.writePrices(to: &json) }
        json.endObject()
    }

    /// Reads what ``write(to:)`` wrote, and what versions before ``priced`` did; nil for all else.
    package init?(_ node: JSONNode) {
        guard let inputTokens = node.member("inputTokens")?.int64,
            let outputTokens = node.member("outputTokens")?.int64,
            let costNanos = node.member("costNanos")?.int64,
            let ending = node.member("ending")?.string
        else { return nil }
        self.init(
            inputTokens: inputTokens,
            outputTokens: outputTokens,
            costNanos: costNanos,
            ending: ending,
            priced: PricedUsage(node)
        )
    }
}

extension PricedUsage {
    /// Appends the members whose names follow `outputTokens`.
    fileprivate func writePrices(to json: inout JSONWriter) {
        if let priceBook {
            json.key("priceBook")
            json.string(priceBook)
        }
        if isPolicyPrice {
            json.key("priceSource")
            json.literalString("policy")
        }
        if let provider {
            json.key("provider")
            json.string(provider)
        }
        json.key("variants")
        json.beginArray()
        for variant in PriceVariant.allCases where variants.contains(variant) {
            json.literalString(variant.literalName)
        }
        json.endArray()
    }

    /// Nil where nothing is said, or something that this version does not know: it could not be
    /// priced as it was.
    fileprivate init?(_ node: JSONNode) {
        guard let buckets = node.member("buckets"), let usage = Usage(buckets: buckets),
            let names = node.member("variants"), names.kind == .array, names.count > 0
        else { return nil }
        var variants: PriceVariantSet = []
        for name in names.elements {
            let known = PriceVariant.allCases.first { variant in
                name.withRawString { variant.literalName.equals($0) } ?? false
            }
            guard let known else { return nil }
            variants.formUnion(PriceVariantSet(known))
        }
        let source = node.member("priceSource")
        guard source == nil || source?.string == "policy" else { return nil }
        self.init(
            usage,
            variants: variants,
            provider: node.member("provider")?.string,
            model: node.member("model")?.string,
            priceBook: node.member("priceBook")?.string,
            isPolicyPrice: source != nil
        )
    }
}

extension PriceVariant {
    /// The name as the journal writes it.
    fileprivate var literalName: StaticString {
        switch self {
        case .standard: "standard"
        case .batch: "batch"
        case .flex: "flex"
        case .priority: "priority"
        case .fast: "fast"
        }
    }
}
