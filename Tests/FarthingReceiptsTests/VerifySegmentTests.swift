import FarthingCore
import FarthingReceipts
import Testing

@Suite("Segments of a journal")
struct VerifySegmentTests {
    /// The sample's journal in a file per batch: an export, then segments.
    private func files(_ batches: [StoredBatch]) throws -> [[UInt8]] {
        var form = try Sample.ours()
        var files: [[UInt8]] = []
        for batch in batches {
            var exporter = Exporter(form)
            var file: [UInt8] = []
            exporter.begin(&file)
            try exporter.add(batch, to: &file)
            files.append(file)
            let base = try #require(exporter.base)
            form = .segment(base: base, fingerprint: try Sample.key().fingerprint)
        }
        return files
    }

    private func verify(
        _ files: [[UInt8]],
        origin: String? = nil,
        head: Hash32? = nil
    ) throws -> Verification {
        var verifier = Verifier(
            keys: [try Sample.key().verifyingKey],
            origin: origin,
            expectedHead: head
        )
        for file in files {
            verifier.add(file)
            verifier.endFile()
        }
        return verifier.finish()
    }

    @Test("a segment verifies alone, and all together are the whole journal")
    func aloneAndTogether() throws {
        let batches = try Sample.batches()
        let whole = try Sample.verify(batches)
        let files = try files(batches)
        let all = try verify(files)
        #expect(all == whole)
        var first: Int64 = 0
        for (index, file) in files.enumerated() {
            let alone = try verify([file])
            #expect(alone.isWhole && alone.first == first && alone.seals == 1, "\(alone)")
            #expect(try alone.entries == Sample.verify(Array(batches[...index])).entries)
            first = alone.entries
        }
        let rest = try verify(Array(files[1...]))
        #expect(rest.isWhole && rest.first == 2 && rest.entries == 7 && rest.seals == 2)
        #expect(rest.head == whole.head && rest.root == whole.root)
        #expect(try verify(files, head: whole.head).expectedHeadAt == 6)
        let before = try Sample.verify(Array(batches[..<1])).head
        #expect(try verify(Array(files[1...]), head: before).expectedHeadAt == 1)
    }

    @Test("a segment's bytes are pinned by what its first line says")
    func header() throws {
        let batches = try Sample.batches()
        let file = try files(batches)[1]
        let line = [UInt8](try #require(file.split(separator: 0x0A).first))
        let header = try #require(SegmentHeader(line))
        #expect(header.base.first == 2 && header.base.frontier.count == 1)
        #expect(header.base.seal == batches[0].seal && header.base.origin == Sample.origin)
        #expect(header.line == line + [0x0A])
        let root = try JSONDocument(line).root
        let names = root.members.map(\.name)
        #expect(
            names == ["first", "format", "frontier", "origin", "seal", "signerFingerprint"]
        )
        #expect(root.member("format")?.string == "farthing-segment/1")
        // Of two entries the tree is one complete subtree, so its hash is the root.
        #expect(root.member("frontier")?.elements.map(\.string) == [header.base.frontier[0].hex])
    }

    @Test("no bit of a segment's first line can be changed unnoticed, and no end is taken for one")
    func everyBitOfHeader() throws {
        let file = try files(Sample.batches())[1]
        let end = try #require(file.firstIndex(of: 0x0A))
        for index in 0..<end {
            for bit in 0..<8 {
                var changed = file
                changed[index] ^= 1 << bit
                #expect(try !verify([changed]).isWhole, "byte \(index), bit \(bit)")
            }
        }
        for length in 1..<end {
            let found = try verify([[UInt8](file[..<length])])
            #expect(!found.isWhole || found.hasTornLine, "cut at \(length)")
        }
    }

