import FarthingCore
import FarthingSidecar
import SwiftProtobuf
import Testing

@Suite("decision terms")
struct DecisionTermsTests {
    @Test("spans, sessions and the client's own ids are no part of what a key is bound to")
    func fingerprint() throws {
        let first = try DecisionTerms(Sample.request())
        var other = Sample.request()
        other.sessionID = "another"
        other.trace.spanID = "2222222222222222"
        other.ids.decisionID = "d2"
        other.ids.llmCallID = "l2"
        other.inputs.projectedClaims[0].windowInstanceID = "w2"
        #expect(try DecisionTerms(other).fingerprint == first.fingerprint)
        let changes: [(inout Wire.DecisionRequest) -> Void] = [
            { $0.inputs.projectedClaims[0].amountAtomic = "1001" },
            { $0.inputs.projectedClaims[0].budgetID = "b" },
            { $0.inputs.projectedClaims[0].unit.unitID = "usd_cents" },
            { $0.trigger = .toolCallPre },
            { $0.route = "tool.call" },
            { $0.ids.runID = "r2" },
            { $0.ids.stepID = "s2" },
            { $0.plannedStepsHint = 3 },
            { $0.parentRunID = "p" },
        ]
        for (index, change) in changes.enumerated() {
            var request = Sample.request()
            change(&request)
            let changed = try DecisionTerms(request)
            #expect(changed.fingerprint != first.fingerprint, "\(index)")
        }
        var step = Sample.request()
        step.ids.stepID = "s2"
        #expect(try DecisionTerms(step).runFingerprint == first.runFingerprint)
    }

    @Test("window ids are in no account's key, budget ids are a tag")
    func scope() throws {
        var request = Sample.request()
        request.inputs.runtimeMetadata.fields["model"] = .init(stringValue: "gpt-5")
        request.inputs.runtimeMetadata.fields["team_id"] = .init(stringValue: "blue")
        let terms = try DecisionTerms(request)
        let call = terms.call(0, attempt: 2, expiresInMs: 1)
        #expect(call.scope[.tag("budget")] == "my-budget")
        #expect(call.scope[.model] == "gpt-5")
        #expect(call.scope[.team] == "blue")
        #expect(call.scope[.run] == "run-1")
        #expect(call.nanos == 1_000_000)
        #expect(call.key == "2/0/sg-1")
    }

    @Test("what no decision can be made of is refused")
    func wrong() {
        let changes: [(inout Wire.DecisionRequest) -> Void] = [
            { $0.trigger = .unspecified },
            { $0.trigger = .UNRECOGNIZED(99) },
            { $0.ids.runID = String(repeating: "r", count: 257) },
            { $0.idempotency.key = String(repeating: "k", count: 513) },
            { $0.inputs.projectedClaims[0].amountAtomic = "" },
        ]
        for change in changes {
            var request = Sample.request()
            change(&request)
            #expect(throws: WireError.self) { try DecisionTerms(request) }
        }
    }

    @Test("a session is its tenant's and workload's, after every restart")
    func session() {
        let mac: ([UInt8]) -> [UInt8] = { SHA256Hash.of($0) }
        let one = SessionName.id(tenant: "a", workload: "w", mac: mac)
        #expect(one == SessionName.id(tenant: "a", workload: "w", mac: mac))
        #expect(one != SessionName.id(tenant: "a", workload: "x", mac: mac))
        #expect(one != SessionName.id(tenant: "aw", workload: "", mac: mac))
    }
}
