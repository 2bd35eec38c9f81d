import FarthingCore
import FarthingProviders
import Testing

@Suite("Gemini routes")
struct GeminiRoutesTests {
    private static func route(
        _ method: String,
        _ target: String,
        field: @escaping (String) -> String? = { _ in nil }
    ) -> DialectRoute {
        let parts = target.split(separator: "?", maxSplits: 1)
        return GeminiRoutes.route(
            DialectHead(
                method: method,
                path: parts[0],
                query: parts.count > 1 ? parts[1] : "",
                field: field
            )
        )
    }

    @Test(
        "generation is metered, with the path's model, streamed or not",
        arguments: [
            ("/v1beta/models/gemini-2.5-flash:generateContent", false),
            ("/v1/models/gemini-2.5-flash:generateContent?alt=json", false),
            ("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", true),
        ]
    )
    func generates(target: String, isStream: Bool) throws {
        guard case .metered(let reader) = Self.route("POST", target) else {
            Issue.record("not metered")
            return
        }
        let generate = try #require(reader as? GenerateContentReader)
        #expect(generate.model == "gemini-2.5-flash")
        #expect(generate.isStream == isStream)
    }

    @Test("embeddings are metered, one or many")
    func embeds() throws {
        for (verb, isBatch) in [("embedContent", false), ("batchEmbedContents", true)] {
            let route = Self.route("POST", "/v1beta/models/gemini-embedding-001:\(verb)")
            guard case .metered(let reader) = route else {
                Issue.record("not metered")
                return
            }
            #expect(try #require(reader as? EmbedContentReader).isBatch == isBatch)
        }
    }

    @Test(
        "counting and lists are free",
        arguments: [
            ("POST", "/v1beta/models/gemini-2.5-flash:countTokens"), ("GET", "/v1beta/models"),
            ("GET", "/v1beta/models?pageSize=50&pageToken=abc"),
            ("GET", "/v1/models/gemini-2.5-flash"),
        ]
    )
    func free(method: String, target: String) {
        guard case .free = Self.route(method, target) else {
            Issue.record("not free: \(target)")
            return
        }
    }

    @Test(
        "everything else is refused, with a reason",
        arguments: [
            ("POST", "/v1beta/models/m:streamGenerateContent", "alt=sse"),
            ("POST", "/v1beta/models/m:streamGenerateContent?alt=json", "alt=sse"),
            ("POST", "/v1beta/models/m:generateContent?alt=sse", "no route"),
            ("POST", "/v1beta/models/m:generateContent?key=secret", "x-goog-api-key"),
            ("POST", "/v1beta/models/m:generateContent?alt=json&access_token=s", "x-goog-api-key"),
            ("POST", "/v1beta/models/m:generateContent?$alt=json", "'$alt'"),
            ("POST", "/v1beta/models/m:generateContent?fields=candidates", "'fields'"),
            ("POST", "/v1beta/models/m:streamGenerateContent?alt=sse&", "in this address"),
            ("POST", "/v1beta/models/m%3AgenerateContent", "no route"),
            ("POST", "/v1beta/models/..:generateContent", "no route"),
            ("POST", "/v1beta/models/a/b:generateContent", "no route"),
            ("POST", "/v1beta/models/m:generateContent/", "no route"),
            ("POST", "/v1beta/models:generateContent", "no route"),
            ("GET", "/v1beta/models/m:generateContent", "no route"),
            ("POST", "/v1beta/models/m", "no route"), ("DELETE", "/v1beta/models/m", "no route"),
            ("POST", "/v1beta/models/m:predict", "no route"),
            ("POST", "/v1beta/models/m:predictLongRunning", "no route"),
            ("POST", "/v1beta/models/m:batchGenerateContent", "no route"),
            ("POST", "/v1beta/models/m:asyncBatchEmbedContent", "no route"),
            ("POST", "/v1beta/tunedModels/m:generateContent", "tuned models"),
            ("POST", "/v1beta/cachedContents", "storage by the hour"),
            ("GET", "/v1beta/files", "every key"),
            ("POST", "/upload/v1beta/files", "every key"),
            ("POST", "/v1beta/interactions", "cannot be held"),
            ("GET", "/v1beta/batches", "a batch"),
            ("POST", "/v1alpha/models/m:generateContent", "no route"),
            (
                "GET", "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerate",
                "live sessions"
            ),
        ]
    )
    func refused(method: String, target: String, reason: String) {
        guard case .refused(let message) = Self.route(method, target) else {
            Issue.record("not refused: \(target)")
            return
        }
        #expect(message.contains(reason), "\(message)")
        #expect(!message.contains("secret"))
    }

    @Test("a field that makes Google read another method is refused")
    func override() {
        let route = Self.route("POST", "/v1beta/models/m:countTokens") {
            $0 == "x-http-method-override" ? "GET" : nil
        }
        guard case .refused = route else {
            Issue.record("not refused")
            return
        }
    }
}
