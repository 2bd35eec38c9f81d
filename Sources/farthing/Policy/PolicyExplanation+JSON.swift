import FarthingCore
import FarthingPolicy

extension PolicyExplanation {
    /// The explanation for programs.
    var answer: [UInt8] {
        var json = JSONWriter(capacity: 4_096)
        json.beginObject()
        write(to: &json)
        json.key("ok")
        json.bool(true)
        json.endObject()
        return json.bytes
    }

    /// Members whose names come before `ok`.
    func write(to json: inout JSONWriter) {
        if let approval = outcome.approval, outcome.decision == .approve {
            json.key("approval")
            json.beginObject()
            json.key("approvers")
            json.string(approval.group)
            json.key("lifts_limit")
            json.bool(outcome.liftsLimit)
            json.key("need")
            json.int(approval.needed)
            json.key("within_ms")
            json.int(approval.withinMs)
            json.endObject()
        }
        json.key("at_ms")
        json.int(atMs)
        json.key("call")
        call.scope.write(to: &json)
        json.key("decision")
        json.string(outcome.decision.name)
        json.key("determining")
        json.strings(trial.determining(outcome, atMs: atMs))
        json.key("hash")
        json.string(authored.hash)
        json.key("instead")
        writeInstead(to: &json)
        json.key("model")
        json.string(outcome.model)
        if let tokens = outcome.grantedTokens {
            json.key("output_tokens")
            json.int(tokens)
        }
        json.key("reasons")
        json.strings(outcome.explained)
        json.key("refused_by")
        json.strings(outcome.refusedBy(trial.determining(outcome, atMs: atMs)))
        json.key("shadow_reasons")
        json.strings(outcome.shadowReasons)
        json.key("steps")
        json.beginArray()
        for step in outcome.steps { write(step, to: &json) }
        json.endArray()
    }

    private func writeInstead(to json: inout JSONWriter) {
        json.beginObject()
        if let model = alternatives?.cheapest {
            json.key("cheapest_model")
            json.string(model.name)
            json.key("cheapest_nanos")
            json.int(model.ceilingNanos)
        }
        if let freeAtMs = alternatives?.freeAtMs {
            json.key("free_at_ms")
            json.int(freeAtMs)
        }
        if let tokens = alternatives?.outputTokens {
            json.key("output_tokens")
            json.int(tokens)
        }
        json.endObject()
    }

    private func write(_ step: TrialStep, to json: inout JSONWriter) {
        json.beginObject()
        json.key("budgets")
        json.beginArray()
        for line in step.lines { Self.write(line, to: &json) }
        json.endArray()
        if let bound = step.bound {
            json.key("cost_nanos")
            json.int(bound.ceilingNanos)
        }
        json.key("model")
        json.string(step.model)
        json.key("not_counted")
        json.beginArray()
        for miss in trial.misses(step, atMs: atMs) {
            json.beginObject()
            json.key("budget")
            json.string(miss.budget.id)
            json.key("failing")
            json.strings(miss.terms.map(\.text))
            json.endObject()
        }
        json.endArray()
        json.key("rules")
        json.beginArray()
        if step.verdict != nil {
            for trace in trial.rules(step, of: outcome, atMs: atMs) {
                Self.write(trace, to: &json)
            }
        }
        json.endArray()
        if let bound = step.bound {
            json.key("tokens")
            json.int(bound.ceilingTokens)
        }
        json.endObject()
    }

    private static func write(_ line: TrialLine, to json: inout JSONWriter) {
        json.beginObject()
        json.key("budget")
        json.string(line.budget.id)
        json.key("enforced")
        json.bool(line.isEnforced)
        json.key("free")
        json.int(line.free)
        json.key("held")
        json.int(line.held)
        json.key("limit")
        json.int(line.whole)
        json.key("needed")
        json.int(line.needed)
        json.key("passed")
        json.strings(line.passed.map { "\(shareText($0.atBasisPoints)) \($0.action.name)" })
        json.key("paused")
        json.bool(line.isPaused)
        json.key("scope")
        json.string(line.scope)
        json.key("spent")
        json.int(line.spent)
        json.key("unit")
        json.string(line.budget.unit.name)
        if line.windowEndsMs != .max {
            json.key("window_ends_ms")
            json.int(line.windowEndsMs)
        }
        json.endObject()
    }

    private static func write(_ trace: RuleTrace, to json: inout JSONWriter) {
        json.beginObject()
        json.key("action")
        json.string(trace.rule.action.name)
        json.key("applies")
        json.bool(trace.applies)
        json.key("conditions")
        json.beginArray()
        for term in trace.terms {
            json.beginObject()
            json.key("holds")
            json.bool(term.holds)
            json.key("text")
            json.string(term.text)
            json.endObject()
        }
        json.endArray()
        json.key("determines")
        json.bool(trace.isDetermining)
        json.key("rule")
        json.string(trace.rule.id)
        json.endObject()
    }
}
