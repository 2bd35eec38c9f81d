import FarthingCore
import FarthingGateway
import FarthingProviders
import FarthingTesting
import Testing

@Suite("Transcriptions: forms through the gateway")
struct TranscriptionTests {
    private static let path = "/openai/v1/audio/transcriptions"

    /// Four seconds of sound, in bytes that are all ASCII.
    private static let wave =
        "RIFF\u{24}\u{3E}\0\0WAVEfmt \u{10}\0\0\0\u{1}\0\u{1}\0\u{40}\u{1F}\0\0\u{40}\u{1F}\0\0\u{1}\0"
        + "\u{8}\0data\0\u{7D}\0\0" + String(repeating: "a", count: 32_000)

    private static func form(_ fields: [(String, String)], file: String = wave) -> String {
        fields.map { name, value in
            "--xYz\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }.joined()
            + "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
            + "Content-Type: audio/wav\r\n\r\n\(file)\r\n--xYz--\r\n"
    }

    private static func request(
        _ body: String,
        contentType: String = "Multipart/Form-Data;boundary=xYz"
    ) -> String {
        "POST \(path) HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer \(Rig.secret)\r\n"
            + "content-type: \(contentType)\r\ncontent-length: \(body.utf8.count)\r\n\r\n" + body
    }

    private static let usage =
        #"{"text":"Hi","usage":{"type":"tokens","input_tokens":44,"output_tokens":5,"#
        + #""total_tokens":49,"input_token_details":{"text_tokens":4,"audio_tokens":40}}}"#

    @Test("a form goes out byte for byte, with its own boundary, and is settled by its usage")
    func passes() async throws {
        try await Rig.with(script: { _ in [.send(Chat.answer(body: Self.usage))] }) { rig in
            let body = Self.form([("model", "gpt-4o-mini"), ("prompt", "Names")])
            let answer = try await rig.ask(Self.request(body))
            #expect(answer.status == 200)
            let sent = try #require(rig.provider.requests.first)
            #expect(sent.text == body)
            #expect(sent.field("content-type") == "multipart/form-data; boundary=\"xYz\"")
            #expect(sent.field("content-length") == "\(body.utf8.count)")
            try await rig.untilClosed()
            #expect(try await rig.account().spent == Chat.cost(44, 5))
            #expect(rig.journal.settlements.first?.evidence == .reported)
            // Four seconds at twenty tokens each, the prompt and the output that is the largest.
            let held = try #require(rig.journal.holds.first?.lines.first?.held)
            #expect(held >= Chat.cost(4 * 20 + 64, 16_384) && held < Chat.cost(4 * 20 + 90, 16_384))
        }
    }

    @Test("what has a price by the token alone is never settled by seconds")
    func otherMeasure() async throws {
        var policy = Policy(id: "test", budgets: [Setup.money()])
        policy.unpriced = .ceiling(nanosPerMillion: 1_000_000_000)
        let body = #"{"text":"Hi","usage":{"type":"duration","seconds":4}}"#
        try await Rig.with(
            Setup(policy: policy),
            script: { _ in [.send(Chat.answer(body: body))] }
        ) { rig in
            let answer = try await rig.ask(Self.request(Self.form([("model", "whisper-1")])))
            #expect(answer.status == 200)
            try await rig.untilClosed()
            #expect(try await rig.account().spent >= 80 * 1_000)
            #expect(rig.journal.settlements.first?.evidence == .unknown)
        }
    }

    @Test("a page in place of a text, with a status of its own, costs nothing")
    func errors() async throws {
        let page = "HTTP/1.1 503 Busy\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\nBusy"
        try await Rig.with(script: { _ in [.send(page)] }) { rig in
            let fields = [("model", "gpt-4o-mini"), ("response_format", "text")]
            let answer = try await rig.ask(Self.request(Self.form(fields)))
            #expect(answer.status == 503)
            try await rig.untilClosed()
            #expect(try await rig.account().spent == 0)
        }
    }

    @Test(
        "what cannot be read in one way, or bounded, is not sent",
        arguments: [
            (request(form([("model", "gpt-4o-mini")]), contentType: "application/json"), 400),
            (request(form([("model", "gpt-4o-mini")]), contentType: "multipart/form-data"), 400),
            (request(form([("model", "gpt-4o-mini")]) + "x"), 400),
            (request(form([("model", "gpt-4o-mini"), ("model", "o3-mini")])), 400),
            (request(form([("model", "gpt-4o-mini"), ("chunking_strategy", "auto")])), 403),
            (request(form([("model", "gpt-4o-mini")], file: "RIFF")), 403),
        ]
    )
    func refused(request: String, status: Int) async throws {
        try await Rig.with { rig in
            let answer = try await rig.ask(request)
            #expect(answer.status == status)
            #expect(rig.provider.requests.isEmpty && rig.journal.holds.isEmpty)
        }
    }
}
