import Farthing
package import FarthingCore
import SwiftProtobuf

/// What a decision is about: all that counts of a request, and nothing of how it came.
package struct DecisionTerms: Hashable, Sendable {
    package private(set) var trigger: Wire.DecisionRequest.Trigger
    /// Empty where it is not known any more: ``isRecalled``.
    package private(set) var route: String
    package private(set) var run: String
    package private(set) var step: String
    package private(set) var parentRun: String
    package private(set) var plannedSteps: Int32
    package private(set) var grant: String
    package private(set) var key: String
    package private(set) var claims: [WireClaim]
    package private(set) var scope: Scope
    package private(set) var provider: String?
    package private(set) var model: String?
    package private(set) var tokens: Int64?
    /// Whether it is what the ledger knows of a call that was asked for before a restart.
    package private(set) var isRecalled = false
    private var recalledMark: String?
    /// What a key is bound to: a retry with another span, another session or other ids of the
    /// client's own is the same request.
    package private(set) var fingerprint = ""

    /// The longest idempotency key, in bytes.
    package static let keyBytesMax = 512
    /// The longest name that is no dimension of a scope, in bytes.
    package static let nameBytesMax = 1_024

    /// Reads a request.
    ///
    /// - Throws: ``WireError`` for a trigger that is none, for claims that cannot be read, and
    ///   for names that are longer than a scope takes.
    package init(_ request: Wire.DecisionRequest) throws(WireError) {
        switch request.trigger {
        case .runPre, .agentStepPre, .llmCallPre, .toolCallPre: trigger = request.trigger
        case .unspecified, .UNRECOGNIZED:
            throw WireError(
                "trigger",
                "one of RUN_PRE, AGENT_STEP_PRE, LLM_CALL_PRE, TOOL_CALL_PRE"
            )
        }
        route = request.route
        run = request.ids.runID
        step = request.ids.stepID
        parentRun = request.parentRunID
        plannedSteps = max(0, request.plannedStepsHint)
        grant = request.budgetGrantJti
        key = request.idempotency.key
        guard key.utf8.count <= Self.keyBytesMax else {
            throw WireError("idempotency.key", "at most \(Self.keyBytesMax) bytes")
        }
        // They are kept while an approval is pending.
        let names = [
            ("route", route), ("ids.step_id", step), ("parent_run_id", parentRun),
            ("budget_grant_jti", grant),
        ]
        for (field, name) in names where name.utf8.count > Self.nameBytesMax {
            throw WireError(field, "at most \(Self.nameBytesMax) bytes")
        }
        claims = try WireClaim.read(request.inputs)
        let words = request.inputs.runtimeMetadata.fields
        func word(_ name: String) -> String? {
            words[name].map(\.stringValue).flatMap { $0.isEmpty ? nil : $0 }
        }
        let estimate = request.inputs.claimEstimate
        model = word("model") ?? (estimate.model.isEmpty ? nil : estimate.model)
        provider = word("provider") ?? word("model_provider")
        if estimate.inputTokens > 0 || estimate.predictedATokens > 0 {
            let (sum, overflows) = max(0, estimate.inputTokens).addingReportingOverflow(
                max(0, estimate.predictedATokens)
            )
            tokens = overflows || sum > Money.maxNanos ? Money.maxNanos : sum
        }
        var scope = Scope()
        try Self.put(run, .run, "ids.run_id", &scope)
        try Self.put(model ?? "", .model, "runtime_metadata.model", &scope)
        try Self.put(provider ?? "", .provider, "runtime_metadata.provider", &scope)
        try Self.put(
            word("team_id") ?? word("team") ?? "",
            .team,
            "runtime_metadata.team_id",
            &scope
        )
        try Self.put(
            word("user_id") ?? word("user") ?? "",
            .user,
            "runtime_metadata.user_id",
            &scope
        )
        try Self.put(
            word("agent_id") ?? word("agent") ?? "",
            .agent,
            "runtime_metadata.agent",
            &scope
        )
        if request.trigger == .toolCallPre {
            let tool = word("tool") ?? word("tool_name") ?? request.route
            try Self.put(tool, .tool, "runtime_metadata.tool", &scope)
        }
        self.scope = scope
        fingerprint = WireText.hexHash(["decision/1"] + claimParts + [step] + runParts)
    }

    /// What a call was that people have approved, as the ledger knows it after a restart.
    package init(_ approval: ApprovalStatement) {
        trigger = approval.scope[.tool] == nil ? .llmCallPre : .toolCallPre
        route = ""
        run = approval.scope[.run] ?? ""
        step = ""
        parentRun = ""
        plannedSteps = 0
        // What people have said yes to was judged by its route already, which the ledger does not keep.
        grant = approval.source?.description ?? ""
        isRecalled = true
        recalledMark = approval.subjectMark
        key = "resume:\(approval.id)"
        scope = approval.scope
        scope[.tenant] = nil
        model = scope[.model]
        provider = scope[.provider]
        tokens = approval.lines.first { $0.unit == .tokens }?.amount
        let money = approval.lines.first { $0.unit?.isMoney ?? false }
        let credits = approval.lines.lazy.compactMap { line -> WireClaim? in
            guard case .credits(let name)? = line.unit else { return nil }
            return WireClaim(
                budget: "",
                unit: WireUnit(id: "", kind: .credits(name)),
                amount: line.amount
            )
        }
        if money == nil, let tokens {
            let unit = WireUnit(id: "", kind: .tokens)
            claims = [WireClaim(budget: "", unit: unit, amount: tokens)]
        } else if money == nil, let claim = credits.first {
            claims = [claim]
        } else {
            let unit = WireUnit(id: "", kind: .dollars(nanosPerPart: 1_000))
            claims = [WireClaim(budget: "", unit: unit, amount: approval.projectedNanos)]
        }
        // The unit as it was claimed, where it counts the same.
        if let text = scope[ClaimTags.unit], let unit = WireUnit(text: text),
            let claim = claims.first, unit.counts(as: claim.unit)
        {
            claims = [WireClaim(budget: claim.budget, unit: unit, amount: claim.amount)]
        } else if let text = scope[ClaimTags.unit], let unit = WireUnit(text: text),
            unit.kind == .calls, money == nil, tokens == nil, credits.isEmpty
        {
            claims = [WireClaim(budget: "", unit: unit, amount: 1)]
        }
        fingerprint = WireText.hexHash(["decision/1"] + claimParts + [step] + runParts)
    }

    private static func put(
        _ value: String,
        _ dimension: Dimension,
        _ field: String,
        _ scope: inout Scope
    ) throws(WireError) {
        if value.isEmpty { return }
        guard value.utf8.count <= Scope.valueBytesMax else {
            throw WireError(field, "at most \(Scope.valueBytesMax) bytes")
        }
        guard WireText.isPlain(value) else { throw WireError(field, "no control characters") }
        scope[dimension] = value
    }

    /// By what a run's second asking is known for what was approved: the same without the step, of the same user,
    /// team and all else that it says of itself. Without a run only its own key's is the same.
    package var runFingerprint: String {
        let named = scope.sorted.flatMap { [$0.dimension.name, $0.value] }
        let own = [run.isEmpty ? key : "", String(named.count)]
        return WireText.hexHash(["run/2"] + own + named + claimParts + runParts)
    }

    /// What the approval of each claim is found by beside its names: a yes is for these claims of the decision, and
    /// for nothing else that the run asks for. Empty for what was asked for without.
    package var approvalMarks: [String] {
        if isRecalled { return recalledMark.map { [$0] } ?? [] }
        let fingerprint = runFingerprint
        return (0..<max(1, claims.count)).map { index in
            String(WireText.hexHash(["approval/1", fingerprint, String(index)]).prefix(32))
        }
    }

    /// By what a run's second asking finds what a resumed approval holds, also where the first one is known from
    /// the ledger alone.
    package var rerunMark: String { approvalMarks.first ?? runFingerprint }

    private var claimParts: [String] {
        [String(claims.count)]
            + claims.flatMap { [$0.budget, $0.unit.id, $0.unit.kind.text, String($0.amount)] }
    }

    private var runParts: [String] {
        [
            String(trigger.rawValue), route, run, parentRun, String(plannedSteps), grant,
            model ?? "", scope[.tool] ?? "",
        ]
    }

    /// What all claims come to together.
    private var judged: SidecarCall.Judged {
        var nanos: Int64 = 0
        var counted: Int64 = 0
        for claim in claims {
            switch claim.unit.kind {
            case .dollars: nanos = min(Money.maxNanos, nanos + claim.amount)
            case .tokens: counted = min(Money.maxNanos, counted + claim.amount)
            case .calls, .credits: break
            }
        }
        return SidecarCall.Judged(nanos: nanos, tokens: max(counted, tokens ?? 0))
    }

    /// The call of one claim in an attempt.
    ///
    /// - Parameter mark: the claim's of ``approvalMarks``; nil where nobody is asked.
    package func call(
        _ index: Int,
        attempt: Int,
        expiresInMs: Int64,
        mark: String? = nil
    ) -> SidecarCall {
        var call = SidecarCall(scope: scope, expiresInMs: expiresInMs)
        call.tokens = tokens
        call.route = isRecalled ? nil : route
        call.approvalMark = mark
        if claims.count > 1 {
            // The other claims' holds would run out meanwhile, or fail when the yes is used up; and it would wait
            // for its own money.
            call.mayWait = false
            call.judged = judged
        }
        if claims.indices.contains(index) {
            let claim = claims[index]
            call.take(claim.unit.kind, claim.amount)
            if !claim.budget.isEmpty {
                call.budget = claim.budget
                call.scope[.tag("budget")] = claim.budget
            }
        }
        if !key.isEmpty {
            call.key = "\(attempt)/\(index)/\(key)"
            call.content = fingerprint
        }
        if let source = HoldID(grant) { call.source = source }
        return call
    }
}
