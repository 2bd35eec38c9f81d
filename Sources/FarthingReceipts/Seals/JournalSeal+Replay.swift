package import FarthingCore

extension JournalSeal {
    package mutating func replay(lines: [UInt8], seal: [UInt8]) throws(SealError) {
        guard let signed = SignedSeal(seal) else {
            throw SealError("a stored seal is not a seal", sequence: tree.size)
        }
        var next = self
        try lines.withUnsafeBufferPointer { (bytes) throws(SealError) in
            let text = UnsafeRawBufferPointer(bytes)
            var start = 0
            while start < text.count {
                guard let end = text.lineFeed(from: start) else {
                    throw SealError("a stored line has no end", sequence: next.tree.size)
                }
                try next.take(text.slice(start..<end))
                start = end + 1
            }
        }
        try next.compare(signed.note)
        if verifiesSignatures { try next.check(signed, next.lineage) }
        next.current = seal
        next.lineageOfSeal = next.lineage
        next.lineage.sealed(signed.note)
        self = next
    }

    private mutating func take(_ text: UnsafeRawBufferPointer) throws(SealError) {
        let sequence = tree.size
        guard let parts = line.parts(of: text, sequence: sequence) else {
            throw SealError(
                "the stored entry is damaged or does not follow the one before it",
                sequence: sequence
            )
        }
        guard parts.isHashRight else {
            throw SealError("the stored entry is not what was hashed", sequence: sequence)
        }
        if verifiesSignatures, let signature = parts.signature {
            let isValid = Hex.bytes(text.slice(signature)).map { bytes in
                lineage.entryKeys.contains { $0.isValid(bytes, over: parts.entryHash.bytes) }
            }
            guard isValid == true else {
                throw SealError("the stored entry's signature is wrong", sequence: sequence)
            }
        }
        try follow(text.slice(parts.decision))
        advance(to: parts.entryHash)
    }

    func compare(_ note: SealNote) throws(SealError) {
        let last = max(0, tree.size - 1)
        guard note.origin == lineage.origin else {
            throw SealError("the seal is of another log, \(note.origin)", sequence: last)
        }
        guard note.size == tree.size else {
            throw SealError(
                "the seal covers \(note.size) entries where there are \(tree.size)",
                sequence: last
            )
        }
        guard note.head == head, note.root == tree.root else {
            throw SealError("the seal is over other entries than those stored", sequence: last)
        }
    }
}
