import FarthingCore
import FarthingReceipts
import Testing

@Suite("Chain, tree and seals")
struct JournalSealTests {
    @Test("a fixed key and fixed entries give the pinned bytes")
    func pinned() throws {
        let batches = try Sample.batches()
        let signed = try Sample.batches(signsEach: true)
        let files = [
            "journal.jsonl": try Sample.export(batches, Sample.ours()),
            "journal_sign_each.jsonl": try Sample.export(signed, Sample.ours()),
            "signed.jsonl": try Sample.export(batches, .signed(Sample.key())),
        ]
        for (name, bytes) in files {
            let pinned = try Vectors.bytes("receipts/\(name)")
            #if os(Linux)
            #expect(bytes == pinned, "\(name)")
            #endif
            let found = Verifier.verify(pinned, keys: [try Sample.key().verifyingKey])
            #expect(found.isWhole, "\(name): \(String(describing: found.fault))")
            #expect(found.entries == 7, "\(name)")
        }
    }

    @Test("an entry's hash is SHA-256 over its canonical line without entryHash")
    func hashedText() throws {
        let batch = try Sample.batches()[0]
        let second = try #require(batch.lines.split(separator: UInt8(ascii: "\n")).last)
        let entry = try JSONDocument([UInt8](second)).root
        var text = [UInt8](#"{"decision":"#.utf8)
        try Canonical.append(#require(entry.member("decision")), to: &text)
        let previous = try #require(entry.member("previousHash")?.string)
        text += [UInt8](#","previousHash":"\#(previous)","sequence":1}"#.utf8)
        #expect(entry.member("entryHash")?.string == Hash32(hashing: text).hex)
    }

    @Test("the root is RFC 6962's over the entries' hashes, for every size up to 70")
    func root() throws {
        var seal = try Sample.seal()
        var leaves: [Hash32] = []
        var lines: [UInt8] = []
        #expect(seal.rootHash.hex.hasPrefix("e3b0c44298fc1c14"))
        for number in 0..<70 {
            try seal.append(decision: [UInt8](#"{"n":\#(number)}"#.utf8), to: &lines)
            leaves.append(seal.headHash)
            #expect(seal.rootHash == treeHash(leaves[...]))
        }
    }

    /// The definition, word for word.
    private func treeHash(_ leaves: ArraySlice<Hash32>) -> Hash32 {
        if leaves.count == 1 { return Hash32(hashing: [0] + leaves[leaves.startIndex].bytes) }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let left = treeHash(leaves.prefix(split))
        let right = treeHash(leaves.dropFirst(split))
        return Hash32(hashing: [1] + left.bytes + right.bytes)
    }

    @Test("a note key's id is the one that other implementations compute")
    func noteKey() throws {
        // The example key of golang.org/x/mod/sumdb/note: PeterNeumann+c74f20a3+ARpc2QcU….
        let key = try VerifyingKey(
            [UInt8]("1a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6".utf8)
        )
        #expect(key.noteID(name: "PeterNeumann") == [0xC7, 0x4F, 0x20, 0xA3])
    }

    @Test("a batch can follow a replay and a restore just as if nothing had happened")
    func goingOn() throws {
        for signsEach in [false, true] {
            let batches = try Sample.batches(signsEach: signsEach)
            for stop in 0...batches.count {
                var replayed = try Sample.seal(signsEach: signsEach)
                for batch in batches.prefix(stop) {
                    try replayed.replay(lines: batch.lines, seal: batch.seal)
                }
                try replayed.verifyCurrent()
                var restored = try Sample.seal(signsEach: signsEach)
                try restored.restore(state: replayed.state)
                #expect(restored.state == replayed.state)
                for batch in batches.dropFirst(stop) {
                    try restored.replay(lines: batch.lines, seal: batch.seal)
                }
                #expect(restored.nextSequence == 7)
                var lines: [UInt8] = []
                try restored.append(decision: [UInt8](#"{"kind":"x"}"#.utf8), to: &lines)
                #expect(throws: SealError.self) { try restored.verifyCurrent() }
                let last = StoredBatch(
                    firstSequence: 7,
                    count: 1,
                    lines: lines,
                    seal: try restored.seal(atMs: 5)
                )
                let found = try Sample.verify(batches + [last])
                #expect(found.isWhole && found.entries == 8 && found.unsealedEntries == 0)
                #expect(found.head == restored.headHash && found.root == restored.rootHash)
            }
        }
    }

    @Test("a replay that fails leaves the seal where it was")
    func failedReplay() throws {
        let batches = try Sample.batches()
        var seal = try Sample.seal()
        try seal.replay(lines: batches[0].lines, seal: batches[0].seal)
        let before = seal.state
        #expect(throws: SealError.self) {
            try seal.replay(lines: batches[1].lines, seal: batches[2].seal)
        }
        #expect(seal.state == before)
        try seal.replay(lines: batches[1].lines, seal: batches[1].seal)
        #expect(seal.nextSequence == 6)
    }

    @Test("replay without signature checks still finds another chain, another tree and another log")
    func replayUnverified() throws {
        let batches = try Sample.batches()
        var seal = try JournalSeal(
            origin: Sample.origin,
            signer: SigningKey(),
            verifiesSignatures: false
        )
        #expect(throws: SealError.self) {
            try seal.replay(lines: batches[1].lines, seal: batches[1].seal)
        }
        for batch in batches { try seal.replay(lines: batch.lines, seal: batch.seal) }
        #expect { try seal.verifyCurrent() } throws: { error in
            (error as? SealError)?.message.contains("another key") == true
        }
        var other = try JournalSeal(
            origin: "farthing/other",
            signer: Sample.key(),
            verifiesSignatures: false
        )
        #expect(throws: SealError.self) {
            try other.replay(lines: batches[0].lines, seal: batches[0].seal)
        }
    }

    @Test("a former key's seals are accepted where it is named")
    func formerKey() throws {
        let batches = try Sample.batches()
        let former = try Sample.key().verifyingKey
        var seal = try JournalSeal(
            origin: Sample.origin,
            signer: SigningKey(),
            formerKeys: [former]
        )
        for batch in batches { try seal.replay(lines: batch.lines, seal: batch.seal) }
        try seal.verifyCurrent()
    }

    @Test("no byte of a kept state can be changed, cut off or added unnoticed")
    func state() throws {
        let batches = try Sample.batches()
        var seal = try Sample.seal()
        for batch in batches { try seal.replay(lines: batch.lines, seal: batch.seal) }
        let state = seal.state
        for index in state.indices {
            for bit in 0..<8 {
                var changed = state
                changed[index] ^= 1 << bit
                var target = try Sample.seal()
                #expect(throws: SealError.self, "byte \(index), bit \(bit)") {
                    try target.restore(state: changed)
                }
                #expect(target.nextSequence == 0)
            }
            #expect(throws: SealError.self) {
                var target = try Sample.seal()
                try target.restore(state: [UInt8](state[..<index]))
            }
        }
        #expect(throws: SealError.self) {
            var target = try Sample.seal()
            try target.restore(state: state + [0])
        }
    }

    @Test("a state that no seal covers is refused")
    func unsealedState() throws {
        var seal = try Sample.seal()
        var lines: [UInt8] = []
        try seal.append(decision: [UInt8](#"{}"#.utf8), to: &lines)
        var target = try Sample.seal()
        let state = seal.state
        #expect(throws: SealError.self) { try target.restore(state: state) }
    }

    @Test(
        "a log's name is one word of a signed note",
        arguments: ["", "a b", "a+b", "a\nb", "ä", "a\u{7F}", String(repeating: "a", count: 201)]
    )
    func badOrigin(_ origin: String) throws {
        #expect(throws: SealError.self) {
            try JournalSeal(origin: origin, signer: Sample.key())
        }
    }
}
