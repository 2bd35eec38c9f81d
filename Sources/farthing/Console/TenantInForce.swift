import FarthingConsole
import FarthingCore
import FarthingGateway
import FarthingSQLite
import Synchronization

/// Whose policy is in force, for what is made before the gateway is.
final class TenantInForce: Sendable {
    private let state = Mutex<GatewayState?>(nil)

    /// The tenant; empty before the gateway is there.
    var name: String { state.withLock { $0 }?.policyNow.policy.tenant ?? "" }

    /// The kill switch of its ledger, with what was stopped before this start.
    func killSwitch(
        of ledger: SQLiteLedger,
        _ keys: KeyDirectory
    ) async throws(LedgerError) -> KillSwitch {
        let killSwitch = KillSwitch(tenant: { self.name })
        try await killSwitch.load(from: LedgerConsole(ledger: ledger, keys: keys))
        return killSwitch
    }

    /// Takes the gateway whose policy it is.
    func follow(_ gateway: GatewayState) { state.withLock { $0 = gateway } }
}
