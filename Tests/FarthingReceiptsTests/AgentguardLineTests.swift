import FarthingCore
import FarthingReceipts
import Testing

@Suite("agentguard-spend's stored lines")
struct AgentguardLineTests {
    @Test("every line is the product's own, byte for byte")
    func stored() throws {
        let key = try SigningKey(Vectors.key("privateSeedHex"))
        let cases = try #require(Vectors.json("agentguard_spend/entries.json").member("cases"))
        var count = 0
        for entry in cases.elements {
            let sequence = try #require(entry.member("sequence")?.int64)
            let decision = try #require(
                entry.member("decision").flatMap { AgentguardDecision($0) }
            )
            let previous = try #require(entry.member("previousHash")?.string)
            var chain = try #require(
                AgentguardChain(lastSequence: sequence - 1, entryHash: previous)
            )
            var line: [UInt8] = []
            try chain.append(decision, by: key, to: &line)
            let stored = try #require(entry.member("storedLine")?.string)
            #if os(Linux)
            // Deterministic here; where they are randomised the lines differ in their signatures.
            #expect(String(decoding: line, as: UTF8.self) == stored + "\n", "case \(count)")
            #endif
            count += 1
        }
        #expect(count > 5)
    }

    @Test("a chain verifies, and its lines are taken in again")
    func chain() throws {
        let key = SigningKey()
        var chain = AgentguardChain()
        var lines: [UInt8] = []
        for number in 0..<20 {
            try chain.append(Self.decision(number), by: key, to: &lines)
        }
        #expect(chain.nextSequence == 20)
        var verifier = Verifier(keys: [key.verifyingKey])
        verifier.add(lines)
        #expect(verifier.finish().isWhole)
        let texts = lines.split(separator: UInt8(ascii: "\n"))
        for (number, text) in texts.enumerated() {
            let entry = try #require(ImportedEntry(agentguard: Array(text), by: key.verifyingKey))
            #expect(entry.sequence == Int64(number))
            #expect(entry.source == "agentguard-spend")
            #expect(entry.signerFingerprint == key.fingerprint)
        }
    }

    @Test("a line that is not as it was signed is not taken in")
    func unsigned() throws {
        let key = SigningKey()
        var chain = AgentguardChain()
        var line: [UInt8] = []
        try chain.append(Self.decision(1), by: key, to: &line)
        line.removeLast()
        #expect(ImportedEntry(agentguard: line, by: key.verifyingKey) != nil)
        #expect(ImportedEntry(agentguard: line, by: SigningKey().verifyingKey) == nil)
        for place in stride(from: 0, to: line.count, by: 7) {
            var changed = line
            changed[place] ^= 1
            guard let entry = ImportedEntry(agentguard: changed, by: key.verifyingKey) else {
                continue
            }
            // Members that nothing is signed of, and the case of digits.
            let whole = try #require(ImportedEntry(agentguard: line, by: key.verifyingKey))
            #expect(entry == whole, "byte \(place)")
        }
    }

    @Test("a decision that lacks a member is none")
    func lacking() throws {
        for name in ["reasons", "triggeredCap", "windowSpendAfter", "policyId"] {
            let text = String(decoding: Self.text(3), as: UTF8.self)
            let renamed = text.replacing("\"\(name)\":", with: "\"x\":")
            #expect(AgentguardDecision(try JSONDocument(Array(renamed.utf8)).root) == nil)
        }
    }

    private static func decision(_ number: Int) throws -> AgentguardDecision {
        try #require(AgentguardDecision(try JSONDocument(text(number)).root))
    }

    private static func text(_ number: Int) -> [UInt8] {
        Array(
            """
            {"action":"block","decisionId":"\(number)","enforcementMode":"enforce",\
            "modelRequested":"é→𝄞\\u0001","modelResolved":"m","policyId":"p","policyVersion":1,\
            "projectedCents":2,"provider":"openai","reasons":["a\\n\\"\\\\","—"],\
            "timestamp":"2026-11-21T00:00:00.000Z","triggeredCap":{"amountCents":1,\
            "window":"day","action":"block","downgradeTo":null},"triggeredScopeKey":"a=b",\
            "windowSpendAfter":3,"windowSpendBefore":1}
            """.utf8
        )
    }
}
