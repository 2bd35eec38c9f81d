/// Reads a length of time as people write it, `30s`, `15m`, `24h`, `7d` or `500ms`; nil for anything
/// else, and for what is longer than ten years.
func durationMs(_ text: some StringProtocol) -> Int64? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty, digits.utf8.count <= 10, let count = Int64(digits) else { return nil }
    let unitMs: Int64
    switch text.dropFirst(digits.count) {
    case "ms": unitMs = 1
    case "s": unitMs = 1_000
    case "m": unitMs = 60_000
    case "h": unitMs = 3_600_000
    case "d": unitMs = 86_400_000
    default: return nil
    }
    let ms = count * unitMs
    return ms <= 3_660 * 86_400_000 ? ms : nil
}
