import FarthingCore
import FarthingReceipts

/// A log that begins with two entries, sealed by the key that a verifier is given.
protocol LineageTrial {
    /// The key that a verifier is given.
    var old: SigningKey { get }
}

extension LineageTrial {
    func begun() throws -> LineageLog {
        var log = LineageLog()
        log.addPlain()
        log.addPlain()
        try log.seal(by: old)
        return log
    }

    /// The fault of a log that goes on with this note, sealed by `key`.
    func fault(
        _ note: LogNote,
        sealedBy key: SigningKey,
        then next: SigningKey? = nil
    ) throws -> VerificationFault? {
        var log = try begun()
        log.add(note)
        try log.seal(by: key)
        if let next {
            log.addPlain()
            try log.seal(by: next)
        }
        return log.verified(old).fault
    }
}
