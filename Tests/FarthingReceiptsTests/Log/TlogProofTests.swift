import FarthingCore
import FarthingReceipts
import Testing

@Suite("Proofs in files")
struct TlogProofTests {
    private static func proof(extra: [UInt8]?, index: Int64, size: Int64) throws -> TlogProof {
        var source = MemoryHashes(count: size)
        let key = try Sample.key()
        let text = Checkpoint(
            origin: Sample.origin,
            size: size,
            root: try source.root(size: size)
        ).text
        let noteKey = try NoteKey(name: Sample.origin, kind: .signature, key: key.verifyingKey)
        let line = NoteSignature(
            name: Sample.origin,
            keyID: noteKey.id,
            bytes: try key.signature(over: text)
        ).line
        return TlogProof(
            extra: extra,
            index: index,
            hashes: try InclusionProof(of: index, size: size, from: &source).hashes,
            checkpoint: try #require(SignedCheckpoint(text + [10] + line))
        )
    }

    @Test("a proof is read as it was written, with and without extra data")
    func roundTrip() throws {
        for extra in [nil, [], [UInt8]("{}".utf8), [UInt8](repeating: 9, count: 1_000)] {
            for (index, size) in [(0, 1), (0, 2), (6, 7), (500, 1_000)] as [(Int64, Int64)] {
                let proof = try Self.proof(extra: extra, index: index, size: size)
                let again = try #require(TlogProof(proof.bytes))
                #expect(again == proof)
                #expect(again.bytes == proof.bytes)
                #expect(
                    again.inclusion.isValid(
                        entryHash: NaiveTree.entry(index),
                        root: proof.checkpoint.checkpoint.root
                    )
                )
            }
        }
    }

    @Test("any byte that is changed is refused, or leads to another proof")
    func everyByte() throws {
        let proof = try Self.proof(extra: [UInt8]("extra".utf8), index: 2, size: 5)
        let key = try NoteKey(
            name: Sample.origin,
            kind: .signature,
            key: Sample.key().verifyingKey
        )
        for index in proof.bytes.indices {
            for bit in 0..<8 {
                var bytes = proof.bytes
                bytes[index] ^= 1 << bit
                guard let changed = TlogProof(bytes) else { continue }
                #expect(changed.bytes == bytes)
                let isValid =
                    changed.checkpoint.note.verdict(keys: [key]) == .valid
                    && changed.inclusion.isValid(
                        entryHash: NaiveTree.entry(2),
                        root: changed.checkpoint.checkpoint.root
                    )
                // The extra data alone is not authenticated.
                #expect(!isValid || changed.extra != proof.extra, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("half a proof, one with a line too many, or one without end is refused")
    func malformed() throws {
        let whole = try Self.proof(extra: nil, index: 2, size: 5).bytes
        for count in whole.indices { #expect(TlogProof(Array(whole[..<count])) == nil) }
        let text = String(decoding: whole, as: UTF8.self)
        let hash = String(repeating: "A", count: 43) + "=\n"
        for bad in [
            text + "\n", "\n" + text, text.replacing("@v1", with: "@v2"),
            text.replacing("index 2", with: "index 02"),
            text.replacing("index 2", with: "index -2"),
            text.replacing("index 2", with: "extra\nindex 2"),
            text.replacing("index 2", with: "extra AA==\nextra AA==\nindex 2"),
            text.replacing("index 2\n", with: "index 2\n" + String(repeating: hash, count: 61)),
            text.replacing("index 2\n", with: "index 2\nAAAA\n"),
            text.replacing("\n", with: "\r\n"),
        ] {
            #expect(TlogProof([UInt8](bad.utf8)) == nil)
        }
        let long = [UInt8](repeating: UInt8(ascii: "A"), count: 7 << 20)
        #expect(TlogProof(Array("c2sp.org/tlog-proof@v1\nextra ".utf8) + long) == nil)
    }
}
