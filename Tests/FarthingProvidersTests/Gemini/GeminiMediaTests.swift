import FarthingCore
import FarthingProviders
import Foundation
import Testing

@Suite("Gemini media")
struct GeminiMediaTests {
    private static func big(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func png(_ width: Int, _ height: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        bytes += Array("IHDR".utf8) + big(width) + big(height)
        return bytes + [8, 6, 0, 0, 0]
    }

    private static func wave(seconds: Int, rate: Int = 16_000, format: Int = 1) -> [UInt8] {
        let data = seconds * rate * 2
        var bytes = Array("RIFF".utf8) + little(36 + data, 4) + Array("WAVEfmt ".utf8)
        bytes += little(16, 4) + little(format, 2) + little(1, 2) + little(rate, 4)
        bytes += little(rate * 2, 4) + little(2, 2) + little(16, 2)
        bytes += Array("data".utf8) + little(data, 4)
        return bytes + [UInt8](repeating: 0, count: data)
    }

    private static func bound(
        _ type: String,
        _ bytes: [UInt8],
        model: String = "gemini-2.5-flash",
        part: String = "",
        config: String = ""
    ) throws(RequestError) -> CallBound {
        let data =
            "{\"inlineData\":{\"mimeType\":\"\(type)\",\"data\":\"\(Data(bytes).base64EncodedString())\"}\(part)}"
        let request = try GeminiSample.read(
            "{\"contents\":[{\"parts\":[\(data)]}],\"generationConfig\":{\(config)}}",
            model: model
        )
        return try request.bound(outputTokensMax: 1, counter: nil)
    }

    @Test(
        "images of the second generation cost tiles of 258 tokens, never less than documented",
        arguments: [
            (384, 384, 258), (100, 10, 258), (768, 768, 1290), (385, 100, 3354),
            (960, 540, 1806), (1_980, 1_380, 1806), (3_072, 3_072, 4386),
        ]
    )
    func tiles(width: Int, height: Int, tokens: Int64) throws {
        let bound = try Self.bound("image/png", Self.png(width, height))
        #expect(bound.imageTokensMax == tokens)
        #expect(bound.inputTokensMax < 40)
    }

    @Test("images of the third generation cost what their resolution states")
    func levels() throws {
        let image = Self.png(4_000, 3_000)
        func tokens(_ model: String, part: String = "", config: String = "") throws -> Int64 {
            try Self.bound("image/png", image, model: model, part: part, config: config)
                .imageTokensMax
        }
        #expect(try tokens("gemini-3-pro-preview") == 1_120)
        #expect(try tokens("gemini-4-argon") == 2_240)
        let low = #""mediaResolution":"MEDIA_RESOLUTION_LOW""#
        #expect(try tokens("gemini-3.5-flash", config: low) == 280)
        let ultra = #","mediaResolution":{"level":"MEDIA_RESOLUTION_ULTRA_HIGH"}"#
        #expect(try tokens("gemini-3.5-flash", part: ultra, config: low) == 2_240)
        // Nothing is known of this name: the larger of both formulas.
        #expect(try tokens("gemini-flash-latest") == 6450)
        #expect(try tokens("gemini-2.5-flash", config: low) == 6450)
    }

    @Test("a document has as many pages as Google takes")
    func documents() throws {
        let document = Array("%PDF-1.7\n".utf8)
        #expect(try Self.bound("application/pdf", document).imageTokensMax == 258_000)
        let third = try Self.bound("application/pdf", document, model: "gemini-3-pro-preview")
        #expect(third.imageTokensMax == 560_000)
    }

    @Test("audio costs 32 tokens a second, rounded up")
    func audio() throws {
        let bound = try Self.bound("audio/wav", Self.wave(seconds: 3))
        #expect(bound.audioTokensMax == 4 * 32)
        #expect(bound.imageTokensMax == 0)
    }

    @Test("a text file costs its bytes")
    func text() throws {
        let bound = try Self.bound("text/csv; charset=utf-8", Array("a,b\n1,2\n".utf8))
        #expect((258 + 8...330).contains(bound.inputTokensMax))
    }

    private static let unmeasured: [(String, [UInt8])] = [
        ("video/mp4", Array("....ftypisom".utf8)),
        ("audio/mp3", [0xFF, 0xFB, 0x90, 0]),
        ("audio/wav", Array("not RIFF at all".utf8)),
        ("audio/wav", wave(seconds: 1, format: 85)),
        ("image/png", Array("%PDF-1.7".utf8)),
        ("image/heic", Array("....ftypheic".utf8)),
        ("application/pdf", Array("no document".utf8)),
        ("text/plain", Array("%PDF-1.7".utf8)),
        ("application/zip", [0x50, 0x4B]),
        ("", Array("x".utf8)),
    ]

    @Test(
        "what cannot be measured by its bytes is refused, whatever it says that it is",
        arguments: unmeasured
    )
    func refused(type: String, bytes: [UInt8]) {
        let error = #expect(throws: RequestError.self) { try Self.bound(type, bytes) }
        #expect(error?.status == 403)
        #expect(error?.param == "contents[0].parts[0].inlineData")
    }

    @Test("data that is not base64 is refused")
    func base64() {
        let part = #"{"inlineData":{"mimeType":"image/png","data":"a b!"}}"#
        let error = GeminiSample.error(#"{"contents":[{"parts":[\#(part)]}]}"#)
        #expect(error?.param == "contents[0].parts[0].inlineData.data")
    }

    @Test("media inside a function's response count as well")
    func response() throws {
        let data = Data(Self.png(384, 384)).base64EncodedString()
        let request = try GeminiSample.read(
            #"""
            {"contents":[{"parts":[{"function_response":{"name":"f","response":{"a":1},"parts":[
            {"inline_data":{"mime_type":"image/png","data":"\#(data)","display_name":"x"}}]}}]}]}
            """#
        )
        #expect(try request.bound(outputTokensMax: 1, counter: nil).imageTokensMax == 258)
    }
}
