import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI embeddings")
struct EmbeddingsTests {
    private static func read(_ input: String) throws(RequestError) -> EmbeddingsRequest {
        try EmbeddingsRequest.read(
            Array(#"{"model":"text-embedding-3-small","input":\#(input)}"#.utf8)
        )
    }

    @Test(
        "texts are counted, tokens are taken as they are",
        arguments: [
            (#""Hello world""#, 3, 12), (#"["Hello","world"]"#, 5, 13), ("[1,2,3]", 4, 4),
            ("[[1,2,3],[4]]", 7, 7), (#""""#, 1, 1),
        ] as [(String, Int64, Int64)]
    )
    func tokens(input: String, tokens: Int64, bytes: Int64) throws {
        let request = try Self.read(input)
        #expect(request.inputTokens(TokenCounter(.cl100k)) == tokens)
        #expect(request.inputBoundBytes == bytes)
        let bound = try request.bound(outputTokensMax: 100, counter: nil)
        #expect(bound == CallBound(inputTokensMax: bytes, outputTokensMax: 0))
        #expect(request.outputLimitTokens == 0)
        #expect(!request.isStream)
        #expect(request.splices(RequestChanges(outputLimit: 5, pinsTier: true)).isEmpty)
    }

    @Test(
        "what the provider would refuse is refused",
        arguments: ["[]", "7", "null", "{}", #"["a",1]"#, "[1,[2]]", #"[["a"]]"#, "[null]"]
    )
    func wrong(input: String) {
        #expect(throws: RequestError.self) { try Self.read(input) }
    }

    @Test("more inputs than the provider takes are refused; tokens of one input are not counted so")
    func many() throws {
        let texts = "[" + String(repeating: "\"a\",", count: 2_048) + "\"a\"]"
        #expect(throws: RequestError.self) { try Self.read(texts) }
        let tokens = "[" + String(repeating: "1,", count: 8_191) + "1]"
        #expect(try Self.read(tokens).inputBoundBytes == 8_193)
    }

    @Test("the answer's usage is priced to the nano-dollar, and never above the hold")
    func cost() throws {
        let answer = EmbeddingsAnswer(
            Array(
                (#"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1]}],"#
                    + #""model":"text-embedding-3-small","#
                    + #""usage":{"prompt_tokens":2,"total_tokens":2}}"#).utf8
            )
        )
        let usage = try #require(answer.usage)
        #expect(usage == Usage(inputTokens: 2))
        let book = PriceBook.bundled()
        let model = try #require(answer.model)
        let price = try #require(book.price(provider: "openai", model: model, atMs: 0))
        #expect(try price.amountNanos(of: usage) == 40)
        let bound = try Self.read(#""Hello world""#).bound(outputTokensMax: 0, counter: nil)
        #expect(try price.boundNanos(bound) == 240)
    }

    @Test(
        "a broken answer has no usage",
        arguments: ["{", "{}", #"{"usage":{}}"#, #"{"usage":{"prompt_tokens":-1}}"#]
    )
    func broken(body: String) {
        #expect(EmbeddingsAnswer(Array(body.utf8)).usage == nil)
    }
}
