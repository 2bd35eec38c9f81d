package import FarthingCore

/// Verifies a journal in a data folder or an export, piece by piece, in bounded memory.
///
/// Hand it either batches or a file's bytes, then ask ``finish()``. Behind the first fault it
/// takes nothing more in. Keys come from the caller; a key inside the file is never used.
package struct Verifier {
    /// Sees each entry whose chain is whole; a sentence that it returns is the entry's fault.
    ///
    /// Called before the entry's seal has been seen: act on it only if the whole verifies.
    package typealias EntryHook = (_ sequence: Int64, _ decision: JSONNode) -> String?

    /// Longest line that is read; entries are a few KiB.
    package static let lineBytesMax = 4 << 20

    private var chain: ChainVerifier
    private var fault: VerificationFault?
    private var form = Form.unknown
    private var isTorn = false
    private var rest: [UInt8] = []
    /// A line that could not be read, which only another line behind it turns into a fault.
    private var unreadable: VerificationFault?

    private enum Form {
        case unknown, farthing, signed
    }

    /// Starts at the beginning of a journal.
    ///
    /// - Parameters:
    ///   - keys: whose signatures count.
    ///   - origin: the log's name, where the caller knows it; else the first seal's.
    ///   - expectedHead: the hash of an entry that must be there; ``Verification/expectedHeadAt``
    ///     says where it is.
    package init(
        keys: [VerifyingKey],
        origin: String? = nil,
        expectedHead: Hash32? = nil,
        onEntry: EntryHook? = nil
    ) {
        chain = ChainVerifier(
            keys: keys,
            origin: origin,
            expectedHead: expectedHead,
            onEntry: onEntry
        )
    }

    /// Whether there is a fault already, so that the caller can stop reading.
    package var isFaulty: Bool { fault != nil }

    /// Takes in the next batch of a data folder.
    package mutating func add(_ batch: StoredBatch) {
        guard fault == nil else { return }
        do throws(VerificationFault) {
            let first = chain.next
            guard batch.firstSequence == first else {
                throw VerificationFault(
                    .sequenceGap,
                    sequence: batch.firstSequence,
                    "sequence gap: expected a batch from \(first), got \(batch.firstSequence)"
                )
            }
            try batch.lines.withUnsafeBufferPointer { (lines) throws(VerificationFault) in
                let text = UnsafeRawBufferPointer(lines)
                var start = 0
                while start < text.count {
                    guard let end = text.lineFeed(from: start) else {
                        throw VerificationFault(
                            .malformedLine,
                            sequence: chain.next,
                            "the line has no end"
                        )
                    }
                    try chain.take(stored: text.slice(start..<end))
                    start = end + 1
                }
            }
            try chain.take(seal: batch.seal)
            guard batch.count == chain.next - first else {
                throw VerificationFault(
                    .batchMismatch,
                    sequence: first,
                    "the batch has \(chain.next - first) entries, not \(batch.count)"
                )
            }
            if let atMs = batch.atMs, atMs != chain.lastSeal?.timeMs {
                throw VerificationFault(
                    .batchMismatch,
                    sequence: first,
                    "the batch's time is not its seal's"
                )
            }
        } catch {
            fault = error
        }
    }

    /// Takes in the next bytes of an export, cut anywhere.
    package mutating func add(_ bytes: [UInt8]) {
        guard fault == nil else { return }
        do throws(VerificationFault) {
            try bytes.withUnsafeBufferPointer { (bytes) throws(VerificationFault) in
                let text = UnsafeRawBufferPointer(bytes)
                var start = 0
                while let end = text.lineFeed(from: start) {
                    let piece = text.slice(start..<end)
                    if rest.isEmpty {
                        try take(line: piece)
                    } else {
                        rest.append(contentsOf: piece)
                        try takeRest()
                    }
                    start = end + 1
                }
                rest.append(contentsOf: text[start...])
                guard rest.count <= Self.lineBytesMax else {
                    throw VerificationFault(
                        .malformedLine,
                        sequence: chain.next,
                        "a line is longer than \(Self.lineBytesMax) bytes"
                    )
                }
            }
        } catch {
            fault = error
        }
    }

    /// Ends the journal and says what was found.
    package mutating func finish() -> Verification {
        do throws(VerificationFault) {
            if fault == nil, !rest.isEmpty {
                if form == .unknown { try takeRest() }
                if form == .farthing {
                    throw VerificationFault(
                        .malformedLine,
                        sequence: chain.next,
                        "the last line has no end"
                    )
                }
                if !rest.isEmpty { try takeRest() }
            }
        } catch {
            fault = error
        }
        // Half a line at the end is what a crash leaves.
        if fault == nil, unreadable != nil { isTorn = true }
        return Verification(
            fault: fault,
            entries: chain.next,
            sealedEntries: chain.lastSeal?.size ?? 0,
            seals: chain.seals,
            sealedAtMs: chain.lastSeal?.timeMs,
            origin: chain.origin,
            head: chain.head,
            root: chain.tree.root,
            hasTornLine: isTorn,
            expectedHeadAt: chain.expectedHeadAt
        )
    }

    private mutating func takeRest() throws(VerificationFault) {
        let line = rest
        rest.removeAll(keepingCapacity: true)
        try line.withUnsafeBufferPointer { (line) throws(VerificationFault) in
            try take(line: UnsafeRawBufferPointer(line))
        }
    }

    private mutating func take(line: UnsafeRawBufferPointer) throws(VerificationFault) {
        switch form {
        case .farthing: try take(ours: line)
        case .signed: try take(signed: line)
        case .unknown:
            if line.isBlank { return }
            if line.has(ExportHeader.prefix, at: 0) {
                let header = try ExportHeader(line, keys: chain.keys, origin: chain.origin)
                chain = ChainVerifier(
                    keys: chain.keys,
                    origin: header.origin,
                    expectedHead: chain.expectedHead,
                    onEntry: chain.onEntry
                )
                form = .farthing
            } else {
                form = .signed
                try take(signed: line)
            }
        }
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

    private mutating func take(signed line: UnsafeRawBufferPointer) throws(VerificationFault) {
        if line.isBlank { return }
        let entry: EntryReader
        do throws(VerificationFault) {
            entry = try EntryReader(line, expected: chain.next)
        } catch {
            guard error.code == .malformedLine, unreadable == nil else { throw unreadable ?? error }
            return unreadable = error
        }
        if let unreadable {
            // Skipped by other readers, for whom it shows as a gap here.
            guard let sequence = entry.sequence, sequence != chain.next else { throw unreadable }
        }
        try chain.take(signed: entry)
    }
}

extension UnsafeRawBufferPointer {
    /// Blank lines and CRLF are no faults in signed exports.
    fileprivate var isBlank: Bool {
        allSatisfy {
            $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
        }
    }
}
