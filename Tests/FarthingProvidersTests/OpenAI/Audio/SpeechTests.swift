import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI speech")
struct SpeechTests {
    private static func read(
        _ members: String,
        model: String = "tts-1"
    ) throws(RequestError) -> SpeechRequest {
        try SpeechRequest.read(Array(#"{"model":"\#(model)",\#(members)}"#.utf8))
    }

    @Test(
        "characters are counted, not bytes",
        arguments: [("Hello", 5), ("Grüße 你好", 8), ("a🙂b", 4), ("", 0), ("\\n\\u00e9", 2)]
    )
    func characters(text: String, count: Int64) throws {
        let request = try Self.read(#""input":"\#(text)","voice":"alloy""#)
        #expect(request.characters == count)
        let bound = try request.bound(outputTokensMax: 0, counter: nil)
        #expect(bound.inputCharactersMax == count)
    }

    @Test("sound is priced by the text that was asked for; hold and settlement are the same")
    func cost() throws {
        let request = try Self.read(#""input":"Hello there","voice":"alloy","speed":1.5"#)
        let usage = try #require(request.readAnswer([0xFF, 0xFB, 0x90]).usage)
        let book = PriceBook.bundled()
        let price = try #require(book.price(provider: "openai", model: "tts-1", atMs: 0))
        // 15 dollars a million.
        #expect(try price.amountNanos(of: usage) == 11 * 15_000)
        let bound = try request.bound(outputTokensMax: 0, counter: nil)
        #expect(try price.boundNanos(bound) == 11 * 15_000)
    }

    @Test("an error in place of sound costs nothing")
    func errors() throws {
        let request = try Self.read(#""input":"Hello","voice":"alloy""#)
        #expect(request.readAnswer(Array(#"{"error":{"message":"x"}}"#.utf8)).usage == nil)
        #expect(request.readAnswer([]).usage == nil)
        #expect(request.readAnswer(Array("{\u{1}".utf8)).usage != nil)
    }

    @Test(
        "what no source bounds is refused",
        arguments: [
            ("gpt-4o-mini-tts", #""input":"x","voice":"alloy""#, "model"),
            ("tts-1", #""input":"x","voice":{"id":"v"}"#, "voice"),
            ("tts-1", #""input":"x","stream_format":"sse""#, "stream_format"),
            ("tts-1", #""input":"x","brand_new":1"#, "brand_new"),
        ]
    )
    func refused(model: String, members: String, param: String) {
        let error = #expect(throws: RequestError.self) { try Self.read(members, model: model) }
        #expect(error?.code == .notPriced)
        #expect(error?.param == param)
    }
}
