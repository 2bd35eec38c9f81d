package import FarthingCore

/// Turns a journal's batches into a file for others, piece by piece.
///
/// Checks the chain on the way, so that a damaged journal is not passed on; signatures and tree
/// are the verifier's matter. An export starts with the journal's first batch.
package struct Exporter {
    /// What to write (docs/formats/receipts.md).
    package enum Form: Sendable {
        /// Stored lines with their seals between them.
        case farthing(origin: String, fingerprint: String)
        /// agentguard-spend's envelope: the entries alone, each signed as it is written, by this
        /// one signer, whichever sealed it.
        case signed(any Signer)
    }

    private let form: Form
    private var line = StoredLine(head: .zero)

    /// The next entry's number.
    package private(set) var nextSequence: Int64 = 0

    package init(_ form: Form) { self.form = form }

    /// Appends what stands before the first entry; nothing in some forms.
    package func begin(_ output: inout [UInt8]) {
        if case .farthing(let origin, let fingerprint) = form {
            output += ExportHeader.line(origin: origin, fingerprint: fingerprint)
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
        if case .farthing = form { ExportSeal.append(batch.seal, to: &output) }
    }

    private mutating func add(
        _ text: UnsafeRawBufferPointer,
        to output: inout [UInt8]
    ) throws(SealError) {
        guard let parts = line.parts(of: text, sequence: nextSequence), parts.isHashRight else {
            throw SealError("the stored entry is damaged", sequence: nextSequence)
        }
        switch form {
        case .farthing: output.append(contentsOf: text)
        case .signed(let signer):
            let decision = [UInt8](text.slice(parts.decision))
            _ = line.append(decision: decision, sequence: nextSequence, to: &output)
            let signature = try signer.signature(over: parts.entryHash.bytes)
            let fingerprint = signer.verifyingKey.fingerprint
            StoredLine.sign(signature, fingerprint: fingerprint, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
        line.setPreviousHash(parts.entryHash)
        nextSequence += 1
    }
}
