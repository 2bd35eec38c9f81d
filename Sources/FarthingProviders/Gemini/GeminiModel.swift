/// What a Gemini model's name tells about it.
struct GeminiModel: Hashable, Sendable {
    /// The number behind `gemini-`; nil where there is none, as in `gemini-flash-latest`.
    let generation: Int?

    /// Whether it answers with images, and does so unasked.
    let makesImages: Bool

    init(_ name: String) {
        let digits = name.hasPrefix("gemini-") ? name.dropFirst(7).prefix { $0.isNumber } : ""
        generation = Int(digits.prefix(3))
        makesImages = name.contains("-image") || name.contains("banana")
    }
}
