package import FarthingCore

/// The keys that a process can sign with: one as a rule, two while one takes over from another.
///
/// Which of them signs, the log itself says. Shared by everything that opens the same journal, so
/// that a journal that is read anew after a failure knows the keys of now.
package protocol SigningRing: Sendable {
    /// The keys, the first one first asked.
    var signers: [any Signer] { get }

    /// What lets one of the keys seal for a while, where none may at all times.
    var delegation: KeyDelegation? { get }
}

extension SigningRing {
    package var delegation: KeyDelegation? { nil }

    /// The first key that is one of `keys`.
    func signer(among keys: [VerifyingKey]) -> (any Signer)? {
        signers.first { keys.contains($0.verifyingKey) }
    }
}

/// One key that stays.
struct SingleKeyRing: SigningRing {
    let signer: any Signer

    var signers: [any Signer] { [signer] }
}
