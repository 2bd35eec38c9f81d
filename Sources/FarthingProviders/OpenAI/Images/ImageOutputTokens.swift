/// How many output tokens an image costs that an OpenAI model makes.
///
/// For the models with fixed sizes the figures are the table of OpenAI's guide “Image generation”,
/// section “Cost and latency”; for `gpt-image-2` they come from the calculator of the same guide, as
/// taken down at https://community.openai.com/t/1382699.
package enum ImageOutputTokens: Hashable, Sendable {
    /// Three sizes, each with its figure.
    case table
    /// Any size in steps of 16 pixels, priced by its area and its shape.
    case area

    package enum Quality: String, Hashable, Sendable {
        case low, medium, high
    }

    /// How a model bills its images; nil where no source bounds it: `gpt-image-1.5` bills texts
    /// that nobody sees as well, and later models have no published figures.
    package static func of(model: String) -> ImageOutputTokens? {
        switch model {
        case "gpt-image-1", "gpt-image-1-mini": .table
        case "gpt-image-2", "gpt-image-2-2026-04-21": .area
        default: nil
        }
    }

    /// The most tokens of one image; nil where the model does not make that size. A quality or size
    /// that is left to the model is the dearest one.
    package func tokensMax(quality: Quality?, size: ImageSize?) -> Int64? {
        let quality = quality ?? .high
        switch self {
        case .table: return Self.tableTokens(quality, size)
        case .area: return size.map { Self.areaTokens(quality, $0) } ?? Self.areaTokensMax(quality)
        }
    }

    private static func tableTokens(_ quality: Quality, _ size: ImageSize?) -> Int64? {
        let row: (square: Int64, portrait: Int64, landscape: Int64) =
            switch quality {
            case .low: (272, 408, 400)
            case .medium: (1_056, 1_584, 1_568)
            case .high: (4_160, 6_240, 6_208)
            }
        guard let size else { return max(row.square, row.portrait, row.landscape) }
        switch (size.width, size.height) {
        case (1024, 1024): return row.square
        case (1024, 1536): return row.portrait
        case (1536, 1024): return row.landscape
        default: return nil
        }
    }

    /// The long side is cut into as many steps as the quality has, the short one into as many as its
    /// share; their product grows with the area beyond two million pixels.
    private static func areaTokens(_ quality: Quality, _ size: ImageSize) -> Int64? {
        let long = max(size.width, size.height)
        let short = min(size.width, size.height)
        // The provider's own limits; beyond them the formula is not documented.
        guard long <= 3_840, long <= 3 * short, long * short <= pixelsMax else { return nil }
        let steps = steps(quality)
        let shortSteps = (2 * steps * short + long) / (2 * long)
        let tokens = steps * shortSteps * (2_000_000 + long * short)
        return (tokens + 3_999_999) / 4_000_000
    }

    private static let pixelsMax: Int64 = 8_294_400

    /// The largest square: the most steps on both sides, at the largest area.
    private static func areaTokensMax(_ quality: Quality) -> Int64 {
        let steps = steps(quality)
        return (steps * steps * (2_000_000 + pixelsMax) + 3_999_999) / 4_000_000
    }

    private static func steps(_ quality: Quality) -> Int64 {
        switch quality {
        case .low: 16
        case .medium: 48
        case .high: 96
        }
    }
}
