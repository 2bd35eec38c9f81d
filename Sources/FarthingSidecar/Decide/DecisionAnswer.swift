import FarthingCore
import SwiftProtobuf

/// What a decision is answered with; the same parts make the same bytes.
enum DecisionAnswer {
    /// A decision that admits the call, with its holds.
    static func admitted(
        _ terms: DecisionTerms,
        _ holds: [SidecarHold],
        decision: HoldID,
        model: String?,
        reasons: [String]
    ) -> Wire.DecisionResponse {
        var answer = Wire.DecisionResponse()
        answer.decisionID = decision.description
        answer.auditDecisionEventID = auditID(decision, holds.first?.sequence ?? 0)
        answer.decision = .continue
        answer.reasonCodes = reasons
        if let model, model != terms.model {
            answer.decision = .degrade
            answer.mutationPatchJson = patch(from: terms.model, to: model)
            answer.reasonCodes.insert("DOWNGRADE", at: 0)
        }
        answer.reservationIds = holds.map(\.id.description)
        if let first = holds.first { answer.ledgerTransactionID = String(first.sequence) }
        if let untilMs = holds.map(\.expiresAtMs).min(), untilMs > 0 {
            answer.ttlExpiresAt = Google_Protobuf_Timestamp(atMs: untilMs)
        }
        answer.effectHash = wireData(
            WireText.hash(
                ["effect/1", decision.description, terms.fingerprint, model ?? ""]
                    + answer.reservationIds
            )
        )
        return answer
    }

    /// A decision that stops the call; nothing is held.
    static func stopped(
        _ refusal: SidecarRefusal,
        decision: HoldID,
        policyID: String
    ) -> Wire.DecisionResponse {
        var answer = Wire.DecisionResponse()
        answer.decisionID = decision.description
        answer.auditDecisionEventID = auditID(decision, refusal.sequence ?? 0)
        answer.decision =
            switch refusal.kind {
            case .runExhausted: .stopRunProjection
            case .skipped: .skip
            default: .stop
            }
        answer.reasonCodes = refusal.reasonCodes
        if refusal.kind == .runExhausted {
            answer.runCodeTriggered = "RUN_BUDGET_PROJECTION_EXCEEDED"
        }
        if let matched = refusal.matched { answer.matchedRuleIds = [matched.text(of: policyID)] }
        if let sequence = refusal.sequence { answer.ledgerTransactionID = String(sequence) }
        answer.effectHash = wireData(WireText.hash(["stop/1", decision.description]))
        return answer
    }

    /// A decision that waits for people.
    static func approval(
        _ approval: HoldID,
        decision: HoldID,
        _ ask: SidecarAsk,
        policyID: String,
        group: String,
        untilMs: Int64?
    ) -> Wire.DecisionResponse {
        var answer = Wire.DecisionResponse()
        answer.decisionID = decision.description
        answer.auditDecisionEventID = auditID(decision, 0)
        answer.decision = .requireApproval
        answer.reasonCodes = ask.words + ["APPROVAL_REQUIRED"] + ask.reasons
        answer.matchedRuleIds = ask.matched.map { $0.text(of: policyID) }
        answer.approvalRequestID = approval.description
        answer.approverRole = group
        if let untilMs { answer.approvalTtl = Google_Protobuf_Timestamp(atMs: untilMs) }
        answer.effectHash = wireData(WireText.hash(["approval/1", decision.description]))
        return answer
    }

    /// RFC 6902: the model is replaced where it is the one that was asked for.
    static func patch(from old: String?, to new: String) -> String {
        var json = JSONWriter(capacity: 128)
        json.beginArray()
        func step(_ verb: String, _ value: String) {
            json.beginObject()
            json.key("op")
            json.string(verb)
            json.key("path")
            json.string("/modelAlias")
            json.key("value")
            json.string(value)
            json.endObject()
        }
        if let old { step("test", old) }
        step("replace", new)
        json.endArray()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    static func auditID(_ decision: HoldID, _ sequence: Int64) -> String {
        WireText.id(["audit/1", decision.description, String(sequence)]).description
    }
}
