import FarthingCore
import FarthingReceipts
import Testing

@Suite("The rules of a witness")
struct WitnessRulesTests {
    private let log: SampleLog

    init() throws { log = try SampleLog() }

    private func judge(_ request: WitnessRequest, after head: WitnessHead) throws -> WitnessVerdict
    {
        request.refusal(keys: [try log.key]) ?? request.verdict(after: head)
    }

    @Test("every step from every size to every later one is cosigned, and nothing else")
    func everyStep() throws {
        for old in Int64(0)...40 {
            for new in old...41 {
                let request = try log.request(old, new)
                let head = old == 0 ? WitnessHead.none : log.head(old)
                #expect(try judge(request, after: head) == .cosign(log.head(new)))
                #expect(request.finding(after: head) == nil)
                // By any other head the same request is a conflict.
                let other = log.head(old + 1)
                #expect(try judge(request, after: other) == .conflict(size: old + 1))
            }
        }
    }

    @Test("an origin without keys is unknown, whoever has signed")
    func unknownOrigin() throws {
        let request = try log.request(0, 5)
        #expect(request.refusal(keys: []) == .unknownOrigin)
        let other = try SampleLog(origin: "log.example/b", key: log.signingKey, size: 5)
        #expect(try other.request(0, 5).refusal(keys: [log.key]) == .unknownOrigin)
        let witness = try NoteKey(
            name: log.origin,
            kind: .cosignature,
            key: log.signingKey.verifyingKey
        )
        #expect(request.refusal(keys: [witness]) == .unknownOrigin)
    }

    @Test("names that only look the same are different logs")
    func lookalikes() throws {
        let composed = try SampleLog(origin: "log.example/\u{e9}", size: 1)
        let decomposed = try SampleLog(
            origin: "log.example/e\u{301}",
            key: composed.signingKey,
            size: 1
        )
        #expect(composed.origin == decomposed.origin)
        #expect(try decomposed.request(0, 1).refusal(keys: [composed.key]) == .unknownOrigin)
    }

    @Test("a checkpoint needs a valid signature by a known key, and no wrong one")
    func untrusted() throws {
        let stranger = SigningKey()
        let key = try log.key
        let byStranger = WitnessRequest(
            oldSize: 0,
            proof: [],
            signed: try log.signed(5, by: [stranger])
        )
        #expect(byStranger.refusal(keys: [key]) == .untrusted)
        // Both: the unknown one is ignored.
        let both = WitnessRequest(
            oldSize: 0,
            proof: [],
            signed: try log.signed(5, by: [stranger, log.signingKey])
        )
        #expect(both.refusal(keys: [key]) == nil)
        // A signature over another text.
        var bytes = try log.signed(5).note.bytes
        let six = try log.signed(6)
        bytes = six.note.text + [0x0A] + Array(bytes[(try log.signed(5).note.text.count + 1)...])
        let forged = WitnessRequest(
            oldSize: 0,
            proof: [],
            signed: try #require(SignedCheckpoint(bytes))
        )
        #expect(forged.refusal(keys: [key]) == .untrusted)
    }

    @Test("one of several keys of a log suffices, as while it changes its key")
    func severalKeys() throws {
        let next = SigningKey()
        let keys = [
            try log.key,
            try NoteKey(name: log.origin, kind: .signature, key: next.verifyingKey),
        ]
        for signers in [[log.signingKey], [next], [next, log.signingKey]] {
            let request = WitnessRequest(
                oldSize: 0,
                proof: [],
                signed: try log.signed(5, by: signers)
            )
            #expect(request.refusal(keys: keys) == nil)
        }
    }

    @Test("an old size beyond the checkpoint's is malformed, but only once the signature is right")
    func tooOld() throws {
        let request = WitnessRequest(oldSize: 6, proof: [], signed: try log.signed(5))
        #expect(try judge(request, after: log.head(6)) == .malformed)
        let byStranger = WitnessRequest(
            oldSize: 6,
            proof: [],
            signed: try log.signed(5, by: [SigningKey()])
        )
        #expect(try judge(byStranger, after: log.head(6)) == .untrusted)
    }

