import FarthingCore
import FarthingReceipts
import Testing

@Suite("Lineage of keys")
struct LineageTests: LineageTrial {
    let old: SigningKey
    private let new: SigningKey
    private let other: SigningKey

    init() throws {
        old = try LineageLog.key(1)
        new = try LineageLog.key(2)
        other = try LineageLog.key(3)
    }

    // MARK: Rotation

    @Test("who trusts the first key follows a rotation to the next, and one from there")
    func rotation() throws {
        var log = try begun()
        log.add(.keyRotation(try log.rotation(from: old, to: new)))
        try log.seal(by: old)
        log.addPlain()
        try log.seal(by: new)
        log.add(.keyRotation(try log.rotation(from: new, to: other)))
        try log.seal(by: new)
        log.addPlain()
        try log.seal(by: other)
        let found = log.verified(old)
        #expect(found.fault == nil)
        #expect(found.seals == 5)
        #expect(log.verified(other).fault?.code == .sealUnknownKey)
    }

    @Test("a seal by the old key behind a rotation is a fault, at the entry before it")
    func retired() throws {
        let rotation = try begun().rotation(from: old, to: new)
        let found = try fault(.keyRotation(rotation), sealedBy: old, then: old)
        #expect(found?.code == .sealKeyRetired)
        #expect(found?.sequence == 3)
    }

    @Test("the new key does not seal the batch of the rotation itself")
    func early() throws {
        let rotation = try begun().rotation(from: old, to: new)
        #expect(try fault(.keyRotation(rotation), sealedBy: new)?.code == .sealUnknownKey)
    }

    @Test("a rotation that is not what both keys signed is a fault at its entry")
    func forgedRotations() throws {
        let log = try begun()
        let good = try log.rotation(from: old, to: new)
        let zeros = String(repeating: "0", count: 128)
        let cases: [(KeyRotation, VerificationFault.Code)] = [
            (good.with(signatures: good.signatures.reversed()), .keySignatureInvalid),
            (good.with(signatures: [good.signatures[0], zeros]), .keySignatureInvalid),
            (good.with(signatures: [zeros, good.signatures[1]]), .keySignatureInvalid),
            (good.with(to: other.verifyingKey.hex), .keySignatureInvalid),
            (good.with(size: 1), .keySignatureInvalid),
            (good.with(head: Hash32.zero.hex), .keySignatureInvalid),
            (good.with(origin: "farthing/elsewhere"), .keyOriginMismatch),
            (try log.rotation(from: other, to: new), .keyUntrusted),
            (try log.rotation(from: old, to: old), .keyUntrusted),
            (
                try KeyRotation(
                    from: old,
                    to: new,
                    origin: log.origin,
                    size: 1,
                    head: log.head
                ), .keyPositionMismatch
            ),
        ]
        for (rotation, code) in cases {
            let found = try fault(.keyRotation(rotation), sealedBy: old)
            #expect(found?.code == code)
            #expect(found?.sequence == 2)
        }
    }

    @Test("an entry about keys without its members is a fault, never passed over")
    func malformed() throws {
        let zeros = String(repeating: "0", count: 64)
        for text in [
            #"{"kind":"keyRotation"}"#, #"{"kind":"keyDelegation"}"#, #"{"kind":"logOrigin"}"#,
            #"{"from":"\#(zeros)","head":"\#(zeros)","kind":"keyRotation","origin":"o","#
                + #""signatures":[],"size":2,"timestamp":"2026-07-29T08:00:00.000Z","to":"\#(zeros)"}"#,
        ] {
            var log = try begun()
            log.add(text)
            try log.seal(by: old)
            let found = log.verified(old).fault
            #expect(found?.code == .keyEntryMalformed)
            #expect(found?.sequence == 2)
        }
    }

