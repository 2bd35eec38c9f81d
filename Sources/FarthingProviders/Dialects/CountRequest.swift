package import FarthingCore

/// A question to the provider how many tokens the input of a request comes to, free of charge.
package struct CountRequest: Sendable {
    /// Where it goes, as the target of a request.
    package let target: String
    package let body: [UInt8]
    private let reader: @Sendable (JSONNode) -> InputCount?

    init(
        target: String,
        body: [UInt8],
        reader: @escaping @Sendable (JSONNode) -> InputCount?
    ) {
        self.target = target
        self.body = body
        self.reader = reader
    }

    /// The count that an answer tells; nil where it tells none that can be used.
    package func count(inAnswer body: [UInt8]) -> InputCount? {
        guard let root = (try? JSONDocument(body))?.root, root.kind == .object,
            let count = reader(root),
            0...Usage.bucketMax ~= count.tokens, 0...Usage.bucketMax ~= count.audioTokens
        else { return nil }
        return count
    }
}

/// The input of a request as its provider has counted it.
package struct InputCount: Hashable, Sendable {
    /// Everything but audio.
    package var tokens: Int64
    package var audioTokens: Int64

    init(tokens: Int64, audioTokens: Int64 = 0) {
        self.tokens = tokens
        self.audioTokens = audioTokens
    }

    /// The same bound with the input as it was counted; never a larger one. Where some of it are
    /// images, each token is taken for the dearest of both.
    package func tighten(_ bound: CallBound) -> CallBound {
        let most = bound.totalInputTokensMax
        guard tokens + audioTokens < most else { return bound }
        // No vocabulary has tokens of 64 bytes on the average of a text.
        let tokens = max(tokens, most / 64)
        var bound = bound
        let hasImages = bound.imageTokensMax > 0
        bound.inputTokensMax = hasImages ? 0 : tokens
        bound.imageTokensMax = hasImages ? tokens : 0
        bound.audioTokensMax = audioTokens
        return bound
    }
}

extension JSONDocument {
    /// An object of those members of this one that `names` has, as they stand.
    func object(of names: [StaticString]) -> [UInt8] {
        var text = [UInt8(ascii: "{")]
        for name in names {
            guard let value = root.member(name) else { continue }
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            text += "\"\(name)\":".utf8
            text += bytes[value.range]
        }
        text.append(UInt8(ascii: "}"))
        return text
    }
}
