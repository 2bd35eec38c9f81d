import FarthingCore
import FarthingReceipts

extension FuzzTarget {
    /// The readers of what an auditor gets: exports, segments, signed logs.
    static let receipts: [FuzzTarget] = [canonical, export, segment, signedLog, lenientLog]

    /// A small journal in every form, with the key that made it.
    private struct Papers: Sendable {
        var export: [UInt8] = []
        var segment: [UInt8] = []
        var signed: [UInt8] = []
        let key: SigningKey

        init() {
            let key = SigningKey()
            self.key = key
            let form = Exporter.Form.farthing(
                origin: ReceiptMill.origin,
                fingerprint: key.fingerprint
            )
            do {
                let batches = try Self.batches(key)
                var exporter = Exporter(form)
                exporter.begin(&export)
                for batch in batches { try exporter.add(batch, to: &export) }
                var first = Exporter(form)
                var dropped: [UInt8] = []
                try first.add(batches[0], to: &dropped)
                if let base = first.base {
                    var rest = Exporter(.segment(base: base, fingerprint: key.fingerprint))
                    rest.begin(&segment)
                    for batch in batches[1...] { try rest.add(batch, to: &segment) }
                }
                var signer = Exporter(.signed(key))
                for batch in batches { try signer.add(batch, to: &signed) }
            } catch {
                preconditionFailure("a journal of our own cannot be exported: \(error)")
            }
        }

        private static func batches(_ key: SigningKey) throws -> [StoredBatch] {
            var mill = ReceiptMill()
            var seal = try JournalSeal(origin: ReceiptMill.origin, signer: key)
            return try (0..<3).map { number in
                let first = seal.nextSequence
                var lines: [UInt8] = []
                for _ in 0..<2 { try seal.append(decision: mill.next(), to: &lines) }
                return StoredBatch(
                    firstSequence: first,
                    count: seal.nextSequence - first,
                    lines: lines,
                    seal: try seal.seal(atMs: ReceiptMill.sealedAtMs + Int64(number))
                )
            }
        }

        /// Verifies a file, read in pieces; together must find what one by one does.
        func verify(
            _ file: [UInt8],
            isLenient: Bool,
            _ random: inout Random
        ) throws(FuzzFault) -> Verification {
            let keys = [key.verifyingKey]
            var whole = Verifier(keys: keys, isLenient: isLenient)
            whole.add(file)
            let found = whole.finish()
            var pieces = Verifier(
                keys: keys,
                isLenient: isLenient,
                spread: { pieces, body in for piece in (0..<pieces).reversed() { body(piece) } }
            )
            var start = 0
            while start < file.count {
                let end = min(file.count, start + 1 + random.below(4_096))
                pieces.add([UInt8](file[start..<end]))
                start = end
            }
            guard pieces.finish() == found else {
                throw FuzzFault("a file in pieces is found to be something else")
            }
            return found
        }
    }

    private static let papers = Papers()

    private static let words = [
        #"{"first":"#, #"{"format":"farthing-receipts/1","#, #""frontier":["#, #"{"seal":""#,
        #"{"decision":"#, #","sequence":0}"#, #""previousHash":"#, #""entryHash":"#,
        #","signature":""#, #""signerFingerprint":""#, "\\n", "\r", "\u{2028}", "\u{A0}",
        #""triggeredCap":{"reason":null}"#, "5.0", "true",
    ]

    private static let canonical = FuzzTarget(
        name: "canonical",
        seeds: {
            var mill = ReceiptMill()
            return (0..<4).map { _ in mill.next() }
        }(),
        words: words
    ) { input, _ throws(FuzzFault) in
        let isCanonical = Canonical.check(input) == nil
        let isTaken = Canonical.isPlainlyCanonical(input)
        // A name with escapes is left to the reading in full.
        guard isTaken == isCanonical || (isCanonical && input.contains(UInt8(ascii: "\\"))) else {
            throw FuzzFault("the quick check of canonical JSON differs from the full one")
        }
        return isTaken
    }

    /// The input behind the blank lines that may stand before a file's first line
    /// (docs/formats/receipts.md).
    private static func fromFirstLine(of input: [UInt8]) -> ArraySlice<UInt8> {
        var rest = input[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")),
            rest[..<end].allSatisfy({ "\r \t".utf8.contains($0) })
        {
            rest = rest[(end + 1)...]
        }
        return rest
    }

    private static let export = FuzzTarget(
        name: "export",
        seeds: [papers.export],
        words: words
    ) { input, random throws(FuzzFault) in
        let found = try papers.verify(input, isLenient: false, &random)
        // Whole is only what is there from the beginning: the file, or its first lines.
        let isBeginning = papers.export.starts(with: fromFirstLine(of: input))
        guard !found.isWhole || found.origin == nil || isBeginning else {
            throw FuzzFault("a changed export verifies")
        }
        return found.isWhole && found.entries > 0
    }

    private static let segment = FuzzTarget(
        name: "segment",
        seeds: [papers.segment],
        words: words
    ) { input, random throws(FuzzFault) in
        let found = try papers.verify(input, isLenient: false, &random)
        let isBeginning = papers.segment.starts(with: fromFirstLine(of: input))
        guard !found.isWhole || found.entries == 0 || isBeginning else {
            throw FuzzFault("a changed segment verifies")
        }
        var verifier = Verifier(keys: [papers.key.verifyingKey])
        verifier.add(papers.export)
        verifier.endFile()
        verifier.add(input)
        verifier.endFile()
        let behind = verifier.finish()
        guard !behind.isWhole || behind.entries == 6 else {
            throw FuzzFault("a segment is taken behind a journal that it does not follow")
        }
        if let line = input.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first,
            let header = SegmentHeader([UInt8](line)), header.line != [UInt8](line) + [0x0A]
        {
            throw FuzzFault("a segment's first line is read as another")
        }
        return found.isWhole && found.entries > 0
    }

    private static let signedLog = FuzzTarget(
        name: "signed-log",
        seeds: [papers.signed],
        words: words
    ) { input, random throws(FuzzFault) in
        let found = try papers.verify(input, isLenient: false, &random)
        let lenient = try papers.verify(input, isLenient: true, &random)
        guard !found.isWhole || found.hasTornLine || lenient.isWhole else {
            throw FuzzFault("a log is taken strictly and not leniently")
        }
        return found.isWhole && found.entries > 0
    }

    private static let lenientLog = FuzzTarget(
        name: "lenient-log",
        seeds: [papers.signed],
        words: words
    ) { input, random throws(FuzzFault) in
        let found = try papers.verify(input, isLenient: true, &random)
        guard found.entries <= 6 else { throw FuzzFault("entries that nobody has signed") }
        return found.isWhole && found.entries > 0
    }
}
