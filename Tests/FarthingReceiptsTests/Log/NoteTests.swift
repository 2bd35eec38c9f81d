import FarthingCore
import FarthingReceipts
import Testing

@Suite("Signed notes")
struct NoteTests {
    /// The examples of C2SP's signed-note and tlog-cosignature.
    private static let poem = """
        Ognuno sta solo sul cuor della terra
        trafitto da un raggio di sole:

        ed è subito sera.

        — quasimodo.example/salvatore \
        NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

        """

    private static let sofa = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa \
        Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 \
        jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBI\
        fZ+qnA==

        """

    @Test("the notes of the specifications are read, and written as they were")
    func examples() throws {
        let poem = try #require(SignedNote([UInt8](Self.poem.utf8)))
        #expect(poem.signatures.count == 1)
        #expect(poem.signatures[0].name == "quasimodo.example/salvatore")
        #expect(poem.signatures[0].keyID == 0x367b_a04b)
        #expect(poem.signatures[0].bytes.count == 64)
        #expect(String(decoding: poem.text, as: UTF8.self).hasSuffix("ed è subito sera.\n"))
        #expect(poem.bytes == [UInt8](Self.poem.utf8))
        #expect(SignedCheckpoint([UInt8](Self.poem.utf8)) == nil)

        let sofa = try #require(SignedCheckpoint([UInt8](Self.sofa.utf8)))
        #expect(sofa.checkpoint.origin == "example.com/behind-the-sofa")
        #expect(sofa.checkpoint.size == 20_852_163)
        #expect(sofa.checkpoint.extensions == [])
        #expect(sofa.note.bytes == [UInt8](Self.sofa.utf8))
        let cosignature = try #require(Cosignature(sofa.note.signatures[1].bytes))
        #expect(cosignature.timestampS == 1_679_315_147)
        #expect(
            String(
                decoding: Cosignature.message(
                    over: sofa.note.text,
                    timestampS: cosignature.timestampS
                ),
                as: UTF8.self
            ) == """
                cosignature/v1
                time 1679315147
                example.com/behind-the-sofa
                20852163
                CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

