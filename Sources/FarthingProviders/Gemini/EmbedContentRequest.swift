package import FarthingCore

/// A request for embeddings, one or many: input is all that it costs.
package struct EmbedContentRequest: Sendable {
    package let document: JSONDocument
    package let model: String
    package private(set) var prompt = GeminiPrompt()

    /// Requests in one batch; Google takes 100.
    package static let batchMax = 100

    enum Member { case content, title, model, free }

    static let members = ProtoMembers<Member>([
        ("content", .content), ("title", .title), ("model", .model), ("taskType", .free),
        ("outputDimensionality", .free),
    ])

    private static let batchMembers = ProtoMembers<Void>([("requests", ())])

    /// Reads a request's body; throws for everything that cannot be read in one way only, or that
    /// costs without a price.
    package static func read(
        _ body: [UInt8],
        model: String,
        isBatch: Bool
    ) throws(RequestError) -> EmbedContentRequest {
        let document = try JSONDocument(request: body)
        var request = EmbedContentRequest(document: document, model: model)
        if isBatch { try request.takeBatch() } else { try request.take(document.root, "") }
        return request
    }

    private init(document: JSONDocument, model: String) {
        self.document = document
        self.model = model
    }

    private mutating func takeBatch() throws(RequestError) {
        var count = 0
        try Self.batchMembers.each(in: document.root, "") { _, requests throws(RequestError) in
            try requests.eachElement("requests") { request, index throws(RequestError) in
                count += 1
                try take(request, "requests[\(index)].")
            }
        }
        guard count > 0 else { throw .missing("requests") }
        guard count <= Self.batchMax else {
            throw RequestError(
                .aboveMaximum,
                param: "requests",
                "Invalid 'requests': at most \(Self.batchMax)."
            )
        }
    }

    /// `place` is what stands before a member's name in messages.
    private mutating func take(_ request: JSONNode, _ place: String) throws(RequestError) {
        var hasContent = false
        try Self.members.each(in: request, "\(place.dropLast())") {
            member,
            value throws(RequestError) in
            switch member {
            case .free: return
            case .content:
                hasContent = !value.isNull
                try prompt.takeContent(value, "\(place)content")
            case .title:
                try value.checkString("\(place)title")
                prompt.textTokens += GeminiPrompt.partTokens + Int64(value.utf8Length)
            case .model: try value.checkModel(model, "\(place)model")
            }
        }
        guard hasContent else { throw .missing("\(place)content") }
    }
}

/// Embeddings as a metered route.
package struct EmbedContentReader: MeteredReader {
    package let model: String
    package let isBatch: Bool

    package init(model: String, isBatch: Bool) {
        self.model = model
        self.isBatch = isBatch
    }

    package func read(
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) -> any MeteredRequest {
        try EmbedContentRequest.read(body, model: model, isBatch: isBatch)
    }
}

extension EmbedContentRequest: MeteredRequest {
    package var isStream: Bool { false }

    /// There is no output.
    package var outputLimitTokens: Int64? { 0 }

    package var bodyBytes: Int { document.bytes.count }

    package func bound(
        outputTokensMax: Int64,
        counter: TokenCounter?
    ) throws(RequestError) -> CallBound {
        prompt.bound(GeminiModel(model), .unspecified)
    }

    package func splices(_ changes: RequestChanges) -> [Splice] { [] }

    package func makeMeter(_ counter: TokenCounter?) -> any StreamMeter { GeminiStreamMeter() }

    /// Older models report no usage; what was held is then what it cost.
    package func readAnswer(_ body: [UInt8]) -> any ReadAnswer { GenerateContentAnswer(body) }
}