    @Test("a rotation from a key that leaked later is none in another history")
    func replayed() throws {
        let log = try begun()
        let rotation = try log.rotation(from: old, to: new)
        var forged = LineageLog()
        forged.addPlain()
        forged.add(#"{"kind":"dispatch","n":"another"}"#)
        try forged.seal(by: old)
        forged.add(.keyRotation(rotation))
        try forged.seal(by: old)
        #expect(forged.verified(old).fault?.code == .keyPositionMismatch)
    }

    @Test("a key that was rotated out never comes back")
    func comesBack() throws {
        var log = try begun()
        log.add(.keyRotation(try log.rotation(from: old, to: new)))
        try log.seal(by: old)
        log.add(.keyRotation(try log.rotation(from: new, to: old)))
        try log.seal(by: new)
        #expect(log.verified(old).fault?.code == .keyUntrusted)
    }

    // MARK: Delegation

    @Test("a delegate's seals count from its own batch on, within its time, both ends included")
    func delegation() throws {
        var log = LineageLog()
        let startMs = LineageLog.startMs
        log.add(.keyDelegation(try log.delegation(from: old, to: new)))
        try log.seal(by: new)
        for atMs in [startMs, startMs + 1_000] {
            log.addPlain()
            try log.seal(by: new, atMs: atMs)
        }
        log.addPlain()
        try log.seal(by: old, atMs: startMs + 1_000)
        #expect(log.verified(old).fault == nil)
        var late = log
        late.addPlain()
        try late.seal(by: new, atMs: startMs + 1_001)
        #expect(late.verified(old).fault?.code == .sealKeyExpired)
        var renewed = log
        let delegation = try log.delegation(from: old, to: new, untilMs: startMs + 9_000)
        renewed.add(.keyDelegation(delegation))
        try renewed.seal(by: new, atMs: startMs + 1_000)
        renewed.addPlain()
        try renewed.seal(by: new, atMs: startMs + 9_000)
        #expect(renewed.verified(old).fault == nil)
    }

    @Test("a delegate cannot hand the log over, nor let another seal")
    func delegateIsNoRoot() throws {
        var log = LineageLog()
        log.add(.keyDelegation(try log.delegation(from: old, to: new)))
        try log.seal(by: new)
        var rotated = log
        rotated.add(.keyRotation(try log.rotation(from: new, to: other)))
        try rotated.seal(by: new)
        #expect(rotated.verified(old).fault?.code == .keyUntrusted)
        log.add(.keyDelegation(try log.delegation(from: new, to: other)))
        try log.seal(by: new)
        #expect(log.verified(old).fault?.code == .keyUntrusted)
    }

    @Test("a delegation that is not what both keys signed is a fault at its entry")
    func forgedDelegations() throws {
        let good = try begun().delegation(from: old, to: new)
        let cases: [(KeyDelegation, VerificationFault.Code)] = [
            (good.with(signatures: good.signatures.reversed()), .keySignatureInvalid),
            (good.with(notAfterMs: good.notAfterMs + 1), .keySignatureInvalid),
            (good.with(origin: "farthing/elsewhere"), .keyOriginMismatch),
            (try begun().delegation(from: other, to: new), .keyUntrusted),
        ]
        for (delegation, code) in cases {
            let found = try fault(.keyDelegation(delegation), sealedBy: old)
            #expect(found?.code == code)
            #expect(found?.sequence == 2)
        }
    }

    @Test("the delegates of a root end when another key takes over from it")
    func rotatedRoot() throws {
        var log = LineageLog()
        log.add(.keyDelegation(try log.delegation(from: old, to: new)))
        try log.seal(by: new)
        log.add(.keyRotation(try log.rotation(from: old, to: other)))
        try log.seal(by: new)
        var wrong = log
        wrong.addPlain()
        try wrong.seal(by: new)
        #expect(wrong.verified(old).fault?.code == .sealKeyExpired)
        log.addPlain()
        try log.seal(by: other)
        #expect(log.verified(old).fault == nil)
    }

    @Test("a proof taken behind a rotation and more in one batch leads to the same place")
    func proofWithinBatch() throws {
        var log = LineageLog()
        log.addPlain()
        try log.seal(by: old)
        var lineage = LogLineage(trusted: [old.verifyingKey], origin: log.origin)
        try lineage.follow(log.batches[0])
        let notes: [LogNote] = [
            .keyRotation(try log.rotation(from: old, to: other)),
            .keyDelegation(try log.delegation(from: old, to: new)),
        ]
        for (offset, note) in notes.enumerated() {
            var json = JSONWriter()
            Entry(atMs: 0, body: .note(note)).write(to: &json)
            try lineage.take(JSONDocument(json.bytes).root, sequence: 1 + Int64(offset))
        }
        let again = LogLineage(
            trusted: [old.verifyingKey],
            origin: log.origin,
            proof: lineage.proof
        )
        #expect(again?.proof == lineage.proof)
        #expect(again?.keys(atMs: 0) == [old.verifyingKey], "until the batch is sealed")
    }
}
