/// What media cost, by formulas of Google's documentation.
///
/// “Understand and count tokens”: an image of at most 384 pixels a side is 258 tokens, a larger one
/// 258 for each tile of 768 pixels; a second of audio is 32 tokens. “Document understanding”: a page
/// is 258 tokens, and there are at most 1,000. “Media resolution”: from generation 3 on each level
/// states the most that an image or a page becomes.
extension GeminiMedia {
    static let tileTokens: Int64 = 258
    static let audioTokensPerSecond: Int64 = 32
    static let pagesMax: Int64 = 1_000

    /// Sides up to this are one tile.
    private static let smallSide: Int64 = 384
    private static let tileSide: Int64 = 768
    /// A high resolution cuts an image of the second generation into at most this many tiles, one of
    /// the whole included.
    private static let panAndScanTokens: Int64 = 9 * tileTokens

    /// The most tokens of an image's or a document's price; 0 for all else.
    func imageTokensMax(_ model: GeminiModel, _ common: GeminiResolution) -> Int64 {
        switch self {
        case .image(let size, let own):
            Self.imageTokens(size, model, own ?? common)
        case .document(let own):
            Self.pageTokens(model, own ?? common) * Self.pagesMax
        case .audio, .text: 0
        }
    }

    var audioTokensMax: Int64 {
        guard case .audio(let seconds) = self else { return 0 }
        return seconds * Self.audioTokensPerSecond
    }

    /// A text file is one page at least.
    var textTokensMax: Int64 {
        guard case .text(let bytes) = self else { return 0 }
        return bytes + Self.tileTokens
    }

    private static func imageTokens(
        _ size: ImageSize,
        _ model: GeminiModel,
        _ resolution: GeminiResolution
    ) -> Int64 {
        var tiles = self.tiles(size) * tileTokens
        if resolution == .high || resolution == .ultraHigh { tiles = max(tiles, panAndScanTokens) }
        let level = levelTokens(model, resolution, isPage: false)
        // How models that make images read them is documented nowhere.
        if model.makesImages { return max(tiles, levelTokens(model, .ultraHigh, isPage: false)) }
        guard let generation = model.generation else { return max(tiles, level) }
        return generation < 3 ? tiles : level
    }

    /// Tiles of a larger image: a grid of 768 pixels, or of two thirds of its shorter side, whichever
    /// needs more of them; and one of the whole, which has been billed beside them.
    private static func tiles(_ size: ImageSize) -> Int64 {
        guard max(size.width, size.height) > smallSide else { return 1 }
        func count(_ side: Int64) -> Int64 {
            ((size.width + side - 1) / side) * ((size.height + side - 1) / side)
        }
        let cropSide = max(1, min(size.width, size.height) * 2 / 3)
        return max(count(tileSide), count(cropSide)) + 1
    }

    private static func pageTokens(
        _ model: GeminiModel,
        _ resolution: GeminiResolution
    ) -> Int64 {
        let level = levelTokens(model, resolution, isPage: true)
        guard let generation = model.generation else { return max(tileTokens, level) }
        return generation < 3 ? tileTokens : level
    }

    private static func levelTokens(
        _ model: GeminiModel,
        _ resolution: GeminiResolution,
        isPage: Bool
    ) -> Int64 {
        switch resolution {
        case .low: 280
        case .medium: 560
        case .high: 1_120
        case .ultraHigh: 2_240
        case .unspecified where model.generation == 3: isPage ? 560 : 1_120
        // Of later ones nobody has said what they do unasked.
        case .unspecified: isPage ? 1_120 : 2_240
        }
    }
}
