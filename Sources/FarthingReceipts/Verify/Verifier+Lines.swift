internal import FarthingCore

extension Verifier {
    /// Takes in a line of a file, without its line feed.
    mutating func take(line: UnsafeRawBufferPointer) throws(VerificationFault) {
        if isFileStart {
            if form != .farthing, line.isBlank { return }
            isFileStart = false
            if try takeHeader(line) { return }
        }
        switch form {
        case .farthing: try take(ours: line)
        case .signed, .unknown:
            form = .signed
            if chain.terms.isLenient {
                try take(lenient: line)
            } else {
                try take(signed: line)
            }
        }
    }

    /// Goes on behind a seal that came without the entries that it covers.
    mutating func begin(at base: SegmentBase) throws(VerificationFault) {
        let note = base.signed.note
        let last = base.first - 1
        let lineage = try lineage(at: base)
        let check = SealCheck(seal: base.signed, lineage: lineage)
        if let fault = check.fault(sequence: last) { throw fault }
        guard lineage.origin == nil || lineage.origin == note.origin else {
            throw VerificationFault(
                .sealOriginMismatch,
                sequence: last,
                "the seal before the first entry is of another log, \(note.origin)"
            )
        }
        var place = chain.place
        place.tree = base.tree
        place.head = base.head
        place.lineageOfSeal = lineage
        place.lineage = lineage
        place.lineage.sealed(note)
        place.lastSeal = note
        if chain.terms.expectedHead == base.head { place.expectedHeadAt = last }
        if chain.terms.publishedSize == base.first { place.publishedRoot = base.tree.root }
        try chain.move(to: place)
        first = base.first
    }

    /// Which keys may make a base's seal, as the entries say that come with it.
    private func lineage(at base: SegmentBase) throws(VerificationFault) -> LogLineage {
        let known = chain.place.lineage
        if base.lineage.isEmpty { return known }
        guard
            let lineage = LogLineage(
                trusted: chain.terms.keys,
                // Who does not know the name takes it as the entries have it.
                origin: known.origin ?? LogLineage.firstOrigin(proof: base.lineage),
                proof: base.lineage
            ),
            // As it was written, and with nothing in it from behind the base.
            lineage.proof == base.lineage,
            lineage.events.allSatisfy({ $0.sequence < base.first })
        else {
            throw VerificationFault(
                .keyUntrusted,
                sequence: base.first - 1,
                "the entries that lead to the key before the first entry do not follow from the "
                    + "given keys and name"
            )
        }
        return lineage
    }

    // MARK: Our own files

    /// Takes in a file's first line; false when it is no header, as in signed exports.
    private mutating func takeHeader(
        _ line: UnsafeRawBufferPointer
    ) throws(VerificationFault) -> Bool {
        let isExport = line.has(ExportHeader.prefix, at: 0)
        let isSegment = line.has(SegmentHeader.prefix, at: 0)
        guard isExport || isSegment else {
            if form != .farthing { return false }
            throw headerFault("the file does not begin with the first line of a segment")
        }
        isJournal = true
        if form == .signed {
            throw headerFault("the file is of another form than the one before it")
        }
        if isExport {
            let header = try ExportHeader(line, origin: chain.place.origin)
            note(header.fingerprint)
            guard form == .unknown, chain.place.tree.size == 0 else { throw gap(from: 0) }
            var place = chain.place
            place.origin = header.origin
            try chain.move(to: place)
        } else {
            try takeSegment(line)
        }
        form = .farthing
        return true
    }

