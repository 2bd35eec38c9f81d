import FarthingCore
import FarthingProviders
import FarthingReceipts

extension FuzzTarget {
    /// Requests that are signed with Signature Version 4, as text: first line, fields, body.
    static let signature = FuzzTarget(
        name: "sigv4",
        seeds: [SignedText.seed],
        words: [
            "AWS4-HMAC-SHA256 ", "Credential=", "SignedHeaders=", "Signature=", "/aws4_request",
            ";host", ";", ",", "x-amz-date: 20261121T040000Z\n", "host: b\n", "%2F", "/../", "//",
            "?a=1&a=0", "x-amz-security-token: t\n", "x-amz-content-sha256: UNSIGNED-PAYLOAD\n",
            "x-amzn-bedrock-trace: ENABLED\n", "\t ", "us-east-1", "A=B,",
        ]
    ) { input, random throws(FuzzFault) in
        let text = SignedText(input)
        for name in ["authorization", "x-amz-date"] {
            for field in text.request.fields where field.name == name {
                _ = try? SigV4Authorization(parsing: field.value)
                _ = SigV4Time.ms(field.value)
            }
        }
        guard let value = text.request.fields.first(where: { $0.name == "authorization" })?.value,
            let authorization = try? SigV4Authorization(parsing: value)
        else { return false }
        let verifier = SigV4Verifier(
            SignedText.hashing,
            acceptsUnsignedBody: random.chance(50)
        )
        do throws(SigV4Error) {
            try verifier.verify(
                text.request,
                body: text.body,
                authorization,
                // As the gateway does: the secret is found by the id, which nothing else signs.
                secret: authorization.accessKeyID == "fk1" ? SignedText.secret : [1, 2, 3],
                nowMs: SignedText.nowMs
            )
        } catch {
            return false
        }
        let right = SignedText(SignedText.seed)
        guard text.body == right.body, text.request.method == right.request.method,
            authorization.signedFields.count == 4
        else { throw FuzzFault("a changed request has a right signature") }
        return true
    }

    /// The shortest requests of the dialects whose paths name a model.
    private static let bodies = [
        #"{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"#,
        #"{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"#,
        #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#,
    ].map { [UInt8]($0.utf8) }

    /// Paths and queries, read by each dialect's table.
    static let routes = FuzzTarget(
        name: "routes",
        seeds: [
            "POST /v1/messages beta=true", "POST /v1/chat/completions ", "GET /v1/models/gpt-5 ",
            "POST /v1beta/models/gemini-2.5-flash:streamGenerateContent alt=sse",
            "POST /model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream ",
            "POST /model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.a.b/invoke ",
            "DELETE /v1/responses/resp_1 ", "POST /model/amazon.nova-micro-v1:0/count-tokens ",
            "POST /openai/deployments/mine/chat/completions api-version=2024-10-21",
        ].map { [UInt8]($0.utf8) },
        words: [
            "%2F", "%2e%2e", "/..", "//", "/", "?", "&alt=json", "key=x", ":countTokens", "%",
            "%zz",
            "%00", "arn:aws:bedrock:us-east-1::foundation-model/", "{model}", "…", "/…",
        ]
    ) { input, _ throws(FuzzFault) in
        let parts = String(decoding: input, as: UTF8.self).split(
            separator: " ",
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard parts.count == 3 else { return false }
        let head = DialectHead(method: String(parts[0]), path: parts[1], query: parts[2])
        let tables = [
            OpenAIRoutes.route, AnthropicRoutes.route, GeminiRoutes.route, BedrockRoutes.route,
            CompatibleRoutes.route, { AzureRoutes.route($0, models: ["mine": "gpt-4o"]) },
        ]
        let isPlain = !parts[1].utf8.contains { $0 <= 0x20 || $0 >= 0x7F }
        var isTaken = false
        for route in tables.map({ $0(head) }) {
            switch route {
            case .metered(let reader):
                isTaken = true
                guard parts[0] == "POST" else { throw FuzzFault("metered by another method") }
                // A model's name is taken apart when the body is read.
                for body in bodies where (try? reader.read(body, head)) != nil && !isPlain {
                    throw FuzzFault("a path is metered that is none")
                }
            case .free:
                isTaken = true
                if !isPlain { throw FuzzFault("a path is free that is none") }
            case .refused(let reason):
                if reason.utf8.count > 4_096 { throw FuzzFault("a reason of \(reason.count)") }
            }
        }
        return isTaken
    }

    /// Whole answers, read by each dialect.
    static let answers = FuzzTarget(
        name: "answers",
        seeds: [
            #"{"id":"msg","model":"claude-opus-5-5","content":[{"type":"text","text":"a"}],"usage":{"input_tokens":9,"cache_creation_input_tokens":2,"cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":1},"cache_read_input_tokens":3,"output_tokens":12,"service_tier":"standard","server_tool_use":{"web_search_requests":1}}}"#,
            #"{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":3,"thoughtsTokenCount":4,"totalTokenCount":16,"cachedContentTokenCount":2,"promptTokensDetails":[{"modality":"IMAGE","tokenCount":4}]},"modelVersion":"gemini-2.5-flash"}"#,
            #"{"id":"resp","model":"gpt-4o","service_tier":"default","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"a"}]}],"usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":2},"output_tokens":12,"output_tokens_details":{"reasoning_tokens":3},"total_tokens":21}}"#,
            #"{"output":{"message":{"role":"assistant","content":[{"text":"a"}]}},"stopReason":"end_turn","usage":{"inputTokens":9,"outputTokens":3,"totalTokens":12,"cacheReadInputTokens":1,"cacheWriteInputTokens":2},"serviceTier":{"type":"default"}}"#,
            #"{"model":"text-embedding-3-small","data":[],"usage":{"prompt_tokens":9,"total_tokens":9}}"#,
            #"{"created":1,"data":[{"b64_json":"AA"}],"usage":{"input_tokens":9,"output_tokens":3,"total_tokens":12,"input_tokens_details":{"text_tokens":4,"image_tokens":5}}}"#,
        ].map { [UInt8]($0.utf8) },
        words: [
            #""usage":null,"#, #""usage":{},"#, #""input_tokens":-1,"#, #""cached_tokens":99,"#,
            #""tokenCount":99"#, #""totalTokenCount":0,"#, #""output_tokens":1099511627776,"#,
            #""promptTokenCount":9223372036854775807,"#, #""inputTokens":9223372036854775807,"#,
        ]
    ) { input, random throws(FuzzFault) in
        let answers: [any ReadAnswer] = [
            MessagesAnswer(input, writesHourCache: random.chance(50)), ResponsesAnswer(input),
            GenerateContentAnswer(input), ConverseAnswer(input), EmbeddingsAnswer(input),
            ImagesAnswer(input, model: "gpt-image-1"),
        ]
        var isTaken = false
        for usage in answers.compactMap(\.usage) {
            isTaken = true
            if !usage.isWithinBounds { throw FuzzFault("a usage out of bounds") }
        }
        return isTaken
    }

    /// Sizes of pictures in data URLs.
    static let image = FuzzTarget(
        name: "image",
        seeds: [
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
            "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
            "data:image/webp;base64,UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAQAcJaQAA3AA/v3AgAA=",
            "data:image/jpeg;base64,/9j/4AAQSkZJRgABAQEASABIAAD/wAALCAABAAEBAREA/8QAFAABAAAAAAAA",
        ].map { [UInt8]($0.utf8) },
        words: [
            "/9j/", "/8AA", "UklGR", "VlA4WA", "VlA4TA", "iVBORw0KGgo", ";base64,", "=", "////",
        ]
    ) { input, _ throws(FuzzFault) in
        guard let size = ImageSize(dataURL: input) else { return false }
        guard (1...ImageSize.sideMax).contains(size.width),
            (1...ImageSize.sideMax).contains(size.height)
        else { throw FuzzFault("a size out of bounds") }
        return true
    }
}

/// A request that is signed, as text.
private struct SignedText {
    var request: SigV4Request
    var body: [UInt8]

