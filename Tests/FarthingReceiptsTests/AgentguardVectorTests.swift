import FarthingCore
import FarthingReceipts
import Testing

@Suite("agentguard-spend's own data")
struct AgentguardVectorTests {
    @Test("canonical JSON and its hash agree, and what has no canonical form is refused")
    func canonical() throws {
        let cases = try Vectors.json("agentguard_spend/canonical.json").member("cases")
        var count = 0
        for vector in try #require(cases).elements {
            let name = try #require(vector.member("name")?.string)
            let input = [UInt8](try #require(vector.member("input_json")?.string).utf8)
            var text: [UInt8] = []
            do {
                try Canonical.append(JSONDocument(input).root, to: &text)
                #expect(vector.member("canonical")?.isEqual(to: string(text)) == true, "\(name)")
                #expect(vector.member("sha256")?.string == Hash32(hashing: text).hex, "\(name)")
            } catch {
                #expect(vector.member("error") != nil, "\(name): \(error)")
            }
            count += 1
        }
        #expect(count == 53)
    }

    @Test("an entry's hash, signature and fingerprint come out as the product makes them")
    func entries() throws {
        let key = try SigningKey(Vectors.key("privateSeedHex"))
        #expect(try key.verifyingKey == VerifyingKey(Vectors.key("publicKeyHex")))
        let cases = try #require(Vectors.json("agentguard_spend/entries.json").member("cases"))
        var count = 0
        for vector in cases.elements {
            let stored = [UInt8](try #require(vector.member("storedLine")?.string).utf8)
            let line = try JSONDocument(stored).root
            for source in [vector, line] {
                let payload = try payload(of: source)
                #expect(vector.member("canonicalPayload")?.isEqual(to: string(payload)) == true)
                let hash = Hash32(hashing: payload)
                #expect(vector.member("entryHash")?.string == hash.hex)
                let signature = try #require(vector.member("signature")?.string)
                let signed = try key.signature(over: hash.bytes)
                #expect(key.verifyingKey.isValid(signed, over: hash.bytes))
                #if os(Linux)
                // Deterministic here; where they are randomised they are compared by validity.
                #expect(signature == signed.map { hex($0) }.joined())
                #endif
                #expect(vector.member("signerFingerprint")?.string == key.fingerprint)
            }
            count += 1
        }
        #expect(count > 20)
    }

    @Test("every stored log gets the strict verdict that its description recommends")
    func chains() throws {
        let cases = try #require(Vectors.json("agentguard_spend/expected.json").member("cases"))
        var count = 0
        for (file, vector) in cases.members {
            let key = try VerifyingKey(Vectors.key(#require(vector.member("public_key")?.string)))
            let found = Verifier.verify(
                try Vectors.bytes("agentguard_spend/\(file)"),
                keys: [key]
            )
            let wanted = try #require(vector.member("recommended_strict"))
            switch try #require(wanted.member("outcome")?.string) {
            case "fail":
                #expect(found.fault?.code.rawValue == wanted.member("reason")?.string, "\(file)")
                #expect(found.fault?.sequence == wanted.member("sequence")?.int64, "\(file)")
            case "ok_with_warning": #expect(found.isWhole && found.hasTornLine, "\(file)")
            default:
                #expect(
                    found.isWhole && !found.hasTornLine,
                    "\(file): \(String(describing: found.fault))"
                )
            }
            count += 1
        }
        #expect(count == 57)
    }

    @Test("mutated logs fail where the product says, and never pass where it refuses")
    func fuzz() throws {
        let key = try VerifyingKey(Vectors.key("publicKeyHex"))
        let lines = try Vectors.bytes("agentguard_spend/chain_fuzz.jsonl")
            .split(separator: UInt8(ascii: "\n"))
        for line in lines {
            let vector = try JSONDocument([UInt8](line)).root
            let id = try #require(vector.member("id")?.string)
            var file: [UInt8] = []
            for entry in try #require(vector.member("lines")).elements {
                entry.appendUTF8(to: &file)
                file.append(UInt8(ascii: "\n"))
            }
            let found = Verifier.verify(file, keys: [key])
            let peer = try #require(vector.member("peer"))
            switch peer.member("outcome")?.string {
            case "ok":
                #expect(
                    found.isWhole || found.fault.map { Self.strictOnly.contains($0.code) } == true,
                    "\(id): \(String(describing: found.fault))"
                )
            case "fail":
                #expect(found.fault?.code.rawValue == peer.member("reason")?.string, "\(id)")
                #expect(found.fault?.sequence == peer.member("sequence")?.int64, "\(id)")
            default: #expect(!found.isWhole, "\(id)")
            }
        }
        #expect(lines.count == 40)
    }

    /// What the product lets pass and we do not.
    private static let strictOnly: Set<VerificationFault.Code> = [
        .firstSequenceNotZero, .nonCanonicalEncoding, .fingerprintMismatch, .unknownMember,
        .duplicateMember,
    ]

    private func payload(of entry: JSONNode) throws -> [UInt8] {
        var text = [UInt8](#"{"decision":"#.utf8)
        try Canonical.appendDecision(#require(entry.member("decision")), to: &text)
        let previous = try #require(entry.member("previousHash")?.string)
        let sequence = try #require(entry.member("sequence")?.int64)
        return text + [UInt8](#","previousHash":"\#(previous)","sequence":\#(sequence)}"#.utf8)
    }

    private func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return text.utf8.count == 2 ? text : "0" + text
    }
}
