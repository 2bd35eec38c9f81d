import FarthingCore
import FarthingReceipts
import Testing

@Suite("The quick check of canonical JSON")
struct VerifyCanonicalTests {
    /// What ``Canonical/check(_:)`` says, which reads in full.
    private func expectSame(_ text: [UInt8], isPlain: Bool = true) {
        let isCanonical = Canonical.check(text) == nil
        let isTaken = Canonical.isPlainlyCanonical(text)
        let shown = String(decoding: text, as: UTF8.self)
        #expect(!isTaken || isCanonical, "taken, and not canonical: \(shown)")
        if isPlain { #expect(isTaken == isCanonical, "\(shown)") }
    }

    @Test("both checks say the same of every vector in every place")
    func vectors() throws {
        let cases = try Vectors.json("agentguard_spend/canonical.json").member("cases")
        for vector in try #require(cases).elements {
            let spellings = [
                vector.member("canonical")?.string, vector.member("input_json")?.string,
            ]
            for value in spellings.compactMap({ $0 }) {
                for text in [
                    value, #"{"a":\#(value)}"#, #"{"a":[\#(value),\#(value)],"b":0}"#,
                    #"{"triggeredCap":\#(value)}"#, #"{"kind":\#(value),"lines":[]}"#,
                ] {
                    // Names with escapes are left to the full reading.
                    expectSame([UInt8](text.utf8), isPlain: false)
                }
            }
        }
        for batch in try Sample.batches() {
            for line in batch.lines.split(separator: 0x0A) {
                let decision = try #require(JSONDocument([UInt8](line)).root.member("decision"))
                let text = [UInt8](line[line.startIndex...].dropFirst(decision.range.lowerBound))
                let bytes = [UInt8](text.prefix(decision.range.count))
                #expect(Canonical.isPlainlyCanonical(bytes))
            }
        }
    }

    @Test("what is nearly canonical is told apart")
    func nearly() {
        for text in [
            "", "{", "{}", "{ }", "{}\n", "[]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}",
            "{\"a\":1}}", "{\"a\":01}", "{\"a\":-0}", "{\"a\":-1}", "{\"a\":0}", "{\"a\":00}",
            "{\"a\":-}", "{\"a\":1.5}", "{\"a\":1e2}", "{\"a\":+1}", "{\"a\":tru}", "{\"a\":true}",
            "{\"a\":nul}", "{\"a\":1,\"a\":1}", "{\"b\":1,\"a\":1}", "{\"a\":1,\"aa\":1}",
            "{\"aa\":1,\"a\":1}", "{\"\":1}", "{\"\":1,\"a\":2}", "{\"a\":\"\\/\"}",
            "{\"a\":\"\\u001f\"}", "{\"a\":\"\\u001F\"}", "{\"a\":\"\\u0020\"}",
            "{\"a\":\"\\u000a\"}", "{\"a\":\"\\n\"}", "{\"a\":\"\\u00\"}", "{\"a\":\"\u{1}\"}",
            "{\"a\":\"\u{7F}\u{2028}é\u{1F600}\"}", "{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"",
            "{\"a\":\"\\", "{\"a\":[1,2", "{\"a\":[1 ]}", "{\"a\":[,]}", "{\"a\":[]}",
            "{\"triggeredCap\":{\"reason\":null}}", "{\"triggeredCap\":{\"downgradeTo\":null}}",
            "{\"triggeredCap\":{\"action\":null}}", "{\"triggeredCap\":null}",
            "{\"a\":{\"triggeredCap\":{\"reason\":null}}}",
            "{\"triggeredCap\":[{\"reason\":null}]}",
            "{\"triggeredCap\":{\"a\":{\"reason\":null}}}",
            "{\"a\":" + String(repeating: "[", count: 63) + String(repeating: "]", count: 63) + "}",
            "{\"a\":" + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "}",
        ] {
            expectSame([UInt8](text.utf8))
        }
        for bytes: [UInt8] in [
            [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] {
            expectSame([UInt8](#"{"a":""#.utf8) + bytes + [UInt8](#""}"#.utf8))
            expectSame([UInt8](#"{"a":""#.utf8) + bytes)
        }
        let many = "{\"a\":[" + String(repeating: "0,", count: 1_000_000) + "0]}"
        expectSame([UInt8](many.utf8))
    }

    @Test("both checks say the same when a byte is wrong, missing or too much")
    func mutations() throws {
        var random = SystemRandomNumberGenerator()
        let seeds = try Sample.decisions.flatMap { $0 }.map { try Sample.canonical($0) }
        let bytes = [UInt8](#"{}[]",:\/0123456789-.eEuntrufalsb "#.utf8) + [0x0A, 0x1F, 0xC3, 0xFF]
        for seed in seeds {
            for _ in 0..<4_000 {
                var text = seed
                let at = Int.random(in: text.indices, using: &random)
                let byte = bytes.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[at] = byte
                case 1: text.insert(byte, at: at)
                default: text.remove(at: at)
                }
                expectSame(text, isPlain: !text.contains(UInt8(ascii: "\\")))
            }
        }
    }
}