    static let nowMs: Int64 = 1_795_233_600_000
    static let secret = Array("secret".utf8)
    static let hashing = SigV4Hashing(sha256: { Hash32(hashing: $0).bytes }, hmac: hmac)

    static let seed: [UInt8] = {
        let body = #"{"messages":[]}"#
        var request = SigV4Request(
            method: "POST",
            path: Array("/bedrock/model/amazon.nova-micro-v1%3A0/converse".utf8),
            query: Array("b=2&a=1".utf8),
            fields: [.init("host", "127.0.0.1:8484"), .init("content-type", "application/json")]
        )
        request.fields += SigV4Signer(
            hashing,
            AWSCredentials(accessKeyID: "fk1", secret: secret, sessionToken: "token"),
            region: "us-east-1"
        ).sign(request, body: Array(body.utf8), nowMs: nowMs)
        let fields = request.fields.map { "\($0.name): \($0.value)\n" }.joined()
        let path = String(decoding: request.path, as: UTF8.self)
        return Array("POST \(path)?b=2&a=1\n\(fields)\n\(body)".utf8)
    }()

    /// What cannot be told apart is left empty.
    init(_ text: [UInt8]) {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let end = lines.firstIndex { $0.isEmpty } ?? lines.count
        body = Array(lines.dropFirst(end + 1).joined(separator: [UInt8(ascii: "\n")]))
        let first = lines.first ?? []
        let method = first.prefix { $0 != UInt8(ascii: " ") }
        let target = first.dropFirst(method.count + 1)
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        request = SigV4Request(
            method: String(decoding: method, as: UTF8.self),
            path: Array(path),
            query: Array(target.dropFirst(path.count + 1)),
            fields: lines.prefix(end).dropFirst().map { line in
                let name = line.prefix { $0 != UInt8(ascii: ":") }
                let value = line.dropFirst(name.count + 1).drop { $0 == UInt8(ascii: " ") }
                return .init(
                    String(decoding: name, as: UTF8.self).lowercased(),
                    String(decoding: value, as: UTF8.self)
                )
            }
        )
    }

    /// RFC 2104 with SHA-256.
    @Sendable private static func hmac(_ key: [UInt8], _ text: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? Hash32(hashing: key).bytes : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        let inner = Hash32(hashing: block.map { $0 ^ 0x36 } + text).bytes
        return Hash32(hashing: block.map { $0 ^ 0x5C } + inner).bytes
    }
}
