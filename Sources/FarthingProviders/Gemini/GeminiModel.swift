/// What a Gemini model's name tells about it.
struct GeminiModel: Hashable, Sendable {
    /// The number behind `gemini-`; nil where there is none, as in `gemini-flash-latest`.
    let generation: Int?

    /// Whether it answers with images, and does so unasked.
    let makesImages: Bool

    /// Whether it takes a configuration of its thinking: 2.5 and what came after (Google, “Gemini
    /// thinking”).
    let thinks: Bool

    init(_ name: String) {
        thinks =
            name.hasPrefix("gemini-2.5")
            || !name.hasPrefix("gemini-1") && !name.hasPrefix("gemini-2")
        let digits = name.hasPrefix("gemini-") ? name.dropFirst(7).prefix { $0.isNumber } : ""
        generation = Int(digits.prefix(3))
        makesImages = name.contains("-image") || name.contains("banana")
    }
}
