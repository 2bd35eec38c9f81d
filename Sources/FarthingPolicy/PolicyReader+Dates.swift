import FarthingCore

/// Reads `from` and `until`; nil when one of them is wrong, which is reported.
///
/// - Parameter zone: in which a day begins; a time says its own offset.
func readDates(_ section: Section, zone: ZoneRules = .utc) -> EffectiveDates? {
    let from = section["from"].map { readInstant($0, zone) } ?? .some(nil)
    let until = section["until"].map { readInstant($0, zone) } ?? .some(nil)
    guard let from, let until else { return nil }
    return EffectiveDates(fromMs: from, untilMs: until)
}

private func readInstant(_ field: Field, _ zone: ZoneRules) -> Int64?? {
    let example = "a day like 2026-12-01, or a time like 2026-12-01T09:00:00Z"
    guard let text = field.text(example) else { return nil }
    if let ms = instantMs(text) {
        let isDay = text.utf8.count == 10
        return .some(isDay ? firstInstantMs(ofDay: ms / 86_400_000, zone: zone) : ms)
    }
    field.report("\(quoted(text)) is neither a day nor a time; write \(example)")
    return nil
}
