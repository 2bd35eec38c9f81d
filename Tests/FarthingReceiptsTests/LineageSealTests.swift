import FarthingCore
import FarthingReceipts
import Testing

@Suite("A seal whose keys change")
struct LineageSealTests {
    private static let origin = "farthing/lineage"
    private static let startMs = LineageLog.startMs

    private static func seal(
        _ ring: TestRing,
        trusted: SigningKey,
        newOrigin: String? = nil,
        signsEach: Bool = false
    ) throws -> JournalSeal {
        try JournalSeal(
            origin: origin,
            ring: ring,
            trusted: [trusted.verifyingKey],
            newOrigin: newOrigin,
            signsEach: signsEach
        )
    }

    private static func batch(
        _ seal: inout JournalSeal,
        _ notes: [LogNote] = [],
        atMs: Int64 = startMs
    ) throws -> StoredBatch {
        let first = seal.nextSequence
        var lines: [UInt8] = []
        try seal.append(decision: Array(#"{"kind":"dispatch"}"#.utf8), to: &lines)
        for note in notes {
            var json = JSONWriter()
            Entry(atMs: atMs, body: .note(note)).write(to: &json)
            try seal.append(decision: json.bytes, to: &lines)
        }
        let count = seal.nextSequence - first
        let note = try seal.seal(atMs: atMs)
        return StoredBatch(firstSequence: first, count: count, lines: lines, seal: note)
    }

    private static func verified(_ batches: [StoredBatch], _ key: SigningKey) -> Verification {
        var verifier = Verifier(keys: [key.verifyingKey])
        for batch in batches { verifier.add(batch) }
        return verifier.finish()
    }

    @Test("hands over, goes on from each state, and replays, each with the next key alone")
    func rotation() throws {
        for signsEach in [false, true] {
            let (old, new) = (try LineageLog.key(1), try LineageLog.key(2))
            let ring = TestRing([old])
            var seal = try Self.seal(ring, trusted: old, signsEach: signsEach)
            var batches = [try Self.batch(&seal)]
            ring.add(new)
            batches.append(try Self.batch(&seal, [try seal.rotation(to: new)]))
            let between = seal.state
            ring.remove(old.verifyingKey)
            batches.append(try Self.batch(&seal))
            #expect(Self.verified(batches, old).fault == nil)
            // A start with the new key alone.
            var again = try Self.seal(TestRing([new]), trusted: old, signsEach: signsEach)
            for batch in batches { try again.replay(lines: batch.lines, seal: batch.seal) }
            #expect(again.state == seal.state)
            #expect(try again.opening(atMs: Self.startMs).isEmpty)
            batches.append(try Self.batch(&again))
            #expect(Self.verified(batches, old).fault == nil)
            for (state, count) in [(between, 2), (seal.state, 3)] {
                var resumed = try Self.seal(TestRing([new]), trusted: old, signsEach: signsEach)
                try resumed.restore(state: state)
                #expect(try resumed.opening(atMs: Self.startMs).isEmpty)
                let next = try Self.batch(&resumed)
                #expect(Self.verified(batches[..<count] + [next], old).fault == nil)
            }
            // With the old key alone nothing can be written any more.
            var late = try Self.seal(TestRing([old]), trusted: old)
            for batch in batches { try late.replay(lines: batch.lines, seal: batch.seal) }
            #expect(throws: SealError.self) { try late.opening(atMs: Self.startMs) }
            #expect(throws: SealError.self) { try Self.batch(&late) }
        }
    }

    @Test("a state whose proof of keys was changed in any byte is refused or means the same")
    func changedState() throws {
        let (old, new) = (try LineageLog.key(1), try LineageLog.key(2))
        let ring = TestRing([old, new])
        var seal = try Self.seal(ring, trusted: old)
        _ = try Self.batch(&seal)
        _ = try Self.batch(&seal, [try seal.rotation(to: new)])
        _ = try Self.batch(&seal)
        let state = seal.state
        var refused = 0
        for index in state.indices {
            var changed = state
            changed[index] ^= 1
            var other = try Self.seal(TestRing([new]), trusted: old)
            do {
                try other.restore(state: changed)
                #expect(other.rootHash == seal.rootHash)
                #expect(other.lineage.roots == seal.lineage.roots)
            } catch { refused += 1 }
        }
        #expect(refused > state.count * 9 / 10)
    }

    @Test("a delegation comes first, and nothing is sealed when its time is over")
    func delegation() throws {
        let (root, online) = (try LineageLog.key(1), try LineageLog.key(2))
        let ring = TestRing([online])
        var seal = try Self.seal(ring, trusted: root, signsEach: true)
        #expect(throws: SealError.self) { try seal.opening(atMs: Self.startMs) }
        func renew(untilMs: Int64) throws {
            ring.renew(
                try KeyDelegation(
                    root: root,
                    to: online,
                    notBeforeMs: Self.startMs,
                    notAfterMs: untilMs,
                    origin: Self.origin
                )
            )
        }
        try renew(untilMs: Self.startMs + 1_000)
        let notes = try seal.opening(atMs: Self.startMs)
        #expect(notes.map(\.kind.description) == ["keyDelegation"])
        var batches = [try Self.batch(&seal, notes)]
        #expect(try seal.opening(atMs: Self.startMs).isEmpty)
        batches.append(try Self.batch(&seal, atMs: Self.startMs + 1_000))
        var late = seal
        let error = #expect(throws: SealError.self) {
            try Self.batch(&late, atMs: Self.startMs + 1_001)
        }
        #expect(error?.wantsKey == true)
        try renew(untilMs: Self.startMs + 5_000)
        let more = try seal.opening(atMs: Self.startMs + 2_000)
        batches.append(try Self.batch(&seal, more, atMs: Self.startMs + 2_000))
        batches.append(try Self.batch(&seal, atMs: Self.startMs + 5_000))
        #expect(Self.verified(batches, root).fault == nil)
        // Another start has another key, and goes on from the state with it.
        let next = try LineageLog.key(3)
        let again = TestRing([next])
        again.renew(
            try KeyDelegation(
                root: root,
                to: next,
                notBeforeMs: Self.startMs,
                notAfterMs: Self.startMs + 9_000,
                origin: Self.origin
            )
        )
        var resumed = try Self.seal(again, trusted: root)
        try resumed.restore(state: seal.state)
        let first = try resumed.opening(atMs: Self.startMs + 6_000)
        batches.append(try Self.batch(&resumed, first, atMs: Self.startMs + 6_000))
        #expect(Self.verified(batches, root).fault == nil)
    }

    @Test("goes on under a new name once, with the old one in front")
    func renamed() throws {
        let key = try LineageLog.key(1)
        let ring = TestRing([key])
        var seal = try Self.seal(ring, trusted: key)
        var batches = [try Self.batch(&seal)]
        var restored = try Self.seal(ring, trusted: key, newOrigin: "farthing/lineage/2")
        #expect(try restored.opening(atMs: Self.startMs).isEmpty)
        try restored.restore(state: seal.state)
        let notes = try restored.opening(atMs: Self.startMs)
        #expect(notes.map(\.kind.description) == ["logOrigin"])
        batches.append(try Self.batch(&restored, notes))
        #expect(try restored.opening(atMs: Self.startMs).isEmpty)
        let found = Self.verified(batches, key)
        #expect(found.fault == nil)
        #expect(found.origin == "farthing/lineage/2")
        var plain = try Self.seal(ring, trusted: key)
        try plain.restore(state: restored.state)
        batches.append(try Self.batch(&plain))
        #expect(Self.verified(batches, key).fault == nil)
    }

    @Test("no writer stores a change of keys that does not hold")
    func refusesToWrite() throws {
        let key = try LineageLog.key(1)
        var seal = try Self.seal(TestRing([key]), trusted: key)
        _ = try Self.batch(&seal)
        let bad = try KeyRotation(
            from: key,
            to: LineageLog.key(2),
            origin: "farthing/other",
            size: seal.nextSequence,
            head: seal.headHash
        )
        var json = JSONWriter()
        Entry(atMs: Self.startMs, body: .note(.keyRotation(bad))).write(to: &json)
        var lines: [UInt8] = []
        #expect(throws: SealError.self) { try seal.append(decision: json.bytes, to: &lines) }
        #expect(lines.isEmpty)
    }
}
