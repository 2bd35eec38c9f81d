import FarthingCore

/// What an image answer's `usage` object says, in disjoint buckets; where its figures contradict
/// each other, the dearer reading is taken.
enum ImagesUsage {
    /// Reads `input_tokens` and `output_tokens` with their details (OpenAI API reference, “the
    /// image generation response”). Output that is not said to be text is image.
    static func read(_ node: JSONNode) throws(ChatUsage.Problem) -> Usage {
        let input = try ResponsesUsage.count(node, "input_tokens", isRequired: true)
        let output = try ResponsesUsage.count(node, "output_tokens", isRequired: true)
        let total = try ResponsesUsage.count(node, "total_tokens")
        let inputDetails = node.member("input_tokens_details" as StaticString)
        let inputImage = try ResponsesUsage.count(inputDetails, "image_tokens")
        let outputDetails = node.member("output_tokens_details" as StaticString)
        let outputText = try ResponsesUsage.count(outputDetails, "text_tokens")
        let outputImage = try ResponsesUsage.count(outputDetails, "image_tokens")
        let missing = max(0, total - input - output)
        let usage = Usage(
            inputTokens: max(0, input - inputImage),
            inputImageTokens: inputImage,
            outputTokens: outputImage > 0 ? outputText : 0,
            outputImageTokens: max(outputImage, output - (outputImage > 0 ? outputText : 0))
                + missing
        )
        guard usage.isWithinBounds else { throw .unreadable(member: "usage") }
        return usage
    }
}
