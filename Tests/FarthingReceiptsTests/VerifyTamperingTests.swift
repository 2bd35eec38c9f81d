import FarthingCore
import FarthingReceipts
import Testing

/// The table of docs/formats/tampering.md, row by row: what a forger does, and what shows it.
@Suite("Tampering table")
struct VerifyTamperingTests {
    private let batches: [StoredBatch]

    init() throws { batches = try Sample.batches() }

    /// What an auditor has kept from an earlier verification.
    private func seen(_ count: Int) throws -> Verification {
        try Sample.verify(Array(batches[..<count]))
    }

    private func fault(_ file: [UInt8]) throws -> VerificationFault? {
        Verifier.verify(file, keys: [try Sample.key().verifyingKey]).fault
    }

    private func lines(_ form: Exporter.Form) throws -> [[UInt8]] {
        try Sample.export(batches, form).split(separator: 0x0A).map { [UInt8]($0) + [0x0A] }
    }

    /// A journal of the same key and name with other entries, each batch as long as the sample's.
    private func rewritten(from index: Int) throws -> [StoredBatch] {
        var seal = try Sample.seal()
        var forged: [StoredBatch] = []
        for (number, texts) in Sample.decisions.enumerated() {
            let first = seal.nextSequence
            var lines: [UInt8] = []
            for text in texts {
                let decision =
                    number < index ? text : text.replacing("2026-07-29T08", with: "2026-07-29T09")
                try seal.append(decision: Sample.canonical(decision), to: &lines)
            }
            forged.append(
                StoredBatch(
                    firstSequence: first,
                    count: seal.nextSequence - first,
                    lines: lines,
                    seal: try seal.seal(atMs: 1_785_312_000_000 + 1000 * Int64(number))
                )
            )
        }
        return forged
    }

