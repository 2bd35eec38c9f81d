import FarthingCore
import FarthingProviders
import Testing

@Suite("Prices of recorded answers")
struct AnswerPriceTests {
    /// One line of the vectors; `Scripts/vectors/answer_vectors.py` describes them.
    struct Recorded {
        let name: String
        let dialect: String
        let provider: String
        let model: String
        let variant: PriceVariant
        let nanos: Int64
        /// What genai-prices makes of it; nil where it makes nothing.
        let oracleNanos: Int64?
        let difference: String
        let plain: [UInt8]
        let stream: [UInt8]?

        init(_ fields: [ArraySlice<UInt8>]) throws {
            let texts = fields.prefix(8).map(Vectors.string)
            (name, dialect, provider, model) = (texts[0], texts[1], texts[2], texts[3])
            variant = try #require(PriceVariant.allCases.first { $0.name == texts[4] })
            nanos = try Vectors.count(fields[5])
            oracleNanos = Int64(texts[6])
            difference = texts[7]
            plain = Array(fields[8])
            stream = fields[9].elementsEqual("-".utf8) ? nil : Array(fields[9])
        }

        var answer: any ReadAnswer {
            get throws {
                switch dialect {
                case "chat": ChatAnswer(plain)
                case "responses": ResponsesAnswer(plain)
                case "embeddings": EmbeddingsAnswer(plain)
                case "messages", "invoke": MessagesAnswer(plain)
                case "generate": GenerateContentAnswer(plain)
                default: try #require(dialect == "converse" ? ConverseAnswer(plain) : nil)
                }
            }
        }

        var meter: any StreamMeter {
            switch dialect {
            case "chat": ChatStreamMeter(clientAsksUsage: true, counter: nil)
            case "responses": ResponsesStreamMeter(counter: nil)
            case "messages": MessagesMeter()
            case "generate": GeminiStreamMeter()
            case "invoke": InvokeStreamMeter()
            default: ConverseStreamMeter()
            }
        }

        /// The stream as it comes over the wire.
        func wire(_ stream: [UInt8]) throws -> [UInt8] {
            var bytes: [UInt8] = []
            for event in try JSONDocument(stream).root.elements {
                let payload = Array(stream[event.range])
                switch dialect {
                case "converse":
                    let type = try #require(event.fields.first { _ in true })
                    bytes += try Self.frame(type.name, Array(stream[type.value.range]))
                case "invoke":
                    let chunk = "{\"bytes\":\"\(Self.base64(payload))\",\"p\":\"abc\"}"
                    bytes += EventStreamWriter.event("chunk", Array(chunk.utf8))
                default:
                    if let type = event.member("type")?.string { bytes += "event: \(type)\n".utf8 }
                    bytes += Array("data: ".utf8) + payload + Array("\n\n".utf8)
                }
            }
            return dialect == "chat" ? bytes + Array("data: [DONE]\n\n".utf8) : bytes
        }

        private static func frame(_ type: JSONNode, _ payload: [UInt8]) throws -> [UInt8] {
            let types: [StaticString] = [
                "messageStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata",
            ]
            return EventStreamWriter.event(try #require(types.first(where: type.equals)), payload)
        }

        private static func base64(_ bytes: [UInt8]) -> String {
            let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
            var text = ""
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let group = bytes[start..<min(start + 3, bytes.count)]
                let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
                for place in 0..<4 {
                    text.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : "=")
                }
            }
            return text
        }
    }

    /// 2026-11-20.
    private static let atMs: Int64 = 1_795_132_800_000

    private static func recorded() throws -> [Recorded] {
        try Vectors.lines("prices/answers.txt", fields: 10).map(Recorded.init)
    }

    @Test("every plain answer costs what its provider's price page says, to the nano-dollar")
    func plain() throws {
        let book = PriceBook.bundled()
        let all = try Self.recorded()
        let dialects = ["chat", "responses", "embeddings", "messages", "generate", "converse"]
        #expect(Set(all.map(\.dialect)) == Set(dialects + ["invoke"]))
        for one in all {
            let price = try #require(
                book.price(provider: one.provider, model: one.model, atMs: Self.atMs)
            )
            let answer = try one.answer
            let usage = try #require(answer.usage, "\(one.dialect) \(one.name)")
            #expect(answer.variant ?? .standard == one.variant, "\(one.dialect) \(one.name)")
            let nanos = try price.amountNanos(of: usage, variant: one.variant)
            #expect(nanos == one.nanos, "\(one.dialect) \(one.name)")
        }
    }

    @Test("every stream is metered as the plain answer is read, whole and byte by byte")
    func streams() throws {
        for one in try Self.recorded() {
            guard let stream = one.stream else { continue }
            let expected = try one.answer
            let wire = try one.wire(stream)
            for size in [wire.count, 1] {
                var meter = one.meter
                for start in stride(from: 0, to: wire.count, by: size) {
                    wire[start..<min(start + size, wire.count)].withUnsafeBytes {
                        _ = meter.feed($0)
                    }
                }
                #expect(meter.hasEnded && !meter.isBroken, "\(one.dialect) \(one.name)")
                #expect(meter.usage == expected.usage, "\(one.dialect) \(one.name)")
                #expect(
                    meter.variant ?? .standard == one.variant,
                    "\(one.dialect) \(one.name)"
                )
            }
        }
    }

    @Test("genai-prices says the same, but where a reason is written down")
    func oracle() throws {
        for one in try Self.recorded() {
            #expect((one.oracleNanos == one.nanos) == (one.difference == "-"), "\(one.name)")
        }
    }
}