    @Test("two roots at one size are a conflict and a fork, whatever old size is named")
    func fork() throws {
        let other = try SampleLog(key: log.signingKey, size: 60, forkedAt: 3)
        for old in [Int64(0), 3, 50] {
            let request = try other.request(old, 50)
            #expect(try judge(request, after: log.head(50)) == .conflict(size: 50))
            #expect(request.finding(after: log.head(50)) == .fork)
        }
        // Later than the fork no proof leads there.
        let later = try other.request(50, 60)
        #expect(try judge(later, after: log.head(50)) == .unproven)
        #expect(later.finding(after: log.head(50)) == .unproven)
    }

    @Test("a wrong, missing, swapped or additional hash proves nothing")
    func unproven() throws {
        let good = try log.request(21, 77)
        #expect(good.proof.count > 3)
        var proofs: [[Hash32]] = [[], Array(good.proof.dropLast()), Array(good.proof.dropFirst())]
        proofs.append(good.proof + [good.proof[0]])
        proofs.append(good.proof.reversed())
        for index in good.proof.indices {
            var proof = good.proof
            proof[index] = Hash32(hashing: [1])
            proofs.append(proof)
        }
        for proof in proofs {
            let request = WitnessRequest(oldSize: 21, proof: proof, signed: good.signed)
            #expect(try judge(request, after: log.head(21)) == .unproven)
        }
        // From nothing, and between equal sizes, the proof is empty.
        let first = WitnessRequest(oldSize: 0, proof: good.proof, signed: good.signed)
        #expect(try judge(first, after: .none) == .unproven)
        #expect(first.finding(after: .none) == nil)
        let same = WitnessRequest(oldSize: 77, proof: good.proof, signed: good.signed)
        #expect(try judge(same, after: log.head(77)) == .unproven)
        #expect(same.finding(after: log.head(77)) == nil)
    }

    @Test("a smaller tree than was cosigned is a conflict, and shows a log that is behind")
    func behind() throws {
        let request = try log.request(10, 20)
        #expect(try judge(request, after: log.head(30)) == .conflict(size: 30))
        #expect(request.finding(after: log.head(30)) == .behind)
    }

    @Test("statuses are those of the protocol")
    func statuses() {
        let verdicts: [(WitnessVerdict, Int)] = [
            (.cosign(.none), 200), (.malformed, 400), (.untrusted, 403), (.unknownOrigin, 404),
            (.conflict(size: 1), 409), (.unproven, 422),
        ]
        for (verdict, status) in verdicts { #expect(verdict.status == status) }
    }

    @Test("what is kept is the log's signatures and our own, and is refused once it is touched")
    func kept() throws {
        let witness = SigningKey()
        let name = "witness.example/w1"
        let signed = try log.signed(5, by: [SigningKey(), log.signingKey])
        let state = try WitnessState(
            cosigning: WitnessRequest(oldSize: 0, proof: [], signed: signed),
            keys: [log.key],
            name: name,
            by: witness,
            timestampS: 1_795_255_380
        )
        let key = try NoteKey(name: name, kind: .cosignature, key: witness.verifyingKey)
        #expect(state.signed.note.signatures.count == 2)
        #expect(state.signed.note.verdict(keys: [try log.key]) == .valid)
        #expect(state.timestampS == 1_795_255_380)
        #expect(WitnessState(state.bytes, origin: log.origin, witness: key) == state)
        #expect(WitnessState(state.bytes, origin: "log.example/b", witness: key) == nil)
        for index in state.bytes.indices where state.bytes[index] != 0x0A {
            var bytes = state.bytes
            bytes[index] ^= 1
            let read = WitnessState(bytes, origin: log.origin, witness: key)
            #expect(read == nil || read?.head == state.head, "byte \(index)")
        }
    }
}
