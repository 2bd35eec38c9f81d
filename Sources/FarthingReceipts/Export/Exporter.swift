package import FarthingCore

/// Turns a journal's batches into a file for others, piece by piece.
///
/// Checks the chain on the way, so that a damaged journal is not passed on; signatures and tree
/// are the verifier's matter. An export starts with the journal's first batch, a segment with the
/// first behind its base.
package struct Exporter {
    /// What to write (docs/formats/receipts.md).
    package enum Form: Sendable {
        /// Stored lines with their seals between them.
        case farthing(origin: String, fingerprint: String)
        /// The same from where `base` ends: the first batch is the one behind its seal.
        case segment(base: SegmentBase, fingerprint: String)
        /// agentguard-spend's envelope: the entries alone, each signed as it is written, by this
        /// one signer, whichever sealed it.
        case signed(any Signer)
    }

    private let form: Form
    private var line: StoredLine
    private var tree: MerkleTree
    private var lastSeal: [UInt8]
    /// Which keys may seal, where a base is wanted behind them.
    package private(set) var lineage: LogLineage?
    /// The same as the last seal is judged by it.
    private var proof: [UInt8] = []

    /// The next entry's number.
    package var nextSequence: Int64 { tree.size }

    /// - Parameter lineage: the log's keys and name where the export begins; without them
    ///   ``base`` is right only of a log that never changed either.
    package init(_ form: Form, lineage: LogLineage? = nil) {
        self.form = form
        self.lineage = lineage
        if case .segment(let base, _) = form {
            line = StoredLine(head: base.head)
            tree = base.tree
            lastSeal = base.seal
            proof = base.lineage
        } else {
            line = StoredLine(head: .zero)
            tree = MerkleTree()
            lastSeal = []
        }
    }

    /// Where a part that follows what was added begins; nil before the first batch, and where the
    /// last seal is not over what was added.
    package var base: SegmentBase? {
        SegmentBase(seal: lastSeal, frontier: tree.frontier, lineage: proof)
    }

    /// Appends what stands before the first entry; nothing in some forms.
    package func begin(_ output: inout [UInt8]) {
        switch form {
        case .farthing(let origin, let fingerprint):
            output += ExportHeader.line(origin: origin, fingerprint: fingerprint)
        case .segment(let base, let fingerprint):
            output += SegmentHeader(base: base, fingerprint: fingerprint).line
        case .signed: break
        }
    }

    /// Appends the next batch; on an error part of it may have been appended.
    package mutating func add(_ batch: StoredBatch, to output: inout [UInt8]) throws(SealError) {
        try batch.lines.withUnsafeBufferPointer { (lines) throws(SealError) in
            let text = UnsafeRawBufferPointer(lines)
            var start = 0
            while start < text.count {
                guard let end = text.lineFeed(from: start) else {
                    throw SealError("a stored line has no end", sequence: nextSequence)
                }
                try add(text.slice(start..<end), to: &output)
                start = end + 1
            }
        }
        lastSeal = batch.seal
        try follow(batch)
        if case .signed = form { return }
        ExportSeal.append(batch.seal, to: &output)
    }

    private mutating func follow(_ batch: StoredBatch) throws(SealError) {
        guard var next = lineage else { return }
        do throws(VerificationFault) {
            try next.follow(entriesOf: batch)
        } catch {
            throw SealError(error.reason, sequence: error.sequence)
        }
        proof = next.proof
        if let seal = SignedSeal(batch.seal) { next.sealed(seal.note) }
        lineage = next
    }

    private mutating func add(
        _ text: UnsafeRawBufferPointer,
        to output: inout [UInt8]
    ) throws(SealError) {
        guard let parts = line.parts(of: text, sequence: nextSequence), parts.isHashRight else {
            throw SealError("the stored entry is damaged", sequence: nextSequence)
        }
        switch form {
        case .farthing, .segment: output.append(contentsOf: text)
        case .signed(let signer):
            let decision = [UInt8](text.slice(parts.decision))
            _ = line.append(decision: decision, sequence: nextSequence, to: &output)
            let signature = try signer.signature(over: parts.entryHash.bytes)
            let fingerprint = signer.verifyingKey.fingerprint
            StoredLine.sign(signature, fingerprint: fingerprint, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
        line.setPreviousHash(parts.entryHash)
        tree.append(parts.entryHash)
    }
}
