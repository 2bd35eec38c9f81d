import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore

/// A sidecar's service over a ledger, so that the real book judges.
struct Sample {
    let ledger: any RecallingLedger
    let clock: ManualClock
    let desk: LedgerDesk
    let service: SidecarService

    static func policy(tenant: String = "acme") throws -> Policy {
        let budget = Dimension.tag("budget")
        return try Policy("test", tenant: tenant) {
            try Budget(
                "my-budget",
                match: [budget: "my-budget"],
                limit: .usd("1.00"),
                window: .total
            )
            try Budget("second", match: [budget: "second"], limit: .usd("0.01"), window: .total)
            try Budget("tokens", match: [budget: "tokens"], limit: .tokens(10_000), window: .total)
            try Budget("gold", match: [budget: "gold"], limit: .credits(10, "gold"), window: .total)
            try Budget("asked", match: [budget: "asked"], limit: .usd("1.00"), window: .total)
            try Budget("shared", match: [budget: "shared"], limit: .usd("1.00"), window: .total) {
                Approve(at: .percent(50), by: "finance", reason: "HALF_SPENT")
            }
            try Budget("counted", match: [budget: "my-budget"], limit: .calls(50), window: .total)
            try Rule("ask", do: .approve(by: "finance"), reason: "OVER_A_LOT") {
                When(budget, fits: "asked")
            }
            try Budget(
                "dear",
                match: [budget: "dear-*"],
                limit: .usd("1.00"),
                per: [budget],
                window: .total
            )
            try Budget("slow", match: [budget: "slow"], limit: .usd("1.00"), window: .total)
            try Rule("dear", do: .approve(by: "finance")) {
                When(budget, fits: "dear-*")
                When(cost: .greaterOrEqual, .usd("0.10"))
            }
            try Rule("slow", do: .approve(by: "finance", wait: .seconds(3_600))) {
                When(budget, fits: "slow")
            }
            try Rule("cheaper", do: .downgrade(to: "small")) { When(.model, fits: "big") }
            try Rule("too-much", do: .block, reason: "TOO_MUCH") {
                When(.user, fits: "watched")
                When(cost: .greater, .usd("0.08"))
            }
        }
    }

    /// - Parameter ledger: an empty one, or one that such a service has used before.
    init(
        _ ledger: any RecallingLedger = MemoryLedger(),
        _ clock: ManualClock = ManualClock(),
        policy: Policy? = nil
    ) async throws {
        let policy = try policy ?? Self.policy()
        var options = Governor.Options()
        options.principal = "sidecar"
        options.clock = clock
        options.events = SpendEvents(clock: clock)
        _ = try await Governor(ledger: ledger, policy: policy, options: options)
        try self.init(ledger, clock, options, policy: policy)
    }

    /// The same ledger under a service that remembers nothing.
    func restarted() throws -> Sample { try Sample(ledger, clock, desk.settings) }

    /// The same ledger under a service with these options.
    func serving(_ options: SidecarOptions) throws -> Sample {
        try Sample(ledger, clock, desk.settings, options)
    }

    /// The same ledger under a service that remembers nothing, with another policy or in another name.
    func under(_ policy: Policy, principal: String = "sidecar") throws -> Sample {
        var options = desk.settings
        options.principal = principal
        return try Sample(ledger, clock, options, policy: policy)
    }

    private init(
        _ ledger: any RecallingLedger,
        _ clock: ManualClock,
        _ options: Governor.Options,
        _ serving: SidecarOptions = SidecarOptions(),
        policy: Policy? = nil
    ) throws {
        self.ledger = ledger
        self.clock = clock
        let policy = try CompiledPolicy(policy ?? Self.policy())
        desk = LedgerDesk(ledger, policy, .empty, options, policyHash: [1, 2, 3])
        let desk = desk
        service = SidecarService({ desk }, SampleSigner(), serving, version: "test")
    }

    static let micros: Wire.UnitRef = {
        var unit = Wire.UnitRef()
        unit.unitID = "usd_micros"
        unit.kind = .monetary
        return unit
    }()

