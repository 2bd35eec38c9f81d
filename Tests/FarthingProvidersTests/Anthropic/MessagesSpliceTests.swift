import FarthingCore
import FarthingProviders
import Testing

@Suite("Anthropic splices")
struct MessagesSpliceTests {
    private static func spliced(_ body: String, _ changes: RequestChanges) throws -> String {
        let request = try MessagesRequest.read(Array(body.utf8))
        let bytes = Splice.apply(request.splices(changes), to: Array(body.utf8))
        // What was written is a request that says it itself.
        #expect(try MessagesRequest.read(bytes).splices(changes).isEmpty)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("nothing is changed where nothing is asked for")
    func nothing() throws {
        let request = try MessagesSample.request()
        #expect(request.splices(RequestChanges()).isEmpty)
        #expect(request.splices(RequestChanges(outputLimit: 1_024)).isEmpty)
    }

    @Test("the limit is rewritten and no other byte")
    func limit() throws {
        let body =
            #"{ "max_tokens" : 1024 ,"model":"claude-haiku-4-5","messages":[\#(MessagesSample.user)] }"#
        let changed = try Self.spliced(body, RequestChanges(outputLimit: 77))
        #expect(changed == body.replacing("1024", with: "77"))
    }

    @Test("the tier, and where a model takes it the place of inference, are written in")
    func pins() throws {
        let body =
            #"{"model":"claude-opus-5-5","max_tokens":9,"messages":[\#(MessagesSample.user)]}"#
        let tail = #","service_tier":"standard_only","inference_geo":"global"}"#
        #expect(try Self.spliced(body, RequestChanges(pinsTier: true)) == body.dropLast() + tail)
        let old = body.replacing("opus-5-5", with: "haiku-4-5")
        #expect(
            try Self.spliced(old, RequestChanges(pinsTier: true))
                == old.dropLast() + #","service_tier":"standard_only"}"#
        )
    }

    @Test("a null is replaced, and what the client says stays")
    func nulls() throws {
        let body =
            #"{"service_tier":null,"model":"claude-opus-5-5","inference_geo":null,"max_tokens":9,"#
            + #""messages":[\#(MessagesSample.user)]}"#
        let changed = try Self.spliced(body, RequestChanges(outputLimit: 5, pinsTier: true))
        #expect(
            changed
                == body.replacing(#""service_tier":null"#, with: #""service_tier":"standard_only""#)
                .replacing(#""inference_geo":null"#, with: #""inference_geo":"global""#)
                .replacing(":9,", with: ":5,")
        )
        let said = try MessagesSample.request(
            #""service_tier":"auto","inference_geo":"global""#
        )
        #expect(said.namesTier && said.splices(RequestChanges(pinsTier: true)).isEmpty)
    }

    @Test(
        "the limit stays above the budget for thinking",
        arguments: [
            (#"{"type":"enabled","budget_tokens":1024}"#, 4_096, 1_025),
            (#"{"type":"enabled","budget_tokens":4095}"#, 4_096, 4_096),
            // Interleaved with tools, a budget may be above the limit from the start.
            (#"{"type":"enabled","budget_tokens":9000}"#, 4_096, 0),
            (#"{"type":"adaptive"}"#, 4_096, 0), (#"{"type":"disabled"}"#, 4_096, 0),
        ] as [(String, Int64, Int64)]
    )
    func thinking(config: String, limit: Int64, least: Int64) throws {
        let request = try MessagesSample.request(maxTokens: limit, #""thinking":\#(config)"#)
        #expect(request.leastOutputTokens == least)
    }
}
