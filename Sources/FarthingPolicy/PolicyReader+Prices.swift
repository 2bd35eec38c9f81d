import FarthingCore

/// Reads one of the operator's own prices.
func readPrice(_ field: Field) -> PriceOverride? {
    guard let section = Section(field, keys: PolicyKeys.price) else { return nil }
    let provider = section.required("provider", "openai, or another provider's name")?
        .text("a provider's name")
    let model = section.required("model", "a model's name")?.text("a model's name")
    var isWhole = true
    func read<Value>(_ key: String, _ body: (Field) -> Value?) -> Value? {
        guard let field = section[key] else { return nil }
        guard let value = body(field) else {
            isWhole = false
            return nil
        }
        return value
    }
    let variant: PriceVariant? = read("variant", readVariant)
    let tier = read("above_input_tokens") { readTokens($0, from: 0) }
    let outputMax = read("max_output_tokens") { readTokens($0, from: 1) }
    let startsAtMs = read("from", readDay)
    var given: [Usage.Bucket: Rate] = [:]
    for bucket in Usage.Bucket.allCases {
        given[bucket] = read(bucket.name) { readRate($0, bucket) }
    }
    if isWhole, !given.keys.contains(where: \.isMeasure) {
        for key in ["input", "output"] where section[key] == nil {
            _ = section.required(key, "USD per million tokens, as \(key): 2.50; 0 for nothing")
            isWhole = false
        }
    }
    guard let provider, let model, isWhole else { return nil }
    return PriceOverride(
        provider: provider,
        model: model,
        variant: variant ?? .standard,
        aboveInputTokens: tier ?? -1,
        startsAtMs: startsAtMs ?? 0,
        rates: given,
        maxOutputTokens: outputMax
    )
}

/// Notes a second price for the same calls from the same day on: one of them would be idle.
func checkPrices(_ prices: [PriceOverride], _ field: Field) {
    var seen: Set<[String]> = []
    for price in prices {
        let key = [
            price.provider, price.model, price.variant.name, String(price.aboveInputTokens),
            String(price.startsAtMs),
        ]
        if !seen.insert(key).inserted {
            field.report(
                "\(quoted(price.provider + "/" + price.model)) has two \(price.variant.name) prices "
                    + "from the same day; keep one of them"
            )
        }
    }
}

private func readVariant(_ field: Field) -> PriceVariant? {
    let names = PriceVariant.allCases.map(\.name)
    guard let text = field.text(choices(names)) else { return nil }
    if let variant = PriceVariant.allCases.first(where: { $0.name == text }) { return variant }
    field.report("unknown variant \(quoted(text))\(hint(for: text, among: names))")
    return nil
}

private func readTokens(_ field: Field, from least: Int64) -> Int64? {
    guard let text = field.text("a number of tokens like 200k") else { return nil }
    do throws(Amount.Fault) {
        let count = try Amount.tokens(text)
        guard (least...Usage.bucketMax).contains(count) else {
            field.report("from \(least) to \(Usage.bucketMax) tokens")
            return nil
        }
        return count
    } catch {
        field.report(error.message)
        return nil
    }
}

private func readRate(_ field: Field, _ bucket: Usage.Bucket) -> Rate? {
    let example = "USD for \(bucket.priceUnitTitle), as 2.50"
    guard let text = field.text(example) else { return nil }
    let digits = text.hasSuffix(" USD") ? text.dropLast(4) : text[...]
    guard digits.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }) else {
        field.report("\(quoted(text)) is no price; write \(example)")
        return nil
    }
    // Exact or not at all: a decimal with as many places as a nano has.
    do throws(Amount.Fault) {
        let nanos = try Amount(digits + " USD")
        guard let rate = Rate(nanos: nanos.value, per: bucket.priceUnit) else {
            field.report("\(quoted(text)) is too much to be kept; write \(example)")
            return nil
        }
        return rate
    } catch {
        field.report("\(error.message); write \(example)")
        return nil
    }
}

func readDay(_ field: Field) -> Int64? {
    guard let text = field.text("a day like 2026-09-01") else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    if text.utf8.count == 10, parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
        parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
        let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
        (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
    {
        let number = CivilDate(year: year, month: month, day: day).dayNumber
        let date = CivilDate(dayNumber: number)
        if date.month == month, date.day == day { return number * 86_400_000 }
    }
    field.report("\(quoted(text)) is no day; write one like 2026-09-01 (it begins at midnight UTC)")
    return nil
}
