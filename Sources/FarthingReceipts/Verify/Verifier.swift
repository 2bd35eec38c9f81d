package import FarthingCore

/// Verifies a journal in a data folder or in files, piece by piece, in bounded memory.
///
/// Hand it either batches or the files' bytes, then ask ``finish()``. Behind the first fault it
/// takes nothing more in. Keys come from the caller; a key inside a file is never used.
package struct Verifier {
    /// Sees each entry whose chain is whole; a sentence that it returns is the entry's fault.
    ///
    /// Called before the entry's seal has been seen, and perhaps before its signature has been
    /// checked: act on it only if the whole verifies.
    package typealias EntryHook = (_ sequence: Int64, _ decision: JSONNode) -> String?

    /// Does `body(0)` to `body(pieces - 1)`, several at once, and returns when all are done.
    package typealias Spread =
        @Sendable (_ pieces: Int, _ body: @Sendable (Int) -> Void) -> Void

    /// Longest line that is read, without its line feed; entries are a few KiB.
    package static let lineBytesMax = 4 << 20

    var chain: ChainVerifier
    var form = Form.unknown
    /// Whether the next line is a file's first.
    var isFileStart = true
    /// A line that could not be read, which only another line behind it turns into a fault.
    var unreadable: VerificationFault?
    /// The first entry's number, where the first file is a part of a journal.
    var first: Int64 = 0
    /// A key that a file's first line names, and what is wrong unless the given keys lead to it.
    var named: (fingerprint: String, fault: VerificationFault)?
    /// Whether some line was one of a journal's, whole or not.
    var isJournal = false
    private let allowsUnsealed: Bool
    private let published: [UInt8]?
    private var rest: [UInt8] = []
    private var fault: VerificationFault?
    private var isTorn = false

    enum Form {
        case unknown, farthing, signed
    }

    /// Starts at the beginning of a journal, or behind what was pruned from it.
    ///
    /// - Parameters:
    ///   - keys: whose signatures count.
    ///   - origin: the log's name, where the caller knows it; else the first seal's.
    ///   - expectedHead: the hash of an entry that must be there; ``Verification/expectedHeadAt``
    ///     says where it is.
    ///   - base: where the journal begins, when its beginning was pruned.
    ///   - isLenient: takes what agentguard-spend 0.1.9 takes (docs/formats/receipts.md); of
    ///     signed exports only.
    ///   - allowsUnsealed: takes entries behind the last seal, for which nobody vouches.
    ///   - published: the checkpoint that stands beside the journal, which it has to fit.
    ///   - spread: does work on several processors; nil does it here.
    package init(
        keys: [VerifyingKey],
        origin: String? = nil,
        expectedHead: Hash32? = nil,
        base: SegmentBase? = nil,
        isLenient: Bool = false,
        allowsUnsealed: Bool = false,
        published: [UInt8]? = nil,
        onEntry: EntryHook? = nil,
        spread: Spread? = nil
    ) {
        self.allowsUnsealed = allowsUnsealed
        self.published = published
        var place = ChainPlace()
        place.origin = origin
        chain = ChainVerifier(
            ChainVerifier.Terms(
                keys: keys,
                expectedHead: expectedHead,
                publishedSize: published.flatMap { SignedCheckpoint($0)?.checkpoint.size },
                isLenient: isLenient,
                spread: spread,
                onEntry: onEntry
            ),
            from: place
        )
        guard let base else { return }
        attempt { (verifier) throws(VerificationFault) in try verifier.begin(at: base) }
    }

    /// The number of the next entry.
    package var nextSequence: Int64 { chain.next }

    /// Whether there is a fault already, so that the caller can stop reading.
    package var isFaulty: Bool { fault != nil }

    /// Takes in the next batch of a data folder.
    package mutating func add(_ batch: StoredBatch) {
        attempt { (verifier) throws(VerificationFault) in try verifier.take(batch) }
    }

    /// Takes note that the next batch of a data folder is none, and why.
    package mutating func addDamaged(_ reason: String) {
        attempt { (verifier) throws(VerificationFault) in
            throw VerificationFault(.batchMismatch, sequence: verifier.nextSequence, reason)
        }
    }

    /// Takes in the next bytes of a file, cut anywhere.
    package mutating func add(_ bytes: [UInt8]) {
        attempt { (verifier) throws(VerificationFault) in
            try bytes.withUnsafeBufferPointer { (bytes) throws(VerificationFault) in
                let text = UnsafeRawBufferPointer(bytes)
                var start = 0
                while let end = text.lineFeed(from: start) {
                    let piece = text.slice(start..<end)
                    try verifier.checkLength(verifier.rest.count + piece.count)
                    if verifier.rest.isEmpty {
                        try verifier.take(line: piece)
                    } else {
                        verifier.rest.append(contentsOf: piece)
                        try verifier.takeRest()
                    }
                    start = end + 1
                }
                verifier.rest.append(contentsOf: text[start...])
            }
            try verifier.checkLength(verifier.rest.count)
        }
    }

    private func checkLength(_ count: Int) throws(VerificationFault) {
        guard count > Self.lineBytesMax else { return }
        throw VerificationFault(
            .malformedLine,
            sequence: chain.next,
            "a line is longer than \(Self.lineBytesMax) bytes"
        )
    }

    /// Ends a file; what is added next is the next file of the same journal.
    ///
    /// Everything before has been checked then, signatures too.
    package mutating func endFile() {
        attempt { (verifier) throws(VerificationFault) in
            try verifier.takeLastLine()
            try verifier.chain.settle()
            verifier.isFileStart = true
        }
    }

    /// Ends the journal and says what was found.
    package mutating func finish() -> Verification {
        endFile()
        // Half a line at the end is what a crash leaves.
        if fault == nil, unreadable != nil { isTorn = true }
        let place = chain.place
        // Who gives another key altogether is told that before anything else.
        if let named, !place.lineage.knows(named.fingerprint),
            fault == nil || place.lineage.events.isEmpty
        {
            fault = named.fault
        }
        if fault == nil, !allowsUnsealed { fault = unsealedFault }
        if fault == nil, let published { fault = place.fault(ofPublished: published, first) }
        return Verification(
            fault: fault,
            isJournal: isJournal || place.tree.size > 0,
            isSigned: form == .signed,
            entries: place.tree.size,
            first: first,
            sealedEntries: place.lastSeal?.size ?? 0,
            seals: place.seals,
            sealedAtMs: place.lastSeal?.timeMs,
            origin: place.origin,
            head: place.head,
            root: place.tree.root,
            hasTornLine: isTorn,
            expectedHeadAt: place.expectedHeadAt
        )
    }

    /// Entries of ours for which no seal vouches: anybody can write them.
    private var unsealedFault: VerificationFault? {
        let place = chain.place
        let sealed = place.lastSeal?.size ?? 0
        guard form != .signed, sealed < place.tree.size else { return nil }
        return VerificationFault(
            .unsealedEntries,
            sequence: sealed,
            "no seal covers the entries from here on, so nobody vouches for them"
        )
    }

    /// Does `body` unless there is a fault, and keeps the first.
    private mutating func attempt(
        _ body: (inout Verifier) throws(VerificationFault) -> Void
    ) {
        guard fault == nil else { return }
        do throws(VerificationFault) {
            try body(&self)
        } catch {
            fault = chain.earliest(error)
        }
    }

    private mutating func take(_ batch: StoredBatch) throws(VerificationFault) {
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
        if let atMs = batch.atMs, atMs != chain.place.lastSeal?.timeMs {
            throw VerificationFault(
                .batchMismatch,
                sequence: first,
                "the batch's time is not its seal's"
            )
        }
    }

    private mutating func takeLastLine() throws(VerificationFault) {
        if rest.isEmpty { return }
        if form == .unknown || isFileStart { try takeRest() }
        if form == .farthing {
            throw VerificationFault(
                .malformedLine,
                sequence: chain.next,
                "the last line has no end"
            )
        }
        if !rest.isEmpty { try takeRest() }
    }

    private mutating func takeRest() throws(VerificationFault) {
        let line = rest
        rest.removeAll(keepingCapacity: true)
        try line.withUnsafeBufferPointer { (line) throws(VerificationFault) in
            try take(line: UnsafeRawBufferPointer(line))
        }
    }
}
