import FarthingCore
import FarthingReceipts
import Testing

@Suite("Names of a log, and what stands around its keys")
struct LineageNameTests: LineageTrial {
    let old: SigningKey
    private let new: SigningKey
    private let other: SigningKey

    init() throws {
        old = try LineageLog.key(1)
        new = try LineageLog.key(2)
        other = try LineageLog.key(3)
    }

    // MARK: Name

    @Test("a log goes on under another name that names its last seal")
    func renamed() throws {
        var log = try begun()
        let change = OriginChange(
            from: log.origin,
            size: log.size,
            head: log.head.hex,
            to: "farthing/lineage/2"
        )
        var kept = log
        kept.add(.logOrigin(change))
        try kept.seal(by: old)
        #expect(kept.verified(old).fault?.code == .sealOriginMismatch)
        log.add(.logOrigin(change))
        log.origin = "farthing/lineage/2"
        try log.seal(by: old)
        let found = log.verified(old)
        #expect(found.fault == nil)
        #expect(found.origin == "farthing/lineage/2")
        log.origin = "farthing/lineage"
        log.addPlain()
        try log.seal(by: old)
        #expect(log.verified(old).fault?.code == .sealOriginMismatch)
    }

    @Test("a name that does not follow from the last seal is a fault")
    func forgedNames() throws {
        let log = try begun()
        let head = log.head.hex
        for change in [
            OriginChange(from: "farthing/other", size: 2, head: head, to: "farthing/x"),
            OriginChange(from: log.origin, size: 1, head: head, to: "farthing/x"),
            OriginChange(from: log.origin, size: 2, head: Hash32.zero.hex, to: "farthing/x"),
            OriginChange(from: log.origin, size: 2, head: head, to: log.origin),
            OriginChange(from: log.origin, size: 2, head: head, to: "farthing/with space"),
        ] {
            #expect(try fault(.logOrigin(change), sealedBy: old)?.code == .originChangeInvalid)
        }
    }

    // MARK: Around

    @Test("what an imported decision says of keys counts for nothing")
    func imported() throws {
        var log = try begun()
        log.add(
            .imported(
                ImportedEntry(
                    source: "agentguard-spend",
                    signerFingerprint: String(repeating: "a", count: 16),
                    sequence: 0,
                    entryHash: head,
                    previousHash: head,
                    signature: head + head,
                    decision: Array(#"{"kind":"keyRotation"}"#.utf8)
                )
            )
        )
        try log.seal(by: old)
        #expect(log.verified(old).fault == nil)
    }

    private let head = String(repeating: "0", count: 64)

    @Test("many signatures that wait together are judged by the keys of their own time")
    func spread() throws {
        var log = try begun()
        for _ in 0..<40 {
            log.addPlain()
            try log.seal(by: old)
        }
        log.add(.keyRotation(try log.rotation(from: old, to: new)))
        try log.seal(by: old)
        for _ in 0..<40 {
            log.addPlain()
            try log.seal(by: new)
        }
        func verified(_ log: LineageLog) -> Verification {
            var verifier = Verifier(
                keys: [old.verifyingKey],
                spread: { pieces, body in for piece in 0..<pieces { body(piece) } }
            )
            for batch in log.batches { verifier.add(batch) }
            return verifier.finish()
        }
        #expect(verified(log) == log.verified(old))
        #expect(verified(log).fault == nil)
        log.addPlain()
        try log.seal(by: old)
        #expect(verified(log).fault?.code == .sealKeyRetired)
        #expect(verified(log) == log.verified(old))
    }

    @Test("an export of a rotated log names its key of now and verifies with the first")
    func export() throws {
        var log = try begun()
        log.add(.keyRotation(try log.rotation(from: old, to: new)))
        try log.seal(by: old)
        log.addPlain()
        try log.seal(by: new)
        func found(_ fingerprint: String, _ key: SigningKey) throws -> VerificationFault? {
            let form = Exporter.Form.farthing(origin: log.origin, fingerprint: fingerprint)
            var verifier = Verifier(keys: [key.verifyingKey])
            verifier.add(try Sample.export(log.batches, form))
            return verifier.finish().fault
        }
        #expect(try found(new.fingerprint, old) == nil)
        #expect(try found(other.fingerprint, old)?.code == .fingerprintMismatch)
        #expect(try found(new.fingerprint, other)?.code == .fingerprintMismatch)
    }
}
