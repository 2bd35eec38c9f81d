import FarthingCore
import FarthingProviders
import Testing

@Suite("Bounds on Converse requests")
struct ConverseBoundTests {
    /// A PNG's head, which is all that its size needs.
    static func png(_ width: UInt32, _ height: UInt32) -> String {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        bytes += Array("IHDR".utf8)
        for number in [width, height] {
            for shift: UInt32 in [24, 16, 8, 0] {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        return base64(bytes + [8, 2, 0, 0, 0, 0, 0, 0, 0])
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = Array(bytes[start..<min(start + 3, bytes.count)])
            var number = 0
            for index in 0..<3 {
                number = number << 8 | (index < group.count ? Int(group[index]) : 0)
            }
            for index in 0..<4 {
                let digit = digits[number >> (18 - 6 * index) & 63]
                text.append(index <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func image(_ data: String) -> String {
        #"{"image":{"format":"png","source":{"bytes":"\#(data)"}}}"#
    }

    static func document(_ format: String, _ source: String, _ more: String = "") -> String {
        #"{"document":{"format":"\#(format)","name":"d","source":{\#(source)}\#(more)}}"#
    }

    @Test(
        "every byte of every text counts at least one",
        arguments: [
            (#"{"text":"@"}"#, ""), (#"{"guardContent":{"text":{"text":"@"}}}"#, ""),
            (#"{"toolUse":{"toolUseId":"1","name":"n","input":{"a":"@"}}}"#, ""),
            (#"{"toolResult":{"toolUseId":"1","content":[{"text":"@"}]}}"#, ""),
            (#"{"toolResult":{"toolUseId":"1","content":[{"json":["@"]}]}}"#, ""),
            (#"{"reasoningContent":{"reasoningText":{"text":"@"}}}"#, ""),
            (#"{"reasoningContent":{"redactedContent":"@"}}"#, ""),
            (#"{"citationsContent":{"content":[{"text":"@"}]}}"#, ""),
            (#"{"searchResult":{"source":"s","title":"t","content":[{"text":"@"}]}}"#, ""),
            (document("txt", #""text":"@""#), ""),
            (document("txt", #""content":[{"text":"@"}]"#), ""),
            (document("txt", #""text":"x""#, #","context":"@""#), ""),
            (#"{"text":"x"}"#, #","system":[{"text":"@"}]"#),
            (
                #"{"text":"x"}"#,
                #","toolConfig":{"tools":[{"toolSpec":{"name":"n","description":"@","inputSchema":{"json":{}}}}]}"#
            ),
            (
                #"{"text":"x"}"#,
                #","outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"@"}}}}"#
            ),
        ]
    )
    func texts(_ blocks: String, _ more: String) throws {
        func tokens(_ text: String) throws -> Int64 {
            func filled(_ template: String) -> String {
                template.split(separator: "@", omittingEmptySubsequences: false)
                    .joined(separator: text)
            }
            let body = Converse.body(filled(blocks), filled(more))
            return try Converse.bound(body).inputTokensMax
        }
        let least = try tokens("")
        #expect(try tokens("äöü") == least + 6)
        #expect(try tokens(String(repeating: "a", count: 1_000)) == least + 1_000)
    }

    @Test(
        "an image costs by its size, however many bytes it has",
        arguments: [
            // 1024 × 1024 is 37 × 37 squares of 28, and 1,398 by the older formula.
            (
                "us.anthropic.claude-haiku-4-5-20251001-v1:0", UInt32(1024), UInt32(1024),
                Int64(1_399)
            ),
            ("us.anthropic.claude-haiku-4-5-20251001-v1:0", 4032, 3024, 1_664),
            ("global.anthropic.claude-opus-5", 4032, 3024, 4_864),
            ("us.anthropic.claude-haiku-4-5-20251001-v1:0", 28, 28, 2),
        ]
    )
    func images(_ model: String, _ width: UInt32, _ height: UInt32, _ tokens: Int64) throws {
        let body = Converse.body(Self.image(Self.png(width, height)))
        #expect(try Converse.bound(body, model: model).imageTokensMax == tokens)
    }

    @Test("an image that cannot be read costs the most, one for an unknown model is refused")
    func unreadableImages() throws {
        let body = Converse.body(Self.image("AAAA"))
        #expect(try Converse.bound(body).imageTokensMax == 1_664)
        let error = #expect(throws: RequestError.self) {
            try Converse.read(body, model: "amazon.nova-lite-v1:0")
        }
        #expect(error?.status == 403)
        #expect(error?.param == "messages[0].content[0].image")
    }

    @Test("a document of plain text costs its bytes, a packed one the whole window")
    func documents() throws {
        let text = Self.base64(Array(String(repeating: "word ", count: 1_000).utf8))
        let plain = try Converse.bound(
            Converse.body(Self.document("txt", #""bytes":"\#(text)""#)),
            model: "amazon.nova-lite-v1:0"
        )
        #expect((5_000...5_300).contains(plain.inputTokensMax))
        let packed = Converse.body(Self.document("pdf", #""bytes":"\#(text)""#))
        #expect(try Converse.bound(packed).inputTokensMax == 200_000)
        #expect(
            try Converse.bound(packed, model: "global.anthropic.claude-opus-5").inputTokensMax
                == 1_000_000
        )
        let error = #expect(throws: RequestError.self) {
            try Converse.read(packed, model: "amazon.nova-lite-v1:0")
        }
        #expect(error?.status == 403)
        #expect(error?.param == "messages[0].content[0].document.format")
    }

    @Test(
        "a cache that is kept for an hour is held for at its own price",
        arguments: [
            (#"{"type":"default"}"#, false), (#"{"type":"default","ttl":"5m"}"#, false),
            (#"{"type":"default","ttl":"1h"}"#, true),
        ]
    )
    func cache(_ point: String, _ isHour: Bool) throws {
        let blocks = #"{"text":"hi"},{"cachePoint":\#(point)}"#
        #expect(try Converse.bound(Converse.body(blocks)).writesHourCache == isHour)
        let system = #","system":[{"text":"s"},{"cachePoint":\#(point)}]"#
        #expect(
            try Converse.bound(Converse.body(#"{"text":"x"}"#, system)).writesHourCache == isHour
        )
        let tools = #","toolConfig":{"tools":[{"cachePoint":\#(point)}]}"#
        #expect(
            try Converse.bound(Converse.body(#"{"text":"x"}"#, tools)).writesHourCache == isHour
        )
    }

    @Test("hold ≥ settlement for every model of the book, however the prompt is billed")
    func holdCovers() throws {
        let book = PriceBook.bundled()
        var checked = 0
        for price in book.allPrices where price.provider == "bedrock" && price.kind == .chat {
            let blocks =
                #"{"text":"\#(String(repeating: "ab ", count: 70_000))"},{"cachePoint":{"type":"default","ttl":"1h"}}"#
            let body = Converse.body(blocks, #","inferenceConfig":{"maxTokens":900}"#)
            guard !price.model.contains("@") else { continue }
            let request = try Converse.read(body, model: price.model)
            let bound = try request.bound(outputTokensMax: 4_096, counter: nil)
            let hold = try price.boundNanos(bound, variants: request.variants)
            let input = bound.inputTokensMax
            for bucket in [Usage.Bucket.input, .cachedInput, .cacheWrite, .cacheWriteHour] {
                for output in [Usage.Bucket.output, .reasoning] {
                    var usage = Usage()
                    usage[bucket] = input
                    usage[output] = bound.outputTokensMax
                    #expect(try price.amountNanos(of: usage) <= hold)
                    checked += 1
                }
            }
        }
        #expect(checked > 1_000)
    }
}
