import FarthingCore
package import GRPCCore
import SwiftProtobuf

/// The adapter protocol's thirteen calls over a desk: translation, and no decision of its own.
package struct SidecarService: Wire.Service.SimpleServiceProtocol {
    /// The desk of the policy that is in force at a moment.
    private let deskInForce: @Sendable () -> any SidecarDesk
    /// Why nothing may begin now; nil where it may.
    private let standstill: @Sendable () -> String?
    let signer: any SidecarSigner
    let memory = SidecarMemory()
    package let drain = Drain()
    let options: SidecarOptions
    /// What the handshake says of the program.
    let version: String

    /// - Parameters:
    ///   - desk: asked at each call for the desk of the policy in force; must answer at once.
    ///   - standstill: asked before anything begins that costs money: why it may not.
    package init(
        _ desk: @escaping @Sendable () -> any SidecarDesk,
        _ signer: any SidecarSigner,
        _ options: SidecarOptions,
        version: String,
        standstill: @escaping @Sendable () -> String? = { nil }
    ) {
        deskInForce = desk
        self.standstill = standstill
        self.signer = signer
        self.options = options
        self.version = version
    }

    var desk: any SidecarDesk { deskInForce() }

    var committer: Committer { Committer(desk: desk, memory: memory) }

    var decider: Decider { Decider(desk: desk, memory: memory, holdMs: options.holdMs) }

    /// Whether a tenant that a message names is the one that is served; one that is not named is.
    func check(tenant: String) throws {
        guard tenant.isEmpty || tenant == desk.tenant else {
            throw RPCError(
                code: .permissionDenied,
                message: "This sidecar serves another tenant than \"\(printable(tenant))\"."
            )
        }
    }

    /// Refuses new work while the server stops; what closes holds is still taken.
    func checkOpen() throws {
        if drain.isDraining {
            throw RPCError(code: .unavailable, message: "The sidecar is draining; try again.")
        }
        if let why = standstill() { throw RPCError(code: .unavailable, message: why) }
    }

    package func requestDecision(
        request: Wire.DecisionRequest,
        context: ServerContext
    ) async throws -> Wire.DecisionResponse {
        try checkOpen()
        let terms: DecisionTerms
        do throws(WireError) {
            terms = try DecisionTerms(request)
        } catch {
            throw RPCError(error)
        }
        if !terms.grant.isEmpty, HoldID(terms.grant) == nil {
            throw RPCError(code: .invalidArgument, message: "budget_grant_jti: no grant's id")
        }
        return try await decide(terms, frozen(request))
    }

    /// Decides, and once more where the policy has changed since the desk was asked for.
    func decide(
        _ terms: DecisionTerms,
        _ pricing: WirePricing = WirePricing()
    ) async throws -> Wire.DecisionResponse {
        do {
            do {
                return try await decider.decide(terms, pricing: pricing)
            } catch let refusal as SidecarRefusal where refusal.kind == .outdated {
                return try await decider.decide(terms, pricing: pricing)
            }
        } catch let refusal as SidecarRefusal {
            throw RPCError(refusal)
        }
    }

    /// The prices that a client froze, where its metadata says so.
    private func frozen(_ request: Wire.DecisionRequest) -> WirePricing {
        let words = request.inputs.runtimeMetadata.fields
        func word(_ name: String) -> String { words[name]?.stringValue ?? "" }
        var pricing = WirePricing()
        pricing.version = word("pricing_version")
        pricing.fxVersion = word("fx_rate_version")
        pricing.conversionVersion = word("unit_conversion_version")
        pricing.snapshotHash = WireText.bytes(hex: word("price_snapshot_hash_hex")) ?? []
        return pricing
    }
}
