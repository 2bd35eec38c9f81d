import FarthingReceipts

/// Where a ledger's signing key is.
enum SigningSource: Sendable {
    /// In an environment variable.
    case environment(SigningKey)
    /// In a file; `next` is the one beside it that an unfinished rotation has left.
    case file(path: String, SigningKey, next: SigningKey?)
    /// With a program that signs what it is handed; it keeps the key to itself.
    case command(SignerCommand)

    /// The key that others trust, or that is on its way to be.
    var verifyingKey: VerifyingKey { signer.verifyingKey }

    /// What signs slowly or at once; the log's own seals are made by ``SigningDesk``.
    var signer: any Signer {
        switch self {
        case .environment(let key), .file(_, let key, _): key
        case .command(let command): command
        }
    }

    /// Where a rotation keeps the next key until it is in force.
    static func nextPath(_ path: String) -> String { path + ".next" }
}
