/// Which model a path names, so far that it can be priced.
struct BedrockModel: Hashable, Sendable {
    /// The id as the price book knows it, the prefix of a cross-region profile included:
    /// `us.anthropic.claude-sonnet-4-5-20250929-v1:0`.
    let id: String

    /// Whether the model is one of Anthropic's.
    var isAnthropic: Bool { !claudeName.isEmpty }

    /// What Anthropic itself calls the model, more or less: `claude-sonnet-4-5-20250929-v1:0`.
    /// Empty for other families.
    var claudeName: String {
        let parts = id.split(separator: ".", omittingEmptySubsequences: false)
        guard let place = parts.firstIndex(of: "anthropic") else { return "" }
        return parts[(place + 1)...].joined(separator: ".")
    }

    /// Nil for other families, and for Claude models of which no figures are known.
    var claude: ClaudeModel? { ClaudeModel(claudeName) }

    /// Longest id or ARN, as the service model of bedrock-runtime has it.
    private static let bytesMax = 2_048
    /// Longest id that is looked up.
    private static let idBytesMax = 256

    /// Reads a segment of a path. Throws for ARNs of what may be any model, or is paid for in
    /// another way than by token.
    ///
    /// Forms: “Converse”, request parameter modelId, Amazon Bedrock API reference.
    init(segment: Substring) throws(RequestError) {
        guard let text = Self.unescaped(segment.utf8), !text.isEmpty else {
            throw RequestError(
                .invalidValue,
                param: "modelId",
                "The path names no model: it must be an id or an ARN, percent-encoded."
            )
        }
        guard text.hasPrefix("arn:") else {
            try self.init(id: text[...])
            return
        }
        // arn:aws:bedrock:<region>:<account>:<kind>/<name>
        let parts = text.split(
            separator: ":",
            maxSplits: 5,
            omittingEmptySubsequences: false
        )
        guard parts.count == 6, parts[2] == "bedrock", let slash = parts[5].firstIndex(of: "/")
        else { throw Self.refused("this ARN names no model of Bedrock") }
        guard parts[1] == "aws" else {
            throw Self.refused("prices of the partition '\(parts[1])' are not known here")
        }
        let name = parts[5][parts[5].index(after: slash)...]
        switch parts[5][..<slash] {
        case "foundation-model", "inference-profile": try self.init(id: name)
        case "application-inference-profile":
            throw Self.refused(
                "which model an application inference profile runs is not known here"
            )
        case "provisioned-model", "imported-model", "custom-model", "custom-model-deployment":
            throw Self.refused("what is paid for by the hour has no price per token")
        case "prompt": throw Self.refused("a stored prompt cannot be counted here")
        case "prompt-router", "default-prompt-router":
            throw Self.refused("which model a prompt router chooses is not known beforehand")
        default: throw Self.refused("this ARN names no model that has a price here")
        }
    }

    private init(id: Substring) throws(RequestError) {
        // A name without a provider is one that an account gave itself.
        guard id.utf8.count <= Self.idBytesMax, id.contains("."), !id.contains("/"),
            id.first?.isLetter ?? false
        else {
            throw Self.refused("only ids of the form provider.model have a price here")
        }
        self.id = String(id)
    }

    private static func refused(_ reason: String) -> RequestError {
        RequestError(
            .notPriced,
            param: "modelId",
            "The model is refused: \(reason). Use the id of a foundation model or of a "
                + "cross-region inference profile."
        )
    }

    /// The segment without its escapes; nil where one is broken, or it holds what ids do not.
    private static func unescaped(_ segment: Substring.UTF8View) -> String? {
        guard segment.count <= bytesMax else { return nil }
        var text: [UInt8] = []
        var rest = segment
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                text.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit),
                let low = rest.popFirst().flatMap(digit)
            else { return nil }
            text.append(high << 4 | low)
        }
        let isPlain = text.allSatisfy { byte in
            PlainName.isPlain(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/")
        }
        return isPlain ? String(decoding: text, as: UTF8.self) : nil
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
