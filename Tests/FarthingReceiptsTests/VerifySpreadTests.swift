import Dispatch
import FarthingCore
import FarthingReceipts
import Foundation
import Testing

@Suite("Signatures that are checked together")
struct VerifySpreadTests {
    private static let threads: Verifier.Spread = { pieces, body in
        DispatchQueue.concurrentPerform(iterations: pieces) { body($0) }
    }
    private static let backwards: Verifier.Spread = { pieces, body in
        for piece in (0..<pieces).reversed() { body(piece) }
    }

    private func verify(
        _ file: [UInt8],
        _ spread: Verifier.Spread?,
        head: Hash32? = nil,
        refused: Int64? = nil
    ) throws -> Verification {
        var verifier = Verifier(
            keys: [SigningKey().verifyingKey, try Sample.key().verifyingKey],
            expectedHead: head,
            onEntry: { sequence, _ in sequence == refused ? "no" : nil },
            spread: spread
        )
        verifier.add(file)
        return verifier.finish()
    }

    @Test("what is found is the same as one by one, whichever bit is wrong", arguments: [0, 1, 2])
    func everyByte(kind: Int) throws {
        let batches = try Sample.batches(signsEach: kind == 1)
        let form = kind == 2 ? .signed(try Sample.key()) : try Sample.ours()
        let file = try Sample.export(batches, form)
        let head = try Sample.verify(Array(batches[..<1])).head
        for index in file.indices {
            var changed = file
            changed[index] ^= 1 << (index % 8)
            let one = try verify(changed, nil, head: head)
            let together = try verify(changed, Self.backwards, head: head)
            #expect(one == together, "byte \(index)")
        }
    }

    @Test("a journal whose first signature is wrong is one all the same", arguments: [false, true])
    func firstOfAll(isLenient: Bool) throws {
        let file = try Sample.export(Sample.batches(), .signed(Sample.key()))
        let first = String(decoding: file.prefix { $0 != 0x0A }, as: UTF8.self)
        let changed = [UInt8]((Self.withOtherSignature(first) + "\n").utf8)
        // Of our own spelling, and of one that is read in full.
        for text in [changed, [0x20] + changed] {
            for spread in [nil, Self.backwards] {
                var verifier = Verifier(
                    keys: [try Sample.key().verifyingKey],
                    isLenient: isLenient,
                    spread: spread
                )
                verifier.add(text)
                let found = verifier.finish()
                #expect(found.fault?.code == .hashOrSignatureInvalid && found.isJournal)
            }
        }
    }

    @Test("a wrong signature counts before all that comes behind it")
    func order() throws {
        let file = try Sample.export(Sample.batches(signsEach: true), Sample.ours())
        let lines = file.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        // The header, two entries, a seal, four entries, a seal, an entry and a seal.
        for wrong in [1, 4, 5, 9] {
            for later in 0..<lines.count where later > wrong {
                var changed = lines
                changed[wrong] = Self.withOtherSignature(changed[wrong])
                changed[later] = "{" + changed[later]
                let text = [UInt8]((changed.joined(separator: "\n") + "\n").utf8)
                let one = try verify(text, nil)
                #expect(one.fault?.code == .hashOrSignatureInvalid)
                #expect(try verify(text, Self.threads) == one, "\(wrong), \(later)")
            }
        }
        for refused in [Int64(0), 2, 6] {
            #expect(
                try verify(file, Self.threads, refused: refused)
                    == verify(file, nil, refused: refused)
            )
        }
    }

    @Test("a long journal is the same, with a fault before and behind where checks are gathered")
    func long() throws {
        let key = try Sample.key()
        var seal = try Sample.seal(signsEach: true)
        var exporter = Exporter(try Sample.ours())
        var file: [UInt8] = []
        exporter.begin(&file)
        for start in stride(from: 0, to: 2_400, by: 48) {
            var lines: [UInt8] = []
            for number in start..<start + 48 {
                try seal.append(decision: [UInt8](#"{"n":\#(number)}"#.utf8), to: &lines)
            }
            let note = try seal.seal(atMs: Int64(start))
            try exporter.add(
                StoredBatch(firstSequence: Int64(start), count: 48, lines: lines, seal: note),
                to: &file
            )
        }
        let whole = try verify(file, Self.threads)
        #expect(whole.isWhole && whole.entries == 2_400 && whole.seals == 50)
        #expect(whole.head == seal.headHash && whole.root == seal.rootHash)
        let text = String(decoding: file, as: UTF8.self)
        for number in [0, 1_002, 1_003, 1_900, 2_399] {
            let line = try #require(
                text.split(separator: "\n").first { $0.contains(#"{"n":\#(number)}"#) }
            )
            let changed = text.replacing(line, with: Self.withOtherSignature(String(line)))
            var verifier = Verifier(keys: [key.verifyingKey], spread: Self.threads)
            verifier.add([UInt8](changed.utf8))
            let found = verifier.finish()
            #expect(found.fault?.sequence == Int64(number))
            #expect(found.entries == Int64(number) && found.seals == Int64(number / 48))
        }
    }

    /// The line with another, well-formed signature.
    private static func withOtherSignature(_ line: String) -> String {
        guard let range = line.range(of: #""signature":""#) else { return line }
        let end = line.index(range.upperBound, offsetBy: 128)
        return line.replacingCharacters(
            in: range.upperBound..<end,
            with: String(repeating: "0", count: 128)
        )
    }
}
