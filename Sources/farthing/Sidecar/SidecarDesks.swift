import Farthing
import FarthingCore
import FarthingGateway
import FarthingSidecar
import Synchronization

/// The desk of the policy that is in force, made anew with each policy.
final class SidecarDesks: Sendable {
    private struct Made: Sendable {
        var edition: Int
        var desk: LedgerDesk
    }

    /// What a call says of its time and place, and not of who pays: many values come and go.
    private static let facts = ClaimTags.all.union([.run, .session, .provider, .model])

    private let state: GatewayState
    private let ledger: any RecallingLedger
    private let gate: AdmissionGate
    private let keys: KeyDirectory
    /// Why a kill switch stops a call of this scope; nil where none does.
    private let stopped: @Sendable (Scope) -> String?
    /// The access key that the settings name.
    private let keyID: String?
    /// Stands for every caller where no key is named.
    private let everybody: AccessKey
    private let made = Mutex<Made?>(nil)

    init(
        _ state: GatewayState,
        _ ledger: any RecallingLedger,
        _ gate: AdmissionGate,
        _ keys: KeyDirectory,
        keyID: String?,
        stopped: @escaping @Sendable (Scope) -> String?
    ) {
        self.state = state
        self.ledger = ledger
        self.gate = gate
        self.keys = keys
        self.keyID = keyID
        self.stopped = stopped
        everybody = AccessKey(
            id: "sidecar",
            name: "sidecar",
            scope: Scope(),
            claims: Self.claims,
            claimsMax: 100_000
        )
    }

    /// What every caller may say of its calls where no key is named.
    private static var claims: [Match.Term] {
        guard let any = Glob("*") else { return [] }
        return [Dimension.user, .team, .agent, .tool, .tag("budget")].map {
            Match.Term(dimension: $0, pattern: any)
        }
    }

    /// The desk of now.
    var desk: LedgerDesk {
        let edition = state.policyEdition
        if let made = made.withLock({ $0 }), made.edition == edition { return made.desk }
        let policy = state.policyNow
        var options = Governor.Options()
        options.principal = keyID ?? everybody.id
        options.events = SpendEvents(clock: options.clock)
        options.capability = key?.capability
        let desk = LedgerDesk(
            ledger,
            policy,
            state.pricesNow,
            options,
            policyHash: SHA256Hash.of(
                Array("\(policy.policy.tenant)\n\(policy.policy.id)\n\(policy.revision)".utf8)
            ),
            claims: { scope throws(SidecarRefusal) in try await self.standing(scope) },
            stopped: stopped
        )
        made.withLock { $0 = Made(edition: edition, desk: desk) }
        return desk
    }

    /// The workspace of the calls, as their entries name it; empty for none.
    var workspace: String {
        get async {
            guard let key else { return "" }
            let scope = try? await state.scope(of: key, claiming: [])
            return (scope ?? key.scope)[.project] ?? ""
        }
    }

    /// Why nothing may begin now; nil where it may.
    var standstill: String? {
        if gate.isClosed { return AdmissionGate.error.message }
        if key == nil {
            return
                "The access key that the sidecar's calls are made with is revoked or expired; name "
                + "another with --sidecar-key."
        }
        return nil
    }

    private var key: AccessKey? {
        guard let keyID else { return everybody }
        return keys.find(id: keyID, nowMs: systemNowMs())
    }

    /// The scope of a call that says this of itself, as a request's fields would.
    private func standing(_ scope: Scope) async throws(SidecarRefusal) -> Scope {
        guard let key else { throw SidecarRefusal(.unavailable, standstill ?? "") }
        var claims: [(dimension: Dimension, value: String)] = []
        var facts: [(dimension: Dimension, value: String)] = []
        for (dimension, value) in scope.sorted {
            if Self.facts.contains(dimension) {
                // Runs come and go, so that they are not counted; who may name them is asked all the same.
                if keyID != nil, [.run, .session].contains(dimension),
                    !key.mayClaim(dimension, value)
                {
                    throw SidecarRefusal(GatewayState.ClaimFault.notAllowed(dimension))
                }
                facts.append((dimension, value))
            } else {
                claims.append((dimension, value))
            }
        }
        var found: Scope
        do throws(GatewayState.ClaimFault) {
            found = try await state.scope(of: key, claiming: claims)
        } catch {
            throw SidecarRefusal(error)
        }
        for (dimension, value) in facts where found[dimension] == nil { found[dimension] = value }
        return found
    }
}

extension SidecarRefusal {
    fileprivate init(_ fault: GatewayState.ClaimFault) {
        switch fault {
        case .notAllowed(let dimension):
            self.init(.rule, "The sidecar's key may not say this \(dimension.name) of its calls.")
        case .tooMany(let dimension):
            self.init(
                .rule,
                "The sidecar's key has said too many distinct values of \(dimension.name)."
            )
        case .missing(let dimension):
            self.init(.rule, "The sidecar's key makes no call without its \(dimension.name).")
        case .subjectsUnavailable:
            self.init(
                .unavailable,
                "What stands for the call's subjects cannot be read or stored now."
            )
        }
    }
}
