/// How many input tokens an OpenAI model bills for an image.
///
/// The figures are those of OpenAI's guide "Images and vision" and, for models after it, of the
/// tables in litellm 1.109.1 (MIT). Where sources differ, or billing was seen to differ from the
/// guide, the larger figure stands here, since the result bounds what a call may cost.
package enum ImageTokenFormula: Hashable, Sendable {
    /// A base, and more for each square of 512 pixels after scaling down to fit 2048 × 2048 and a
    /// short side of 768; low detail costs the base alone.
    case tiles(base: Int64, perTile: Int64)
    /// Squares of 32 pixels up to a budget, times a factor in hundredths. An image over the budget
    /// is scaled down to it; it has been billed at the full budget, so that is what counts here.
    /// Detail `original` has a budget of its own; nil where the model does not have that detail.
    case patches(hundredths: Int64, budget: Int64, originalBudget: Int64?, autoIsOriginal: Bool)

    /// The formula of a model by its name, dated or not; nil where no source states one, and images
    /// for that model cannot be bounded.
    package static func of(openAIModel model: String) -> ImageTokenFormula? {
        var name = model[...]
        if name.hasPrefix("ft:") {
            name = name.dropFirst(3)
            name = name[..<(name.firstIndex(of: ":") ?? name.endIndex)]
        }
        return families[String(withoutDate(name))]
    }

    /// The most tokens that an image can cost: exact for tiles and for patches within the budget;
    /// without a size, the most for any. Nil where the model does not have this detail.
    package func tokensMax(size: ImageSize?, detail: ImageDetail) -> Int64? {
        switch self {
        case .tiles(let base, let perTile):
            switch detail {
            case .original: return nil
            case .low: return base
            case .auto, .high: return base + perTile * (size.map(Self.tiles) ?? 8)
            }
        case .patches(let hundredths, let budget, let originalBudget, let autoIsOriginal):
            var patches = budget
            if detail == .original || detail == .auto && autoIsOriginal {
                guard let originalBudget else { return nil }
                patches = originalBudget
            }
            if let size { patches = min(patches, size.patches) }
            return (patches * hundredths + 99) / 100
        }
    }

    /// Squares of 512 pixels after scaling; in whole numbers, since a rounded pixel may cost a tile.
    private static func tiles(_ size: ImageSize) -> Int64 {
        let long = max(size.width, size.height)
        let short = min(size.width, size.height)
        // The scale is the smallest of 1, 2048 / long and 768 / short, as a fraction.
        var scale: (up: Int64, down: Int64) = (1, 1)
        if long > 2048 { scale = (2048, long) }
        if short * scale.up > 768 * scale.down { scale = (768, short) }
        func count(_ side: Int64) -> Int64 {
            let divisor = scale.down * 512
            return max(1, (side * scale.up + divisor - 1) / divisor)
        }
        return count(long) * count(short)
    }

    private static func withoutDate(_ name: Substring) -> Substring {
        let tail = name.utf8.suffix(11)
        guard tail.count == 11, tail.first == UInt8(ascii: "-") else { return name }
        let shape = "-####-##-##".utf8
        let isDate = zip(tail, shape).allSatisfy { byte, wanted in
            wanted == UInt8(ascii: "#") ? byte >= 0x30 && byte <= 0x39 : byte == wanted
        }
        return isDate ? name.dropLast(11) : name
    }
}

extension ImageTokenFormula {
    private static let tiles4o = ImageTokenFormula.tiles(base: 85, perTile: 170)
    private static let tilesReasoning = ImageTokenFormula.tiles(base: 75, perTile: 150)
    private static let tiles5 = ImageTokenFormula.tiles(base: 70, perTile: 140)

    private static func patches(
        _ hundredths: Int64,
        original: Int64? = nil,
        autoIsOriginal: Bool = false
    ) -> ImageTokenFormula {
        .patches(
            hundredths: hundredths,
            budget: 6_144,
            originalBudget: original,
            autoIsOriginal: autoIsOriginal
        )
    }

    private static let families: [String: ImageTokenFormula] = [
        "gpt-4-turbo": tiles4o, "gpt-4-vision-preview": tiles4o, "gpt-4o": tiles4o,
        "chatgpt-4o-latest": tiles4o, "gpt-4.1": tiles4o, "gpt-4.5-preview": tiles4o,
        "gpt-4o-mini": .tiles(base: 2_833, perTile: 5_667),
        "computer-use-preview": .tiles(base: 65, perTile: 129),
        "o1": tilesReasoning, "o1-pro": tilesReasoning, "o3": tilesReasoning,
        "o3-pro": tilesReasoning,
        "gpt-5": tiles5, "gpt-5-chat-latest": tiles5, "gpt-5.1": tiles5,
        "gpt-5.1-chat-latest": tiles5,
        "gpt-4.1-mini": patches(162), "gpt-4.1-nano": patches(246), "o4-mini": patches(172),
        "gpt-5-mini": patches(162), "gpt-5-nano": patches(246), "gpt-5.2": patches(120),
        "gpt-5.4": patches(120, original: 10_000),
        "gpt-5.4-mini": patches(162, original: 10_000),
        "gpt-5.4-nano": patches(246, original: 10_000),
        "gpt-5.5": patches(120, original: 10_000, autoIsOriginal: true),
        "gpt-5.6-sol": patches(120, original: 30_000, autoIsOriginal: true),
        "gpt-5.6-terra": patches(120, original: 30_000, autoIsOriginal: true),
        "gpt-5.6-luna": patches(120, original: 30_000, autoIsOriginal: true),
        "gpt-6-astra": patches(120, original: 30_000, autoIsOriginal: true),
    ]
}
