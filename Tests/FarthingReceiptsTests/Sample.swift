import FarthingCore
import FarthingReceipts
import Testing

/// A small journal with a fixed key: three batches, of two, four and one entries.
enum Sample {
    static let origin = "farthing/0191e2c4-7a10-7c1e-9b1f-3f5a6c7d8e9f"

    /// The bytes 01 to 20 hexadecimal.
    static let seed = (1...32).map { UInt8($0) }

    /// A hold of 50 that cost 10, a refusal, a hold of 7 that was given back, and the balance.
    static let decisions: [[String]] = [
        [
            #"""
            {"kind":"setBudget","generation":0,"opening":{},"timestamp":"2026-07-29T08:00:00.000Z",
            "budget":{"countsFromNow":false,"enforced":true,"hold":"ceiling","id":"finance-daily",
            "limit":100,"match":[["team","finance"]],"per":["agent"],"thresholds":[],
            "unit":"USD","window":"day","zone":"UTC","zoneData":""}}
            """#,
            #"""
            {"kind":"hold","decisionId":"5d22dbe7-c9f6-426d-abbb-246553b08ae7",
            "timestamp":"2026-07-29T08:00:00.000Z","action":"allow","triggeredCap":null,
            "triggeredScopeKey":null,"projectedCents":1,"projectedNanos":50,"windowSpendBefore":0,
            "windowSpendAfter":1,"provider":"openai","modelRequested":"gpt-5-mini",
            "modelResolved":"gpt-5-mini","policyId":"acme-corp","policyVersion":1,
            "enforcementMode":"enforce","reasons":[],"expiresAtMs":1785312120000,"sent":true,
            "outputTokens":512,"lines":[{"budget":"finance-daily","generation":0,"held":50,
            "scope":"agent=a1","windowStartMs":1785283200000}]}
            """#,
        ],
        [
            #"""
            {"kind":"refusal","decisionId":"99a6a165-2639-4b30-a57f-0db69db6048f",
            "timestamp":"2026-07-29T08:00:00.100Z","action":"block","triggeredCap":
            {"amountCents":1,"window":"day","action":"block","reason":"limit → Grenze „voll“"},
            "triggeredScopeKey":"agent=a2","projectedCents":9,"windowSpendBefore":1,
            "windowSpendAfter":10,"provider":"openai","modelRequested":"gpt-5",
            "modelResolved":"gpt-5","policyId":"acme-corp","policyVersion":1,
            "enforcementMode":"enforce","reasons":["limit",
            "a/b \"quoted\" \\ \n\u0001\u2028"]}
            """#,
            #"""
            {"kind":"settle","hold":1,"holdId":"5d22dbe7-c9f6-426d-abbb-246553b08ae7",
            "amounts":[10],"evidence":"reported","timestamp":"2026-07-29T08:00:01.000Z"}
            """#,
            #"""
            {"kind":"hold","decisionId":"11e0228e-20a1-46b2-8ffb-4759de1ec507",
            "timestamp":"2026-07-29T08:00:01.500Z","expiresAtMs":1785312121500,"sent":false,
            "lines":[{"budget":"finance-daily","generation":0,"held":7,"scope":"agent=ä",
            "windowStartMs":1785283200000}]}
            """#,
            #"""
            {"kind":"release","hold":4,"holdId":"11e0228e-20a1-46b2-8ffb-4759de1ec507",
            "timestamp":"2026-07-29T08:00:02.000Z","why":"dropped"}
            """#,
        ],
        [
            #"""
            {"kind":"balance","timestamp":"2026-07-29T08:00:03.000Z","accounts":[
            {"budget":"finance-daily","generation":0,"held":0,"overrun":0,"scope":"agent=a1",
            "spent":10,"topUps":0,"windowStartMs":1785283200000},
            {"budget":"finance-daily","generation":0,"held":0,"overrun":0,"scope":"agent=ä",
            "spent":0,"topUps":0,"windowStartMs":1785283200000}]}
            """#
        ],
    ]

    static func key() throws -> SigningKey { try SigningKey(seed) }

    static func canonical(_ text: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try Canonical.append(JSONDocument([UInt8](text.utf8)).root, to: &bytes)
        return bytes
    }

    static func seal(signsEach: Bool = false) throws -> JournalSeal {
        try JournalSeal(origin: origin, signer: key(), signsEach: signsEach)
    }

    static func batches(signsEach: Bool = false) throws -> [StoredBatch] {
        var seal = try seal(signsEach: signsEach)
        var batches: [StoredBatch] = []
        for texts in decisions {
            let first = seal.nextSequence
            var lines: [UInt8] = []
            for text in texts { try seal.append(decision: canonical(text), to: &lines) }
            let note = try seal.seal(atMs: 1_785_312_000_000 + 1000 * Int64(batches.count))
            batches.append(
                StoredBatch(
                    firstSequence: first,
                    count: seal.nextSequence - first,
                    lines: lines,
                    seal: note
                )
            )
        }
        return batches
    }

    static func export(_ batches: [StoredBatch], _ form: Exporter.Form) throws -> [UInt8] {
        var exporter = Exporter(form)
        var file: [UInt8] = []
        exporter.begin(&file)
        for batch in batches { try exporter.add(batch, to: &file) }
        return file
    }

    static func ours() throws -> Exporter.Form {
        .farthing(origin: origin, fingerprint: try key().fingerprint)
    }

    static func verify(_ batches: [StoredBatch]) throws -> Verification {
        var verifier = Verifier(keys: [try key().verifyingKey], origin: origin)
        for batch in batches { verifier.add(batch) }
        return verifier.finish()
    }
}

extension StoredBatch {
    func with(lines: [UInt8]? = nil, seal: [UInt8]? = nil) -> StoredBatch {
        StoredBatch(
            firstSequence: firstSequence,
            count: count,
            lines: lines ?? self.lines,
            seal: seal ?? self.seal
        )
    }
}
