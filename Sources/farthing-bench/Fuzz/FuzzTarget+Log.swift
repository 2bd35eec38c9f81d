import FarthingCore
import FarthingReceipts

extension FuzzTarget {
    /// The readers of what a log publishes, and of what witnesses and strangers send about it.
    static let log: [FuzzTarget] = [note, tlogProof, verifierKey, tilePath, receipt]

    /// A log of five entries with its keys.
    private struct Papers: Sendable {
        let key: NoteKey
        let witness: NoteKey
        var note: [UInt8] = []
        var proof: [UInt8] = []
        var line: [UInt8] = []
        var entryHash = Hash32.zero

        init() {
            do {
                let (signer, cosigner) = (SigningKey(), SigningKey())
                key = try NoteKey(
                    name: "farthing/fuzz",
                    kind: .signature,
                    key: signer.verifyingKey
                )
                witness = try NoteKey(
                    name: "w.example/1",
                    kind: .cosignature,
                    key: cosigner.verifyingKey
                )
                var seal = try JournalSeal(origin: "farthing/fuzz", signer: signer)
                var lines: [UInt8] = []
                try seal.append(decision: Array(#"{"kind":"fuzz"}"#.utf8), to: &lines)
                line = lines.dropLast()
                entryHash = seal.headHash
                guard var signed = SignedNote(try seal.seal(atMs: 1)) else { return }
                let cosignature = try Cosignature.sign(
                    signed.text,
                    name: witness.name,
                    by: cosigner,
                    timestampS: 1
                )
                signed.merge([cosignature])
                note = signed.bytes
                guard let checkpoint = SignedCheckpoint(note) else { return }
                proof =
                    TlogProof(extra: line, index: 0, hashes: [], checkpoint: checkpoint).bytes
            } catch {
                preconditionFailure("a log of our own cannot be made: \(error)")
            }
        }
    }

    private static let papers = Papers()

    private static let words = [
        "\u{2014} ", "\n\n", "\n", " ", "+", "=", "==", "index 0", "index ", "extra ", "time ",
        "head ", "c2sp.org/tlog-proof@v1\n", "tile/", "entries", "/x", ".p/", "\u{A0}", "\u{3000}",
        "A", "AAAA", "18446744073709551615", "256", "255",
    ]

    private static let note = FuzzTarget(
        name: "note",
        seeds: [papers.note],
        words: words
    ) { input, _ throws(FuzzFault) in
        guard let note = SignedNote(input) else {
            guard SignedCheckpoint(input) == nil else { throw FuzzFault("a checkpoint is no note") }
            return false
        }
        guard note.bytes == input else { throw FuzzFault("a note is written otherwise") }
        let seed = SignedNote(papers.note)
        let isValid = note.verdict(keys: [papers.key]) == .valid
        if isValid, note.text != seed?.text { throw FuzzFault("another text is signed") }
        let cosigned = note.cosignatures(by: [papers.witness])?.count ?? 0
        guard cosigned == 0 || note.text == seed?.text else {
            throw FuzzFault("another text is cosigned")
        }
        if let checkpoint = Checkpoint(text: note.text), checkpoint.text != note.text {
            throw FuzzFault("a checkpoint is written otherwise")
        }
        return true
    }

    private static let tlogProof = FuzzTarget(
        name: "tlog-proof",
        seeds: [papers.proof],
        words: words
    ) { input, _ throws(FuzzFault) in
        guard let proof = TlogProof(input) else { return false }
        guard proof.bytes == input else { throw FuzzFault("a proof is written otherwise") }
        let isValid =
            proof.checkpoint.note.verdict(keys: [papers.key]) == .valid
            && proof.inclusion.isValid(
                entryHash: papers.entryHash,
                root: proof.checkpoint.checkpoint.root
            )
        if isValid, proof.index != 0 || !proof.hashes.isEmpty {
            throw FuzzFault("another proof holds")
        }
        return true
    }

    private static let verifierKey = FuzzTarget(
        name: "verifier-key",
        seeds: [papers.key, papers.witness].map { Array($0.text.utf8) },
        words: words
    ) { input, _ throws(FuzzFault) in
        let text = String(decoding: input, as: UTF8.self)
        guard let key = try? NoteKey(text: text) else { return false }
        guard [UInt8](text.utf8).starts(with: key.text.utf8),
            text.utf8.count <= key.text.utf8.count + 2
        else { throw FuzzFault("a verifier key is written otherwise") }
        return true
    }

    private static let tilePath = FuzzTarget(
        name: "tile-path",
        seeds: ["tile/0/x001/x234/067", "tile/entries/000.p/17", "tile/7/005.p/255"].map {
            Array($0.utf8)
        },
        words: words
    ) { input, _ throws(FuzzFault) in
        let text = String(decoding: input, as: UTF8.self)
        guard let path = TilePath(text) else { return false }
        guard path.text == text, (1...256).contains(path.width), path.index >= 0 else {
            throw FuzzFault("a path is written otherwise")
        }
        return true
    }

    private static let receipt = FuzzTarget(
        name: "receipt",
        seeds: [papers.line],
        words: words
    ) { input, _ throws(FuzzFault) in
        guard let receipt = try? StoredReceipt(line: input) else { return false }
        if receipt.entryHash == papers.entryHash, !input.starts(with: papers.line.dropLast()) {
            throw FuzzFault("another receipt has the same hash")
        }
        return true
    }
}
