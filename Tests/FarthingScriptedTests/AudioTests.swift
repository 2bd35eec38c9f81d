import FarthingCore
import FarthingScripted
import Testing

@Suite("transcriptions, translations and speech")
struct AudioTests {
    private static func post(
        _ provider: ScriptedProvider,
        _ path: String,
        type: String = "multipart/form-data; boundary=xYz",
        headers: String = "",
        _ body: String
    ) async throws -> String {
        try await RawClient.exchange(
            port: provider.port,
            "POST \(path) HTTP/1.1\r\nhost: scripted\r\ncontent-type: \(type)\r\n"
                + "content-length: \(body.utf8.count)\r\nconnection: close\r\n\(headers)\r\n" + body
        )
    }

    /// 8,000 samples a second of one byte each.
    private static func wave(_ samples: Int) -> String {
        "RIFF\0\0\0\0WAVEfmt \u{10}\0\0\0\u{1}\0\u{1}\0\u{40}\u{1F}\0\0\u{40}\u{1F}\0\0\u{1}\0\u{8}\0"
            + "data\0\0\0\0" + String(repeating: "a", count: samples)
    }

    private static func form(_ fields: [(String, String)], file: String) -> String {
        fields.map { name, value in
            "--xYz\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }.joined()
            + "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
            + "\(file)\r\n--xYz--\r\n"
    }

    private static func root(of answer: String) throws -> JSONNode {
        let body = try #require(answer.split(separator: "\r\n\r\n", maxSplits: 1).last)
        return try JSONDocument(Array(body.utf8)).root
    }

    @Test("seconds are rounded to the nearest", arguments: [(8_000, 1), (11_999, 1), (12_000, 2)])
    func seconds(samples: Int, billed: Int) async throws {
        try await withProvider { provider in
            let answer = try await Self.post(
                provider,
                "/v1/audio/transcriptions",
                Self.form([("model", "whisper-1")], file: Self.wave(samples))
            )
            let usage = try #require(try Self.root(of: answer).member("usage"))
            #expect(usage.member("type")?.string == "duration")
            #expect(usage.member("seconds")?.int64 == Int64(billed))
            let call = try #require(try await provider.settledBill())
            #expect(call.audioSeconds == billed && call.completionTokens == 0)
        }
    }

    @Test("models of the later sort are billed by tokens, and can stream")
    func tokens() async throws {
        try await withProvider { provider in
            let fields = [
                ("model", "gpt-4o-transcribe"), ("prompt", "one two"), ("stream", "true"),
            ]
            let answer = try await Self.post(
                provider,
                "/v1/audio/transcriptions",
                headers: "x-scripted: tokens=9\r\n",
                Self.form(fields, file: Self.wave(8_000))
            )
            let data = answer.split(separator: "\n").filter { $0.hasPrefix("data: ") }
            let events = try data.map { try JSONDocument(Array($0.dropFirst(6).utf8)).root }
            let last = try #require(events.last)
            #expect(last.member("type")?.string == "transcript.text.done")
            #expect(last.member("text")?.string?.split(separator: " ").count == 9)
            #expect(last.member("usage")?.member("input_tokens")?.int64 == 12)
            let call = try #require(try await provider.settledBill())
            #expect(call.audioTokens == 10 && call.promptTokens == 2 && call.completionTokens == 9)
            #expect(call.audioSeconds == 0 && call.isStream)
        }
    }

    @Test("forms of answers without a usage, and a length that is told")
    func texts() async throws {
        try await withProvider { provider in
            let answer = try await Self.post(
                provider,
                "/v1/audio/translations",
                headers: "x-scripted: audio_ms=61400\r\n",
                Self.form([("model", "whisper-1"), ("response_format", "vtt")], file: "OggS")
            )
            #expect(answer.contains("content-type: text/vtt") && answer.contains("WEBVTT\n"))
            #expect(try await provider.settledBill()?.audioSeconds == 61)
        }
    }

    @Test("speech is billed by characters")
    func speech() async throws {
        try await withProvider { provider in
            let answer = try await Self.post(
                provider,
                "/v1/audio/speech",
                type: "application/json",
                #"{"model":"tts-1","voice":"alloy","input":"Gr\u00fc\u00dfe"}"#
            )
            #expect(answer.contains("content-type: audio/mpeg"))
            #expect(try await provider.settledBill()?.characters == 5)
        }
    }

    @Test("a refused call is billed nothing, and bad requests are answered")
    func errors() async throws {
        try await withProvider { provider in
            let body = Self.form([("model", "whisper-1")], file: Self.wave(8_000))
            _ = try await Self.post(
                provider,
                "/v1/audio/transcriptions",
                headers: "x-scripted: fault=503\r\n",
                body
            )
            #expect(try await provider.settledBill()?.audioSeconds == 0)
            for body in [Self.form([], file: Self.wave(9)), "--xYz--", ""] {
                let answer = try await Self.post(provider, "/v1/audio/transcriptions", body)
                #expect(answer.hasPrefix("HTTP/1.1 400 "))
            }
        }
    }
}
