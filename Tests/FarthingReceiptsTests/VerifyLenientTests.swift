import FarthingCore
import FarthingReceipts
import Testing

@Suite("What agentguard-spend takes")
struct VerifyLenientTests {
    @Test("every stored log gets the product's own verdict")
    func chains() throws {
        let cases = try Vectors.json("agentguard_spend/expected.json").member("cases")
        var count = 0
        for (file, vector) in try #require(cases).members {
            let key = try VerifyingKey(Vectors.key(#require(vector.member("public_key")?.string)))
            let found = lenient(try Vectors.bytes("agentguard_spend/\(file)"), key)
            try expect(found, as: vector.member("peer"), file)
            count += 1
        }
        #expect(count == 57)
    }

    @Test("mutated logs get the product's own verdict")
    func fuzz() throws {
        let key = try VerifyingKey(Vectors.key("publicKeyHex"))
        let lines = try Vectors.bytes("agentguard_spend/chain_fuzz.jsonl")
            .split(separator: UInt8(ascii: "\n"))
        for line in lines {
            let vector = try JSONDocument([UInt8](line)).root
            var file: [UInt8] = []
            for entry in try #require(vector.member("lines")).elements {
                entry.appendUTF8(to: &file)
                file.append(UInt8(ascii: "\n"))
            }
            let id = vector.member("id")?.string ?? ""
            try expect(lenient(file, key), as: vector.member("peer"), id)
        }
        #expect(lines.count == 40)
    }

    @Test("what stands between entries is passed over as the product does")
    func passedOver() throws {
        let key = try Sample.key()
        let file = try Sample.export(Sample.batches(), .signed(key))
        let lines = file.split(separator: UInt8(ascii: "\n")).map { [UInt8]($0) }
        func joined(_ between: [UInt8]) -> [UInt8] {
            lines.flatMap { between + $0 } + between
        }
        let feed: [UInt8] = [0x0A]
        for text in [
            "\n", "\r", "\r\n", "\n\n \t\n", "\nhalf a line\n", "\n{\"decision\":{\n",
            "\u{A0}\n\u{2003}", "\n\u{FEFF}{}\n", "\u{85}\n\u{2028}", "\n\u{1C}\n", "\nnul\n",
        ] {
            let found = lenient(joined([UInt8](text.utf8)), key.verifyingKey)
            #expect(found.isWhole && found.entries == 7, "\(text.debugDescription): \(found)")
        }
        // These end the product's reader in an error, so that no verdict may be “whole”.
        for text in [
            "[]", "null", "7", "\"\\ud800\"", "NaN", "{\"a\":-Infinity}",
            String(repeating: "[", count: 200),
        ] {
            let found = lenient(joined(feed + [UInt8](text.utf8) + feed), key.verifyingKey)
            #expect(!found.isWhole, "\(text)")
        }
        #expect(!lenient(joined(feed + [0xFF] + feed), key.verifyingKey).isWhole)
    }

    @Test("of members with the same name the last one counts, wherever they are")
    func duplicates() throws {
        let key = try Sample.key()
        let file = try Sample.export(Sample.batches(), .signed(key))
        let text = String(decoding: file, as: UTF8.self)
        for (old, new) in [
            (#""hold":1,"#, #""hold":"x","hold":1,"#),
            (#""decision":{"action":"#, #""decision":{"action":null,"action":"#),
            (#""sequence":3"#, #""sequence":null,"sequence":3"#),
            (#"{"decision":"#, #"{"decision":7,"decision":"#),
            (#""triggeredCap":null"#, #""triggeredCap":{"reason":null},"triggeredCap":null"#),
        ] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text)
            let found = lenient([UInt8](changed.utf8), key.verifyingKey)
            #expect(found.isWhole && found.entries == 7, "\(new): \(found)")
            let swapped = text.replacing(old, with: new.replacing(old, with: "") + old)
            let strict = Verifier.verify([UInt8](swapped.utf8), keys: [key.verifyingKey])
            #expect(!strict.isWhole, "\(new)")
        }
        let changed = text.replacing(#""hold":1,"#, with: #""hold":1,"hold":"x","#)
        #expect(
            lenient([UInt8](changed.utf8), key.verifyingKey).fault?.code == .hashOrSignatureInvalid
        )
    }

    @Test("a carriage return inside a line ends it, so that nothing is taken only strictly")
    func carriageReturn() throws {
        let key = try Sample.key()
        let file = try Sample.export(Sample.batches(), .signed(key))
        let text = String(decoding: file, as: UTF8.self)
        let changed = text.replacing(#""hold":1,"#, with: "\"hold\":\r1,")
        let strict = Verifier.verify([UInt8](changed.utf8), keys: [key.verifyingKey])
        let found = lenient([UInt8](changed.utf8), key.verifyingKey)
        #expect(strict.fault?.code == .sequenceGap && strict.fault?.sequence == 4)
        #expect(found.fault?.code == .sequenceGap && found.fault?.sequence == 4)
    }

    @Test("our own export is read as strictly as ever")
    func ours() throws {
        let file = try Sample.export(Sample.batches(), Sample.ours())
        let key = try Sample.key().verifyingKey
        #expect(lenient(file, key).isWhole)
        let text = String(decoding: file, as: UTF8.self)
        let spaced = text.replacing(#""sequence":2}"#, with: #""sequence":2 }"#)
        #expect(lenient([UInt8](spaced.utf8), key).fault?.code == .nonCanonicalEncoding)
    }

    private func lenient(_ file: [UInt8], _ key: VerifyingKey) -> Verification {
        var verifier = Verifier(keys: [key], isLenient: true)
        verifier.add(file)
        return verifier.finish()
    }

    private func expect(
        _ found: Verification,
        as peer: JSONNode?,
        _ name: String
    ) throws {
        let peer = try #require(peer)
        switch peer.member("outcome")?.string {
        case "ok":
            #expect(found.isWhole, "\(name): \(found)")
            #expect(peer.member("entries_loaded")?.int64 == found.entries, "\(name)")
        case "fail":
            #expect(found.fault?.code.rawValue == peer.member("reason")?.string, "\(name)")
            #expect(found.fault?.sequence == peer.member("sequence")?.int64, "\(name)")
        default: #expect(!found.isWhole, "\(name): the product ends in an error")
        }
    }
}