    @Test("alteration: verify names the entry")
    func alteration() throws {
        for form in [try Sample.ours(), .signed(try Sample.key())] {
            let text = String(decoding: try Sample.export(batches, form), as: UTF8.self)
            let changed = text.replacing(#""amounts":[10]"#, with: #""amounts":[11]"#)
            #expect(changed != text)
            let fault = try fault([UInt8](changed.utf8))
            #expect(fault?.code == .hashOrSignatureInvalid && fault?.sequence == 3)
        }
    }

    @Test("alteration with new hashes, without the key: verify finds the first seal over it")
    func alterationHashedAnew() throws {
        let forged = try rewritten(from: 1)
        let journal = [batches[0], batches[1].with(lines: forged[1].lines), batches[2]]
        let fault = try Sample.verify(journal).fault
        #expect(fault?.code == .sealRootMismatch && fault?.sequence == 5)
    }

    @Test("removal: verify names the entry behind the gap")
    func removal() throws {
        var ours = try lines(Sample.ours())
        // The header, two entries, a seal, then entry 2.
        ours.remove(at: 4)
        let inOurs = try fault(ours.flatMap { $0 })
        #expect(inOurs?.code == .sequenceGap && inOurs?.sequence == 3)
        var signed = try lines(.signed(Sample.key()))
        signed.remove(at: 2)
        let inSigned = try fault(signed.flatMap { $0 })
        #expect(inSigned?.code == .sequenceGap && inSigned?.sequence == 3)
        signed = try lines(.signed(Sample.key()))
        signed.removeFirst()
        let first = try fault(signed.flatMap { $0 })
        #expect(first?.code == .previousHashMismatch && first?.sequence == 1)
    }

    @Test("reordering: verify names the first entry that is out of place")
    func reordering() throws {
        for (form, index) in [(try Sample.ours(), 4), (.signed(try Sample.key()), 2)] {
            var lines = try lines(form)
            lines.swapAt(index, index + 1)
            let fault = try fault(lines.flatMap { $0 })
            #expect(fault?.code == .sequenceGap && fault?.sequence == 3)
        }
    }

    @Test("insertion and repetition: verify names the entry")
    func insertion() throws {
        for (form, index) in [(try Sample.ours(), 4), (.signed(try Sample.key()), 2)] {
            var lines = try lines(form)
            lines.insert(lines[index], at: index)
            let fault = try fault(lines.flatMap { $0 })
            #expect(fault?.code == .sequenceGap && fault?.sequence == 2)
        }
    }

    @Test("truncation: only what was seen before shows it; in our files half a batch shows, too")
    func truncation() throws {
        let known = try seen(3)
        var verifier = Verifier(
            keys: [try Sample.key().verifyingKey],
            expectedHead: known.head
        )
        for batch in batches[..<2] { verifier.add(batch) }
        let found = verifier.finish()
        #expect(found.isWhole, "a journal that ends earlier is a journal")
        #expect(found.expectedHeadAt == nil, "--expect-head")
        #expect(found.entries < known.entries, "--min-entries")
        let unsealed = try Sample.export(batches, Sample.ours()).split(separator: 0x0A)
        let cut = unsealed.dropLast().flatMap { $0 + [0x0A] }
        let half = Verifier.verify(cut, keys: [try Sample.key().verifyingKey])
        #expect(half.fault?.code == .unsealedEntries && half.fault?.sequence == 6)
        var allowing = Verifier(keys: [try Sample.key().verifyingKey], allowsUnsealed: true)
        allowing.add(cut)
        let allowed = allowing.finish()
        #expect(allowed.isWhole && allowed.unsealedEntries == 1 && allowed.vouchedEntries == 6)
    }

    @Test("fork: each branch is whole, and no proof leads from one to the other")
    func fork() throws {
        let other = try rewritten(from: 2)
        let (one, two) = (try Sample.verify(batches), try Sample.verify(other))
        #expect(one.isWhole && two.isWhole && one.entries == two.entries)
        #expect(one.root != two.root, "two checkpoints of one size and two roots")
        var verifier = Verifier(keys: [try Sample.key().verifyingKey], expectedHead: one.head)
        for batch in other { verifier.add(batch) }
        #expect(verifier.finish().expectedHeadAt == nil, "--expect-head")
        // Both go on from the same first six entries.
        let shared = try seen(2)
        for (journal, root) in [(batches, one.root), (other, two.root)] {
            var tree = MemoryHashes(try Self.entryHashes(journal))
            let proof = try ConsistencyProof(from: shared.entries, to: 7, from: &tree)
            #expect(proof.isValid(oldRoot: shared.root, newRoot: root))
            let wrong = root == one.root ? two.root : one.root
            #expect(!proof.isValid(oldRoot: shared.root, newRoot: wrong))
        }
    }

    @Test("rewriting by the key holder: verify passes, a kept head or checkpoint does not")
    func rewriting() throws {
        let known = try seen(2)
        let forged = try rewritten(from: 1)
        #expect(try Sample.verify(forged).isWhole, "whoever has the key can sign another history")
        var verifier = Verifier(keys: [try Sample.key().verifyingKey], expectedHead: known.head)
        for batch in forged { verifier.add(batch) }
        let found = verifier.finish()
        #expect(found.isWhole && found.expectedHeadAt == nil, "--expect-head")
        var tree = MemoryHashes(try Self.entryHashes(forged))
        let proof = try ConsistencyProof(from: known.entries, to: found.entries, from: &tree)
        #expect(!proof.isValid(oldRoot: known.root, newRoot: found.root))
    }

    @Test("another log, or the same under another key: verify says so")
    func strangers() throws {
        var verifier = Verifier(keys: [try Sample.key().verifyingKey], origin: "farthing/other")
        verifier.add(batches[0])
        #expect(verifier.finish().fault?.code == .sealOriginMismatch)
        verifier = Verifier(keys: [SigningKey().verifyingKey], origin: Sample.origin)
        verifier.add(batches[0])
        #expect(verifier.finish().fault?.code == .sealUnknownKey)
    }

    private static func entryHashes(_ journal: [StoredBatch]) throws -> [Hash32] {
        try journal.flatMap { $0.lines.split(separator: 0x0A) }.map { line in
            let entry = try JSONDocument([UInt8](line)).root
            let hash = try #require(entry.member("entryHash")?.string)
            return try #require(Hash32(hexDigits: [UInt8](hash.utf8)))
        }
    }
}
