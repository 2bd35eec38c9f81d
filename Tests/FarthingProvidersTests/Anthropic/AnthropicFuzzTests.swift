import FarthingCore
import FarthingProviders
import Testing

/// Damaged requests and streams: nothing traps, and nothing is passed on but what came.
@Suite("Anthropic damage")
struct AnthropicFuzzTests {
    private struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private static let request = MessagesSample.body(
        messages: MessagesSample.content(
            #"{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}}"#,
            #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO"}}"#,
            #"{"type":"document","source":{"type":"url","url":"u"},"citations":{"enabled":true}}"#,
            #"{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"b"}]}"#
        ),
        #""tools":[{"type":"web_search_20250305","name":"web_search","max_uses":3}],"stream":true,"#
            + #""thinking":{"type":"enabled","budget_tokens":1024},"system":"s""#
    )

    private static let stream = Array(
        (MessagesSample.start() + MessagesSample.open(0) + MessagesSample.text("Hello")
            + MessagesSample.close() + MessagesSample.end(#"{"output_tokens":7}"#)
            + MessagesSample.stop).utf8
    )

    private static func damaged(
        _ bytes: [UInt8],
        times: ClosedRange<Int>,
        _ chance: inout Chance
    ) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: times, using: &chance) {
            let index = Int.random(in: bytes.indices, using: &chance)
            switch Int.random(in: 0..<4, using: &chance) {
            case 0: bytes[index] = UInt8.random(in: 0x20...0xFF, using: &chance)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(bytes.randomElement(using: &chance) ?? 0, at: index)
            default:
                let end = min(bytes.count, index + Int.random(in: 1...40, using: &chance))
                bytes.append(contentsOf: bytes[index..<end])
            }
        }
        return bytes
    }

    @Test("a damaged request is refused or bounded", arguments: 1...8)
    func requests(seed: Int) throws {
        var chance = Chance(state: UInt64(seed))
        var read = 0
        for _ in 0..<1_000 {
            let body = Self.damaged(Self.request, times: 1...2, &chance)
            guard let request = try? MessagesRequest.read(body) else { continue }
            read += 1
            guard let bound = try? request.bound(outputTokensMax: 64_000, counter: nil) else {
                continue
            }
            #expect(bound.isWithinBounds)
            let changes = RequestChanges(outputLimit: 5, pinsTier: true)
            let changed = Splice.apply(request.splices(changes), to: body)
            #expect(try MessagesRequest.read(changed).maxTokens == 5)
        }
        #expect(read > 20)
    }

    @Test("of a damaged stream only what came is passed on, and it can be ended", arguments: 1...8)
    func streams(seed: Int) {
        var chance = Chance(state: UInt64(seed))
        for _ in 0..<500 {
            let stream = Self.damaged(Self.stream, times: 1...4, &chance)
            var meter = MessagesMeter()
            let cuts = (0..<5).map { _ in Int.random(in: 0...stream.count, using: &chance) }
            let passed = MessagesSample.pass(stream, through: &meter, cuts: cuts)
            #expect(stream.starts(with: passed))
            #expect(meter.isDone == meter.endOfStream(promptTokens: nil).isEmpty)
            #expect(stream.starts(with: passed + meter.finish()))
        }
    }
}
