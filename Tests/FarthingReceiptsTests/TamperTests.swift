import FarthingCore
import FarthingReceipts
import Testing

@Suite("Tampering")
struct TamperTests {
    @Test("a head that was seen earlier is found at its entry, and only there")
    func expectedHead() throws {
        let batches = try Sample.batches()
        for cut in 1...batches.count {
            let seen = try Sample.verify(Array(batches[..<cut]))
            for kept in 1...batches.count {
                var verifier = Verifier(
                    keys: [try Sample.key().verifyingKey],
                    origin: Sample.origin,
                    expectedHead: seen.head
                )
                for batch in batches[..<kept] { verifier.add(batch) }
                #expect(verifier.finish().expectedHeadAt == (kept < cut ? nil : seen.entries - 1))
            }
        }
    }

    @Test(
        "every flipped bit of a journal is found, at the entry that it hit",
        arguments: [false, true]
    )
    func everyBit(signsEach: Bool) throws {
        let batches = try Sample.batches(signsEach: signsEach)
        #expect(try Sample.verify(batches).isWhole)
        // What stands before the changed batch is verified once.
        var before = Verifier(keys: [try Sample.key().verifyingKey], origin: Sample.origin)
        for batch in batches {
            defer { before.add(batch) }
            var sequence = batch.firstSequence
            for index in batch.lines.indices {
                for bit in 0..<8 {
                    var lines = batch.lines
                    lines[index] ^= 1 << bit
                    let fault = verify(batch.with(lines: lines), after: before).fault
                    // A flipped digit of the number itself is reported under the new number.
                    let isItself = fault?.sequence == sequence || fault?.code == .sequenceGap
                    #expect(
                        fault != nil && isItself,
                        "line byte \(index), bit \(bit): \(describe(fault))"
                    )
                    if fault?.code == .sequenceGap {
                        #expect(fault?.reason.contains("expected \(sequence)") == true)
                    }
                }
                if batch.lines[index] == UInt8(ascii: "\n") { sequence += 1 }
            }
            for index in batch.seal.indices {
                for bit in 0..<8 {
                    var seal = batch.seal
                    seal[index] ^= 1 << bit
                    let fault = verify(batch.with(seal: seal), after: before).fault
                    #expect(
                        fault?.sequence == batch.firstSequence + batch.count - 1,
                        "seal byte \(index), bit \(bit): \(describe(fault))"
                    )
                }
            }
        }
    }

    @Test("every flipped bit of an export is found", arguments: [true, false])
    func everyBitOfExport(isOurs: Bool) throws {
        let key = try Sample.key()
        let form = isOurs ? try Sample.ours() : .signed(key)
        let file = try Sample.export(Sample.batches(), form)
        // What stands before the changed line is verified once.
        var before = Verifier(keys: [key.verifyingKey])
        var start = 0
        for index in file.indices {
            if index > 0, file[index - 1] == UInt8(ascii: "\n") {
                before.add([UInt8](file[start..<index]))
                start = index
            }
            for bit in 0..<8 {
                var changed = [UInt8](file[start...])
                changed[index - start] ^= 1 << bit
                var verifier = before
                verifier.add(changed)
                let found = verifier.finish()
                // Line ends are not part of a signed entry: others read CRLF and blank lines, too.
                let isEnd = index == file.count - 1 && !isOurs
                #expect(
                    !found.isWhole || found.hasTornLine || isEnd,
                    "byte \(index), bit \(bit)"
                )
            }
        }
    }

    @Test("a file cut anywhere is not whole, or shows what the seals cover")
    func cut() throws {
        let key = try Sample.key().verifyingKey
        let file = try Sample.export(Sample.batches(), Sample.ours())
        for end in 0..<file.count {
            let found = Verifier.verify([UInt8](file[..<end]), keys: [key])
            #expect(found.entries <= 7 && found.sealedEntries < 7)
            if found.isWhole, end > 0, file[end - 1] != UInt8(ascii: "\n") {
                #expect(found.hasTornLine, "cut at \(end)")
            }
        }
    }

    @Test("a file handed over in pieces of any length reads the same")
    func pieces() throws {
        let key = try Sample.key()
        for form in [try Sample.ours(), .signed(key)] {
            let file = try Sample.export(Sample.batches(), form)
            let whole = Verifier.verify(file, keys: [key.verifyingKey])
            for length in [1, 2, 7, 64, 4096] {
                var verifier = Verifier(keys: [key.verifyingKey])
                for start in stride(from: 0, to: file.count, by: length) {
                    verifier.add([UInt8](file[start..<min(start + length, file.count)]))
                }
                #expect(verifier.finish() == whole)
            }
        }
    }

    @Test("entries and batches that are missing, swapped, repeated or of another log are found")
    func rearranged() throws {
        let batches = try Sample.batches()
        let codes: [([StoredBatch], VerificationFault.Code)] = [
            ([batches[1], batches[2]], .sequenceGap),
            ([batches[0], batches[2]], .sequenceGap),
            ([batches[0], batches[0]], .sequenceGap),
            ([batches[0].with(seal: batches[1].seal)], .sealSizeMismatch),
            ([batches[0], batches[1].with(lines: batches[2].lines)], .sequenceGap),
            ([batches[0].with(lines: [])], .sealSizeMismatch),
            ([batches[0].with(lines: [UInt8](batches[0].lines.dropLast()))], .malformedLine),
            ([batches[0].with(seal: [])], .sealMalformed),
        ]
        for (index, (journal, code)) in codes.enumerated() {
            #expect(try Sample.verify(journal).fault?.code == code, "case \(index)")
        }
        for batch in [
            StoredBatch(firstSequence: 0, count: 3, lines: batches[0].lines, seal: batches[0].seal),
            StoredBatch(
                firstSequence: 0,
                count: 2,
                atMs: 1,
                lines: batches[0].lines,
                seal: batches[0].seal
            ),
        ] {
            #expect(try Sample.verify([batch]).fault?.code == .batchMismatch)
        }
        var verifier = Verifier(keys: [try Sample.key().verifyingKey], origin: "farthing/other")
        verifier.add(batches[0])
        #expect(verifier.finish().fault?.code == .sealOriginMismatch)
        verifier = Verifier(keys: [SigningKey().verifyingKey])
        verifier.add(batches[0])
        #expect(verifier.finish().fault?.code == .sealUnknownKey)
    }

    @Test("a history rewritten without the key fails at the first seal over it")
    func rewritten() throws {
        let batches = try Sample.batches()
        var forger = try JournalSeal(origin: Sample.origin, signer: SigningKey())
        var lines: [UInt8] = []
        try forger.append(decision: [UInt8](#"{"kind":"other"}"#.utf8), to: &lines)
        try forger.append(decision: Sample.canonical(Sample.decisions[0][1]), to: &lines)
        let fault = try Sample.verify([batches[0].with(lines: lines)]).fault
        #expect(fault?.code == .sealRootMismatch && fault?.sequence == 1)
        let signed = batches[0].with(lines: lines, seal: try forger.seal(atMs: 0))
        #expect(try Sample.verify([signed]).fault?.code == .sealUnknownKey)
    }

    @Test("a decision that is chained and sealed but not canonical is still refused")
    func sealedButNotCanonical() throws {
        let texts = [
            #"{"b":1,"a":2}"#, #"{"a": 1}"#, #"{"a":1.0}"#, #"{"a":"\/"}"#, "[]", "1", #"{"a":1"#,
            #"{"a":1,"a":1}"#, #"{"triggeredCap":{"reason":null}}"#, #"{"a":-0}"#,
        ]
        for text in texts {
            #expect(Canonical.check([UInt8](text.utf8)) != nil, "\(text)")
            #if !DEBUG
            // Where assertions are on, the seal itself refuses to chain such bytes.
            var seal = try Sample.seal()
            var lines: [UInt8] = []
            try seal.append(decision: [UInt8](text.utf8), to: &lines)
            let batch = StoredBatch(
                firstSequence: 0,
                count: 1,
                lines: lines,
                seal: try seal.seal(atMs: 1)
            )
            #expect(try Sample.verify([batch]).fault?.sequence == 0, "\(text)")
            #endif
        }
        #expect(Canonical.check([UInt8](#"{"a":-1,"b":[null,true,"é\n"]}"#.utf8)) == nil)
    }

    @Test("only the canonical spelling of a value passes the check that writes nothing")
    func check() throws {
        let values = try Vectors.json("agentguard_spend/canonical.json").member("cases")
        for vector in try #require(values).elements {
            guard let canonical = vector.member("canonical")?.string,
                let input = vector.member("input_json")?.string
            else { continue }
            for value in [
                canonical, "[\(canonical)]", "[1,\(canonical),2]", #"{"a":\#(canonical)}"#,
            ] {
                let text = #"{"a":[],"b":{},"c":\#(value),"d":0}"#
                #expect(Canonical.check([UInt8](text.utf8)) == nil, "\(text)")
            }
            let spelt = [UInt8](#"{"c":\#(input)}"#.utf8)
            #expect((Canonical.check(spelt) == nil) == (input == canonical), "\(input)")
        }
        for text in [
            #"{"a":1 }"#, #"{ "a":1}"#, #"{"a" :1}"#, #"{"a": 1}"#, #"{"a":1,"b":2 }"#,
            #"{"a":1 ,"b":2}"#,
            #"{"a":1, "b":2}"#, " {}", "{} ", "{ }", #"{"a":[ ]}"#, #"{"a":[1 ]}"#, #"{"a":[ 1]}"#,
            #"{"a":[1, 2]}"#, #"{"a":[1 ,2]}"#, #"{"b":1,"a":1}"#, #"{"\u0061":1}"#,
            #"{"a":"\u000a"}"#,
            #"{"a":"\u001F"}"#, #"{"a":"\u00e9"}"#, #"{"a":1E2}"#, #"{"a":1e2}"#, #"{"a":0.0}"#,
        ] {
            #expect(Canonical.check([UInt8](text.utf8)) != nil, "\(text)")
        }
    }

    @Test("arbitrary bytes are never taken for a journal and never crash")
    func garbage() throws {
        let key = try Sample.key().verifyingKey
        var random = SystemRandomNumberGenerator()
        let pieces =
            [
                #"{"format":"farthing-receipts/1""#, #"{"decision":"#, "{}", "[", "null", "\n",
                #"{"seal":"#,
                #","entryHash":""#, "\u{2014} ", "\\ud800", "1e999", "\0", "}",
                String(repeating: "0", count: 64),
            ].map { [UInt8]($0.utf8) } + [[0xFF], [0xEF, 0xBB, 0xBF]]
        for _ in 0..<2000 {
            var file: [UInt8] = []
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                file += pieces.randomElement(using: &random) ?? []
            }
            let found = Verifier.verify(file, keys: [key])
            #expect(found.entries == 0)
            var seal = try Sample.seal()
            #expect(throws: SealError.self) { try seal.replay(lines: file, seal: file) }
            #expect(throws: SealError.self) { try seal.restore(state: file) }
        }
    }

    @Test("what the hook objects to is the entry's fault")
    func hook() throws {
        var seen: [Int64] = []
        var verifier = Verifier(keys: [try Sample.key().verifyingKey]) { sequence, decision in
            seen.append(sequence)
            return decision.member("kind")?.string == "release" ? "no" : nil
        }
        for batch in try Sample.batches() { verifier.add(batch) }
        let found = verifier.finish()
        #expect(seen == [0, 1, 2, 3, 4, 5])
        #expect(found.fault?.code == .entryRefused && found.fault?.sequence == 5)
        #expect(found.entries == 5 && found.sealedEntries == 2)
    }

    private func verify(_ changed: StoredBatch, after before: Verifier) -> Verification {
        var verifier = before
        verifier.add(changed)
        return verifier.finish()
    }

    private func describe(_ fault: VerificationFault?) -> String {
        fault.map { "\($0.code) at \($0.sequence): \($0.reason)" } ?? "whole"
    }
}