                """
        )
    }

    private static func note(_ text: String, signers: [(String, SigningKey)]) throws -> [UInt8] {
        var note = [UInt8](text.utf8) + [10]
        for (name, key) in signers {
            let noteKey = try NoteKey(name: name, kind: .signature, key: key.verifyingKey)
            let signature = NoteSignature(
                name: name,
                keyID: noteKey.id,
                bytes: try key.signature(over: [UInt8](text.utf8))
            )
            note += signature.line
        }
        return note
    }

    @Test("sixteen signatures and a long one are read, too many are not")
    func many() throws {
        let key = SigningKey()
        for (count, isRead) in [(1, true), (16, true), (32, true), (33, false)] {
            let signers = (0..<count).map { ("example.com/\($0)", key) }
            let note = SignedNote(try Self.note("text\n", signers: signers))
            #expect((note != nil) == isRead)
        }
        let long = NoteSignature(
            name: "example.com/ml-dsa",
            keyID: 1,
            bytes: [UInt8](repeating: 7, count: 5_000)
        )
        let signed = try Self.note("text\n", signers: [("example.com/a", key)])
        var notes = signed
        for _ in 0..<15 { notes += long.line }
        #expect(SignedNote(notes)?.signatures.count == 16)
        notes += [UInt8](repeating: UInt8(ascii: "a"), count: 128 << 10)
        #expect(SignedNote(notes) == nil)
    }

    @Test("what is no note is refused")
    func malformed() throws {
        let good = try Self.note("text\n", signers: [("example.com/a", SigningKey())])
        #expect(SignedNote(good) != nil)
        let text = String(decoding: good, as: UTF8.self)
        let bad = [
            "", "\n", "\n\n", "text\n", "text\n\n", String(text.dropLast()), text + "\n",
            text.replacing("\u{2014}", with: "-"),
            text.replacing("example.com/a", with: "exam ple"),
            text.replacing("example.com/a", with: "exam+ple"),
            text.replacing("example.com/a", with: "exam\u{2003}ple"),
            text.replacing("example.com/a", with: ""), text.replacing("text", with: "te\txt"),
            text.replacing("text", with: "te\rxt"), text.replacing("\n", with: "\r\n"),
            text + "\u{2014} name AAAA\n", text + "\u{2014} name\n",
            text + "\u{2014} name  AAAAAAAA\n",
            text + "\u{2014} name AAAAAAA=\n" + "rest", text + "\u{2014} name AAAAAAB=\n",
        ]
        for text in bad {
            #expect(SignedNote([UInt8](text.utf8)) == nil, "\(text)")
        }
        #expect(SignedNote([0xFF] + good) == nil)
    }

    @Test("known keys' signatures must be valid, others are ignored")
    func verdicts() throws {
        let (log, other, stranger) = (SigningKey(), SigningKey(), SigningKey())
        let note = try #require(
            SignedNote(
                try Self.note(
                    "text\n",
                    signers: [("example.com/log", log), ("example.com/other", other)]
                )
            )
        )
        func key(_ name: String, _ key: SigningKey) throws -> NoteKey {
            try NoteKey(name: name, kind: .signature, key: key.verifyingKey)
        }
        #expect(note.verdict(keys: [try key("example.com/log", log)]) == .valid)
        #expect(note.verdict(keys: []) == .unknownKey)
        #expect(note.verdict(keys: [try key("example.com/log", stranger)]) == .unknownKey)
        #expect(note.verdict(keys: [try key("example.com/other", log)]) == .unknownKey)
        let forged = NoteSignature(
            name: "example.com/third",
            keyID: try key("example.com/third", stranger).id,
            bytes: note.signatures[0].bytes
        )
        var merged = note
        merged.merge([forged, forged, note.signatures[0]])
        #expect(merged.signatures.count == 3)
        #expect(merged.verdict(keys: [try key("example.com/log", log)]) == .valid)
        let all = [try key("example.com/log", log), try key("example.com/third", stranger)]
        #expect(merged.verdict(keys: all) == .forged)
    }

    @Test("a verifier key's text is read and written in its one spelling")
    func verifierKeys() throws {
        // Of golang.org/x/mod/sumdb/note's documentation.
        let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        let key = try NoteKey(text: text + "\n")
        #expect(key.name == "PeterNeumann" && key.kind == .signature && key.id == 0xc74f_20a3)
        #expect(key.text == text)
        let witness = try NoteKey(
            name: "witness.example/w1",
            kind: .cosignature,
            key: SigningKey().verifyingKey
        )
        #expect(try NoteKey(text: witness.text) == witness)
        #expect(witness.kind == .cosignature)
        for bad in [
            "", "+", "++", "name", "name+c74f20a3", text.replacing("c7", with: "C7"),
            text.replacing("c7", with: "c8"), text.replacing("Peter", with: "Petra"),
            text.replacing("+A", with: "+B"), String(text.dropLast()), text + "A", text + "\n\n",
            text.replacing("Neumann", with: " Neumann"), "x" + String(repeating: text, count: 50),
        ] {
            #expect(throws: KeyError.self, "\(bad)") { try NoteKey(text: bad) }
        }
    }

    @Test("a cosignature holds for its text, its time and its key, and for nothing else")
    func cosignatures() throws {
        let (log, witness) = (SigningKey(), SigningKey())
        let root = NaiveTree.entry(1)
        let text = Checkpoint(origin: "example.com/log", size: 9, root: root).text
        var note = try #require(
            SignedNote(
                try Self.note(
                    String(decoding: text, as: UTF8.self),
                    signers: [("example.com/log", log)]
                )
            )
        )
        let line = try Cosignature.sign(
            note.text,
            name: "witness.example/w1",
            by: witness,
            timestampS: 1_800_000_000
        )
        #expect(line.bytes.count == 72)
        #expect(line.bytes[..<8] == [0, 0, 0, 0, 0x6B, 0x49, 0xD2, 0x00])
        let key = try NoteKey(
            name: "witness.example/w1",
            kind: .cosignature,
            key: witness.verifyingKey
        )
        let alias = try NoteKey(name: "alias", kind: .cosignature, key: witness.verifyingKey)
        #expect(note.cosignatures(by: [key])?.isEmpty == true)
        note.merge([line])
        #expect(note.cosignatures(by: [key, key, alias])?.map(\.timestampS) == [1_800_000_000])
        let second = try Cosignature.sign(
            note.text,
            name: "alias",
            by: witness,
            timestampS: 1_800_000_001
        )
        note.merge([second])
        #expect(note.cosignatures(by: [key, alias])?.map(\.timestampS) == [1_800_000_001])
        // Read back from the bytes of the note.
        #expect(SignedNote(note.bytes)?.cosignatures(by: [key])?.count == 1)
        for index in line.bytes.indices {
            var bytes = line.bytes
            bytes[index] ^= 1
            #expect(!key.isValid(bytes, over: note.text))
        }
        #expect(!key.isValid(line.bytes, over: note.text + [10]))
        #expect(!key.isValid(Array(line.bytes.dropFirst(8)), over: note.text))
        #expect(!key.isValid([0x80] + line.bytes.dropFirst(), over: note.text))
    }

    @Test("checkpoints of other logs are read in their one spelling, and ours with two lines more")
    func checkpoints() throws {
        let root = NaiveTree.entry(1)
        let base64 = String(
            decoding: Checkpoint(origin: "o", size: 0, root: root).text.dropFirst(4).dropLast(),
            as: UTF8.self
        )
        for (text, isOne) in [
            ("o\n0\n\(base64)\n", true), ("o\n9223372036854775807\n\(base64)\n", true),
            ("ö x\n1\n\(base64)\nfirst\nsecond\n", true), ("o\n00\n\(base64)\n", false),
            ("o\n9223372036854775808\n\(base64)\n", false), ("o\n-1\n\(base64)\n", false),
            ("o\n+1\n\(base64)\n", false), ("o\n1\n\(base64)", false), ("\n1\n\(base64)\n", false),
            ("o\n1\n\(base64)\n\n", false), ("o\n1\n\(base64)\n\nx\n", false), ("o\n1\n\n", false),
            ("o\n1\n\(base64.dropLast(4))\n", false), ("o\n1\nAA\(base64)AA\n", false), ("", false),
            ("o\n1\n\(base64)\r\n", false),
        ] {
            let checkpoint = Checkpoint(text: [UInt8](text.utf8))
            #expect((checkpoint != nil) == isOne, "\(text)")
            if let checkpoint { #expect(checkpoint.text == [UInt8](text.utf8)) }
        }
        let batch = try #require(try Sample.batches().first)
        let ours = try #require(SignedCheckpoint(batch.seal))
        #expect(ours.checkpoint.isOf(origin: Sample.origin))
        #expect(ours.checkpoint.extensions.map { String($0.prefix(5)) } == ["time ", "head "])
        let key = try NoteKey(
            name: Sample.origin,
            kind: .signature,
            key: Sample.key().verifyingKey
        )
        #expect(ours.note.verdict(keys: [key]) == .valid)
    }
}
