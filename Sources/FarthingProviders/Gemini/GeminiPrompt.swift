import FarthingCore

/// What a model is to read: texts are counted by bytes, media by documented formulas.
package struct GeminiPrompt: Sendable {
    /// Text, tools, schemas and frames: each byte counts as a token, which no byte-level tokenizer
    /// exceeds.
    package var textTokens: Int64 = Self.primingTokens

    /// Images, documents and audio, in order.
    package var media: [GeminiMedia] = []

    /// Images, documents and audio in one request; Google takes 3,600 images at most.
    package static let mediaMax = 3_600

    /// What begins the answer.
    static let primingTokens: Int64 = 8
    /// Frame of one content: role, start and end.
    static let contentTokens: Int64 = 8
    /// Frame of one part; joining texts may split tokens differently at the seam.
    static let partTokens: Int64 = 4
    /// What announces tools or a schema to the model, once.
    static let announcementTokens: Int64 = 64

    enum PartMember {
        case text
        /// A flag of no cost.
        case free
        /// Counted with all that is in it.
        case tree
        /// What the model thought before, sealed; its text is taken for input.
        case signature
        case functionResponse, inlineData, resolution
        case fileData, refused
    }

    private static let contentMembers = ProtoMembers<Bool>([("role", true), ("parts", false)])

    static let partMembers = ProtoMembers<PartMember>([
        ("text", .text), ("thought", .free), ("thoughtSignature", .signature),
        ("functionCall", .tree), ("functionResponse", .functionResponse),
        ("executableCode", .tree), ("codeExecutionResult", .tree), ("partMetadata", .tree),
        ("inlineData", .inlineData), ("mediaResolution", .resolution), ("fileData", .fileData),
        ("videoMetadata", .refused), ("toolCall", .refused), ("toolResponse", .refused),
    ])

    private static let responseMembers = ProtoMembers<Bool>([
        ("id", false), ("name", false), ("response", false), ("willContinue", false),
        ("scheduling", false), ("parts", true),
    ])

    private static let resolutionMembers = ProtoMembers<Void>([("level", ())])

    mutating func takeContents(_ value: JSONNode) throws(RequestError) {
        guard value.kind != .array || value.count > 0 else {
            throw RequestError(
                .emptyArray,
                param: "contents",
                "Invalid 'contents': expected at least one content."
            )
        }
        try value.eachElement("contents") { content, index throws(RequestError) in
            try takeContent(content, "contents[\(index)]")
        }
    }

    mutating func takeContent(_ value: JSONNode, _ param: String) throws(RequestError) {
        guard !value.isNull else { return }
        textTokens += Self.contentTokens
        try Self.contentMembers.each(in: value, param) { isRole, member throws(RequestError) in
            if isRole {
                try member.checkString("\(param).role")
                textTokens += Int64(member.utf8Length)
            } else {
                try member.eachElement("\(param).parts") { part, index throws(RequestError) in
                    try takePart(part, "\(param).parts[\(index)]")
                }
            }
        }
    }

    private mutating func takePart(_ part: JSONNode, _ param: String) throws(RequestError) {
        textTokens += Self.partTokens
        var inline: JSONNode?
        var own: GeminiResolution?
        try Self.partMembers.each(in: part, param) { member, value throws(RequestError) in
            guard !value.isNull else { return }
            switch member {
            case .free: return
            case .text, .signature:
                try value.checkString(param)
                textTokens += Int64(value.utf8Length)
            case .tree: textTokens += value.treeBytes
            case .functionResponse: try takeResponse(value, "\(param).functionResponse")
            case .inlineData: inline = value
            case .resolution: own = try Self.resolution(value, "\(param).mediaResolution")
            case .fileData:
                throw .unpriced(
                    "\(param).fileData",
                    "how large the file is cannot be seen; send it as inlineData"
                )
            case .refused:
                throw .unpriced(param, "it has a member that may cost extra")
            }
        }
        if let inline {
            guard media.count < Self.mediaMax else {
                throw RequestError(
                    .aboveMaximum,
                    param: param,
                    "Invalid '\(param)': at most \(Self.mediaMax) images and other media."
                )
            }
            media.append(try GeminiMedia(inline, resolution: own, "\(param).inlineData"))
        }
    }

    private mutating func takeResponse(_ value: JSONNode, _ param: String) throws(RequestError) {
        try Self.responseMembers.each(in: value, param) { isParts, member throws(RequestError) in
            guard isParts else {
                textTokens += member.treeBytes
                return
            }
            try member.eachElement("\(param).parts") { part, index throws(RequestError) in
                try takePart(part, "\(param).parts[\(index)]")
            }
        }
    }

    /// The most that the prompt can cost as input, with no output.
    func bound(_ model: GeminiModel, _ resolution: GeminiResolution) -> CallBound {
        var bound = CallBound(inputTokensMax: textTokens, outputTokensMax: 0)
        for medium in media {
            bound.inputTokensMax += medium.textTokensMax
            bound.imageTokensMax += medium.imageTokensMax(model, resolution)
            bound.audioTokensMax += medium.audioTokensMax
        }
        return bound
    }

    private static func resolution(
        _ value: JSONNode,
        _ param: String
    ) throws(RequestError) -> GeminiResolution {
        var resolution = GeminiResolution.unspecified
        try resolutionMembers.each(in: value, param) { _, level throws(RequestError) in
            resolution = try GeminiResolution(level, "\(param).level")
        }
        return resolution
    }
}
