import FarthingCore
import FarthingReceipts
import Synchronization

/// The keys of a process that come and go while its journal is open.
final class SigningKeys: SigningRing {
    private struct State: Sendable {
        var signers: [any Signer]
        var delegation: KeyDelegation?
    }

    private let state: Mutex<State>

    init(_ signers: [any Signer]) {
        state = Mutex(State(signers: signers))
    }

    var signers: [any Signer] { state.withLock { $0.signers } }

    var delegation: KeyDelegation? { state.withLock { $0.delegation } }

    /// Takes a key in behind those that are there.
    func add(_ signer: any Signer) { state.withLock { $0.signers.append(signer) } }

    /// Forgets a key.
    func remove(_ key: VerifyingKey) {
        state.withLock { $0.signers.removeAll { $0.verifyingKey == key } }
    }

    /// Puts another delegation in the place of the one before.
    func renew(_ delegation: KeyDelegation) {
        state.withLock { $0.delegation = delegation }
    }
}
