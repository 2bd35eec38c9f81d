package import FarthingCore

extension JournalSeal {
    package func opening(atMs: Int64) throws(SealError) -> [LogNote] {
        var notes: [LogNote] = []
        if let delegation = ring.delegation, !lineage.follows(delegation) {
            notes.append(.keyDelegation(delegation))
        }
        if let newOrigin, let name = lineage.origin, name != newOrigin, tree.size > 0,
            !lineage.isJustRenamed(at: tree.size)
        {
            notes.append(
                .logOrigin(OriginChange(from: name, size: tree.size, head: head.hex, to: newOrigin))
            )
        }
        var next = lineage
        for note in notes {
            do throws(VerificationFault) {
                try next.follow(note, at: tree.size)
            } catch {
                throw SealError(error.reason, wantsKey: true)
            }
        }
        guard ring.signer(among: next.keys(atMs: atMs)) != nil else { throw wantsKey }
        return notes
    }

    /// The entry by which another key takes over from the one that seals now.
    ///
    /// Only where all entries are sealed. The other key must be in the ring before it is written.
    package func rotation(to next: any Signer) throws(SealError) -> LogNote {
        guard let signer = ring.signer(among: lineage.roots) else {
            throw SealError("the key that may hand the log over is not here", wantsKey: true)
        }
        let rotation = try KeyRotation(
            from: signer,
            to: next,
            origin: lineage.origin ?? origin,
            size: tree.size,
            head: head
        )
        var trial = lineage
        do throws(VerificationFault) {
            try trial.follow(.keyRotation(rotation), at: tree.size)
        } catch {
            throw SealError(error.reason)
        }
        return .keyRotation(rotation)
    }

    /// Why nothing can be sealed now.
    var wantsKey: SealError {
        if let delegation = ring.delegation, lineage.follows(delegation) {
            return SealError(
                """
                the signing key's delegation has ended and nothing can be sealed: look at why the \
                signer command does not renew it
                """,
                wantsKey: true
            )
        }
        let wanted = lineage.roots.map(\.fingerprint).joined(separator: " or ")
        return SealError(
            """
            the journal is sealed by the key \(wanted), and the key given is \(ownKeys): start with \
            the key that sealed this journal
            """,
            wantsKey: true
        )
    }

    /// The keys that we have, by fingerprint.
    var ownKeys: String { ring.signers.map(\.verifyingKey.fingerprint).joined(separator: " and ") }
}
