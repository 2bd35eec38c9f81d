package import FarthingCore

/// What matters of an answer with embeddings: what it cost.
package struct EmbeddingsAnswer: ReadAnswer {
    /// Nil when nothing that can be billed by was reported; explicit zeros are a usage.
    package private(set) var usage: Usage?
    package private(set) var model: String?

    /// Embeddings have one price.
    package var variant: PriceVariant? { .standard }

    /// Vectors are numbers by the thousand: an answer of 2,048 inputs has some six million.
    private static let limits = {
        var limits = JSONLimits()
        limits.bytesMax = 256 << 20
        limits.nodesMax = 16_000_000
        return limits
    }()

    /// Reads `prompt_tokens`; the dearer of it and `total_tokens` counts.
    package init(_ body: [UInt8]) {
        guard let document = try? JSONDocument(body, limits: Self.limits) else { return }
        model = document.root.member("model" as StaticString)?.string
        guard let node = document.root.member("usage" as StaticString) else { return }
        do throws(ChatUsage.Problem) {
            let prompt = try ResponsesUsage.count(node, "prompt_tokens", isRequired: true)
            let total = try ResponsesUsage.count(node, "total_tokens")
            usage = Usage(inputTokens: max(prompt, total))
        } catch {
            usage = nil
        }
    }
}
