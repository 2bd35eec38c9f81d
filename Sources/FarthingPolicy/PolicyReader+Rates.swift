import FarthingCore

/// Reads one of the operator's own exchange rates.
func readExchangeRate(_ field: Field) -> ExchangeRate? {
    guard let section = Section(field, keys: PolicyKeys.rate) else { return nil }
    let currency = section.required("currency", "a currency's code, as INR").flatMap(readCurrency)
    let rate = section.required("per_usd", "what one US dollar is, as per_usd: 84.25")
        .flatMap(readPerDollar)
    let day = section["from"].map(readDay) ?? 0
    guard let currency, let rate, let day else { return nil }
    return ExchangeRate(currency: currency, rateNanos: rate, fromMs: day)
}

private func readCurrency(_ field: Field) -> String? {
    guard let text = field.text("a currency's code, as INR") else { return nil }
    if text == "USD" {
        field.report("prices are in USD, which needs no rate; write another currency")
        return nil
    }
    if currencyCodes.contains(text) { return text }
    let others = currencyCodes.filter { $0 != "USD" }
    if let nearest = nearestWord(to: text, among: others) {
        field.report("unknown currency \(quoted(text)); did you mean \(quoted(nearest))?")
    } else {
        field.report("unknown currency \(quoted(text)); write its ISO 4217 code, as INR")
    }
    return nil
}

private func readPerDollar(_ field: Field) -> Int64? {
    let example = "what one US dollar is, as 84.25"
    guard let text = field.text(example) else { return nil }
    guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }) else {
        field.report("\(quoted(text)) is no rate; write \(example)")
        return nil
    }
    // Exact or not at all: a decimal with as many places as a nano has.
    do throws(Amount.Fault) {
        let rate = try Amount(text + " USD").value
        guard rate > 0 else {
            field.report("a rate is more than zero; write \(example)")
            return nil
        }
        return rate
    } catch {
        field.report("\(error.message); write \(example)")
        return nil
    }
}