    static func request(
        _ key: String = "sg-1",
        budget: String = "my-budget",
        amount: String = "1000",
        run: String = "run-1"
    ) -> Wire.DecisionRequest {
        var request = Wire.DecisionRequest()
        request.trigger = .llmCallPre
        request.route = "llm.call"
        request.ids.runID = run
        request.ids.stepID = "\(run):call:1"
        request.idempotency.key = key
        var claim = Wire.BudgetClaim()
        claim.budgetID = budget
        claim.amountAtomic = amount
        claim.unit = micros
        claim.direction = .debit
        request.inputs.projectedClaims = [claim]
        return request
    }

    static var context: ServerContext {
        ServerContext(
            descriptor: MethodDescriptor(fullyQualifiedService: "test", method: "test"),
            remotePeer: "test",
            localPeer: "test",
            cancellation: .init()
        )
    }

    func decide(_ request: Wire.DecisionRequest) async throws -> Wire.DecisionResponse {
        try await service.requestDecision(request: request, context: Self.context)
    }

    func commit(
        _ reservation: String?,
        _ amount: String,
        event: String = "e1",
        outcome: Wire.CallEnd.Outcome = .success,
        unit: Wire.UnitRef = Sample.micros
    ) async -> Wire.TraceEventAck {
        var message = Wire.TraceEvent()
        message.kind = .llmCallPost
        message.llmCallPost.reservationID = reservation ?? ""
        message.llmCallPost.estimatedAmountAtomic = amount
        message.llmCallPost.providerEventID = event
        message.llmCallPost.outcome = outcome
        message.llmCallPost.unit = unit
        return await service.ack(message)
    }

    /// - Parameter isNamed: whether the request names the decision beside the approval.
    func resume(
        _ answer: Wire.DecisionResponse,
        isNamed: Bool = true
    ) async throws -> Wire.ResumeResponse {
        var request = Wire.ResumeRequest()
        request.tenantID = "acme"
        if isNamed { request.decisionID = answer.decisionID }
        request.approvalID = answer.approvalRequestID
        return try await service.resumeAfterApproval(request: request, context: Self.context)
    }

    /// A session under the budget "my-budget"; its id.
    func reserve(_ amount: String, _ key: String = "k") async throws -> String {
        var request = Wire.SessionRequest()
        request.budgetID = "my-budget"
        request.unit = Self.micros
        request.sessionID = "s"
        request.route = "voice"
        request.estimatedAmountAtomic = amount
        request.ttlSeconds = 120
        request.idempotencyKey = key
        let outcome = try await service.reserveSession(request: request, context: Self.context)
        return outcome.accepted.sessionReservationID
    }

    func end(_ session: String) async throws -> Wire.SessionEndOutcome {
        var request = Wire.SessionEnd()
        request.sessionReservationID = session
        return try await service.releaseSession(request: request, context: Self.context)
    }

    func delta(
        _ session: String,
        _ id: String,
        _ amount: String
    ) async throws -> Wire.DeltaOutcome {
        var request = Wire.DeltaRequest()
        request.sessionReservationID = session
        request.streamingCommitID = id
        request.amountAtomicDelta = amount
        request.outcome = .success
        return try await service.commitSessionDelta(request: request, context: Self.context)
    }

    func account(_ budget: String = "my-budget") async throws -> AccountStatement? {
        try await ledger.accounts().first { $0.key.budget == budget }
    }
}

struct SampleSigner: SidecarSigner {
    let keyID = "test"
    let grantKeyID = "grants"

    func sign(_ message: [UInt8]) -> [UInt8] { mac([1] + message) + mac([2] + message) }
    func signGrant(_ message: [UInt8]) -> [UInt8] { mac([3] + message) + mac([4] + message) }
    func verifiesGrant(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        signature == signGrant(message)
    }
    func mac(_ message: [UInt8]) -> [UInt8] { SHA256Hash.of(Array("secret".utf8) + message) }
}