    @Test("wrong order, gaps, repetitions and other logs are told apart")
    func misfits() throws {
        let batches = try Sample.batches()
        let files = try files(batches)
        let cases: [([Int], VerificationFault.Code, Int64)] = [
            ([0, 2], .segmentGap, 6),
            ([1, 0], .segmentGap, 0),
            ([0, 1, 1], .segmentGap, 2),
            ([0, 0], .segmentGap, 0),
            ([2, 1], .segmentGap, 2),
        ]
        for (order, code, sequence) in cases {
            let fault = try verify(order.map { files[$0] }).fault
            #expect(fault?.code == code && fault?.sequence == sequence, "\(order)")
        }
        // The same key, the same name, another history.
        var fork = try Sample.seal()
        var lines: [UInt8] = []
        for text in [#"{"kind":"a"}"#, #"{"kind":"b"}"#] {
            try fork.append(decision: [UInt8](text.utf8), to: &lines)
        }
        let other = StoredBatch(
            firstSequence: 0,
            count: 2,
            lines: lines,
            seal: try fork.seal(atMs: 1)
        )
        let forked = try Sample.export([other], Sample.ours())
        #expect(try verify([forked, files[1]]).fault?.code == .segmentMismatch)
        // Another log of the same key.
        var elsewhere = try JournalSeal(origin: "farthing/other", signer: Sample.key())
        lines = []
        try elsewhere.append(decision: [UInt8](#"{"kind":"a"}"#.utf8), to: &lines)
        try elsewhere.append(decision: [UInt8](#"{"kind":"b"}"#.utf8), to: &lines)
        let stranger = StoredBatch(
            firstSequence: 0,
            count: 2,
            lines: lines,
            seal: try elsewhere.seal(atMs: 1)
        )
        let form = Exporter.Form.farthing(
            origin: "farthing/other",
            fingerprint: try Sample.key().fingerprint
        )
        let strange = try Sample.export([stranger], form)
        #expect(try verify([strange, files[1]]).fault?.code == .headerInvalid)
        #expect(try verify([files[1]], origin: "farthing/other").fault?.code == .sealOriginMismatch)
        // A signed export is no beginning of one of ours.
        let signed = try Sample.export([batches[0]], .signed(Sample.key()))
        #expect(try verify([signed, files[1]]).fault?.code == .headerInvalid)
        #expect(try verify([files[0], signed]).fault?.code == .headerInvalid)
        var verifier = Verifier(keys: [SigningKey().verifyingKey])
        verifier.add(files[1])
        #expect(verifier.finish().fault?.code == .fingerprintMismatch)
    }

    @Test("signed logs in several files are one chain")
    func signedFiles() throws {
        let key = try Sample.key()
        let file = try Sample.export(Sample.batches(), .signed(key))
        let lines = file.split(separator: 0x0A).map { [UInt8]($0) + [0x0A] }
        let found = try verify([lines[..<3].flatMap { $0 }, lines[3...].flatMap { $0 }])
        #expect(found.isWhole && found.entries == 7)
        let swapped = try verify([lines[3...].flatMap { $0 }, lines[..<3].flatMap { $0 }])
        #expect(swapped.fault?.code == .previousHashMismatch)
    }

    @Test("a folder whose beginning was pruned verifies from its base on")
    func pruned() throws {
        let batches = try Sample.batches()
        let whole = try Sample.verify(batches)
        var exporter = Exporter(try Sample.ours())
        var bytes: [UInt8] = []
        try exporter.add(batches[0], to: &bytes)
        let base = try #require(exporter.base)
        let header = SegmentHeader(base: base, fingerprint: try Sample.key().fingerprint)
        let again = try #require(SegmentHeader(header.line))
        var verifier = Verifier(
            keys: [try Sample.key().verifyingKey],
            origin: Sample.origin,
            base: again.base
        )
        for batch in batches[1...] { verifier.add(batch) }
        let found = verifier.finish()
        #expect(found.isWhole && found.first == 2 && found.root == whole.root)
        let stranger = Verifier(keys: [SigningKey().verifyingKey], base: base)
        #expect(stranger.isFaulty)
        #expect(SegmentBase(seal: base.seal, frontier: []) == nil)
        #expect(SegmentBase(seal: base.seal, frontier: base.frontier + base.frontier) == nil)
        #expect(SegmentBase(seal: base.seal, frontier: [.zero]) == nil)
    }
}
