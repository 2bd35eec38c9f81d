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
    package let memory = SidecarMemory()
    package let drain = Drain()
    package let counters = SidecarCounters()
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

    /// Whether a tenant that a message names is the one that is served; one that is not named is.
    func check(tenant: String) throws {
        guard tenant.isEmpty || tenant == desk.tenant else {
            throw RPCError(
                code: .permissionDenied,
                message:
                    "This sidecar serves another tenant than \"\(WireText.shown(tenant))\": its "
                    + "policy says tenant: \(WireText.shown(desk.tenant))."
            )
        }
    }

    /// Whether a session may go on under the tenant of a desk: one that was opened for another tenant, whom
    /// the policy named then, may not.
    func check(session: String, on desk: any SidecarDesk) throws {
        guard SessionName.mayBe(session, of: desk.tenant, mac: signer.mac) else {
            throw RPCError(
                code: .failedPrecondition,
                message:
                    "The session was opened for another tenant than the policy in force names "
                    + "(\(WireText.shown(desk.tenant))): make the handshake again, with a new client. "
                    + "Nothing was held; what is open already can be committed and released."
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
        let pricing = frozen(request)
        do throws(WireError) {
            try pricing.checkLength(field: "inputs.runtime_metadata")
        } catch {
            throw RPCError(error)
        }
        let answer = try await SidecarLoops.staying {
            try await decide(terms, pricing, session: request.sessionID)
        }
        counters.note(answer.decision)
        // With a key the retry finds it.
        if terms.key.isEmpty {
            try await checkHeard(context, answer.reservationIds.compactMap { HoldID($0) })
        }
        return answer
    }

    /// Gives holds back of which the client will never hear, because it has gone away or given up: no key
    /// leads to them.
    ///
    /// - Throws: `RPCError` where it does.
    func checkHeard(_ context: ServerContext, _ holds: [HoldID]) async throws {
        // A call is cancelled by the server's end, too, and answered all the same.
        guard context.cancellation.isCancelled, !drain.isDraining else { return }
        for id in holds { _ = try? await desk.release(id, why: "nobody heard of it") }
        throw RPCError(code: .cancelled, message: "The client has gone away; nothing is held.")
    }

    /// Decides, by the policy in force.
    func decide(
        _ terms: DecisionTerms,
        _ pricing: WirePricing = WirePricing(),
        session: String,
        resuming approval: ApprovalStatement? = nil
    ) async throws -> Wire.DecisionResponse {
        do {
            for _ in 0..<Self.policiesMax {
                do {
                    return try await decider(for: session, approval).decide(terms, pricing: pricing)
                } catch let refusal as SidecarRefusal where refusal.kind == .outdated {
                    await nextPolicy()
                }
            }
            return try await decider(for: session, approval).decide(terms, pricing: pricing)
        } catch let refusal as SidecarRefusal {
            throw RPCError(refusal)
        }
    }

    /// Decides by one policy, whose tenant the session may be of.
    private func decider(
        for session: String,
        _ approval: ApprovalStatement?
    ) throws -> Decider {
        let desk = desk
        try check(session: session, on: desk)
        return Decider(desk: desk, memory: memory, holdMs: options.holdMs, approval: approval)
    }

    /// Asks for a hold, by the policy in force.
    func hold(_ call: SidecarCall, session: String) async throws -> SidecarAnswer {
        for _ in 0..<Self.policiesMax {
            let answer = try await holdOnce(call, session)
            guard case .refused(let refusal) = answer, refusal.kind == .outdated else {
                return answer
            }
            await nextPolicy()
        }
        return try await holdOnce(call, session)
    }

    private func holdOnce(_ call: SidecarCall, _ session: String) async throws -> SidecarAnswer {
        let desk = desk
        try check(session: session, on: desk)
        return await desk.hold(call)
    }

    /// Asks the desk of the policy in force, and that of the next one where it changes meanwhile.
    func inForce<Answer>(
        _ ask: (any SidecarDesk) async throws(SidecarRefusal) -> Answer
    ) async throws(SidecarRefusal) -> Answer {
        for _ in 0..<Self.policiesMax {
            do throws(SidecarRefusal) {
                return try await ask(desk)
            } catch  where error.kind == .outdated {
                await nextPolicy()
            }
        }
        return try await ask(desk)
    }

    /// Policies that may come into force while a call is asked for.
    static let policiesMax = 4

    /// The ledger knows of a policy a moment before the desk does.
    func nextPolicy() async { try? await Task.sleep(for: .milliseconds(2)) }

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