    private mutating func takeSegment(
        _ line: UnsafeRawBufferPointer
    ) throws(VerificationFault) {
        guard let header = SegmentHeader([UInt8](line)) else {
            throw headerFault("the first line of the segment is malformed")
        }
        note(header.fingerprint)
        let base = header.base
        if form == .unknown, chain.place.tree.size == 0 { return try begin(at: base) }
        guard base.origin == chain.place.origin else {
            throw headerFault("the file is of another log, \(base.origin)")
        }
        guard base.first == chain.next else { throw gap(from: base.first) }
        // The last seal again, or the first over what was unsealed so far.
        let isSealed = chain.place.lastSeal?.size == base.first
        let lineage = isSealed ? chain.place.lineageOfSeal : chain.place.lineage
        guard base.frontier == chain.place.tree.frontier, base.head == chain.place.head,
            base.lineage.isEmpty || base.lineage == lineage.proof
        else {
            throw VerificationFault(
                .segmentMismatch,
                sequence: chain.next - 1,
                "the file continues other entries than those of the file before it"
            )
        }
        let check = SealCheck(seal: base.signed, lineage: lineage)
        if let fault = check.fault(sequence: chain.next - 1) { throw fault }
        if isSealed { return }
        var place = chain.place
        place.advance(over: base.signed.note)
        // Only those behind entries are counted.
        place.seals -= 1
        try chain.move(to: place)
    }

    /// Keeps the key that a file names, where the given ones have not led to it yet.
    private mutating func note(_ fingerprint: String) {
        let lineage = chain.place.lineage
        // One to which nothing has led yet stays the one to be led to.
        if let named, !lineage.knows(named.fingerprint) { return }
        guard !lineage.knows(fingerprint) else { return named = nil }
        named = (
            fingerprint: fingerprint,
            fault: VerificationFault(
                .fingerprintMismatch,
                sequence: chain.next,
                "the file names a key that is none of those given"
            )
        )
    }

    private func gap(from first: Int64) -> VerificationFault {
        VerificationFault(
            .segmentGap,
            sequence: first,
            "the file begins with entry \(first) where entry \(chain.next) is expected"
        )
    }

    private func headerFault(_ reason: String) -> VerificationFault {
        VerificationFault(.headerInvalid, sequence: chain.next, reason)
    }

    private mutating func take(ours line: UnsafeRawBufferPointer) throws(VerificationFault) {
        guard line.has(ExportSeal.prefix, at: 0) else { return try chain.take(stored: line) }
        guard let seal = ExportSeal.note(in: line) else {
            throw VerificationFault(
                .sealMalformed,
                sequence: max(0, chain.next - 1),
                "the seal's line is malformed"
            )
        }
        try chain.take(seal: seal)
    }

    // MARK: Signed exports

    private mutating func take(signed line: UnsafeRawBufferPointer) throws(VerificationFault) {
        if line.isBlank { return }
        if unreadable == nil, try takeQuickly(signed: line) { return }
        let entry: EntryReader
        do throws(VerificationFault) {
            // JSON has it for white space; for other readers it ends a line.
            if line.hasInnerReturn {
                throw VerificationFault(
                    .malformedLine,
                    sequence: chain.next,
                    "a carriage return stands inside the line"
                )
            }
            entry = try EntryReader(line, expected: chain.next)
        } catch {
            if error.code == .duplicateMember { isJournal = true }
            guard error.code == .malformedLine, unreadable == nil else { throw unreadable ?? error }
            return unreadable = error
        }
        if entry.isOfJournal { isJournal = true }
        if let unreadable {
            // Skipped by other readers, for whom it shows as a gap here.
            guard let sequence = entry.sequence, sequence != chain.next else { throw unreadable }
        }
        try chain.take(signed: entry)
    }

    /// As ``ChainVerifier/takeQuickly(signed:)``; such a line is a journal's, even if its signature
    /// is wrong.
    mutating func takeQuickly(
        signed line: UnsafeRawBufferPointer
    ) throws(VerificationFault) -> Bool {
        do throws(VerificationFault) {
            guard try chain.takeQuickly(signed: line) else { return false }
        } catch {
            isJournal = true
            throw error
        }
        isJournal = true
        return true
    }
}

extension UnsafeRawBufferPointer {
    /// Whether there is a carriage return but at the line's ends.
    fileprivate var hasInnerReturn: Bool {
        let isReturn = { (byte: UInt8) in byte == UInt8(ascii: "\r") }
        guard let first = firstIndex(where: { !isReturn($0) }),
            let last = lastIndex(where: { !isReturn($0) })
        else { return false }
        return self[first...last].contains(UInt8(ascii: "\r"))
    }

    /// Blank lines and CRLF are no faults in signed exports.
    fileprivate var isBlank: Bool {
        allSatisfy {
            $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
        }
    }
}
