import FarthingCore

/// How many input tokens a Claude model bills for an image.
///
/// One token for each square of 28 pixels, after an image that is too large was scaled down
/// (Anthropic, “Images and vision”); earlier pages said width × height / 750. The larger of both
/// stands here, since the result bounds what a call may cost.
enum ClaudeImages {
    /// The most tokens that an image can cost; without a size, the most for any.
    static func tokensMax(_ size: ImageSize?, _ model: ClaudeModel) -> Int64 {
        guard let size else { return model.imageTokensMax }
        let squares = ((size.width + 27) / 28) * ((size.height + 27) / 28)
        let pixels = (size.width * size.height + 749) / 750
        return min(max(squares, pixels), model.imageTokensMax)
    }

    /// The size of an image that a request carries in base64; nil where it cannot be read.
    static func size(base64 data: JSONNode) -> ImageSize? {
        data.withUTF8 { text in
            // Four characters for three bytes, and no more than are decoded.
            ImageSize(dataURL: Array("data:;base64,".utf8) + text.prefix(decodedMax))
        } ?? nil
    }

    private static let decodedMax = 4 << 19
}
