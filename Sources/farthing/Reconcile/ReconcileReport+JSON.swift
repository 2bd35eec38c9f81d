import FarthingCore

extension ReconcileReport {
    /// The comparison as one JSON object; amounts in nanos, differences are theirs less ours.
    func json(_ plan: CorrectionPlan?, entries: [Int64]?, tolerance: Tolerance) -> [UInt8] {
        var json = JSONWriter(capacity: 4_096)
        json.beginObject()
        if let plan {
            json.key("corrections")
            json.beginArray()
            for step in plan.steps { step.write(to: &json) }
            json.endArray()
            json.key("corrections_rest_nanos")
            json.int(Int64(clamping: plan.restNanos))
        }
        if let entries {
            json.key("entries")
            json.beginArray()
            for entry in entries { json.int(entry) }
            json.endArray()
        }
        let bar = reconciliation.errorBar
        json.key("error_bar")
        json.beginObject()
        json.key("spent_nanos")
        json.int(bar.spentNanos)
        json.key("uncertain_nanos")
        json.int(bar.uncertainNanos)
        json.endObject()
        json.key("lines")
        json.beginArray()
        for line in reconciliation.lines { line.write(to: &json) }
        json.endArray()
        json.key("matched")
        json.bool(reconciliation.isMatched)
        json.key("tolerance_millionths")
        json.int(tolerance.millionths)
        let total = reconciliation.total
        json.key("total")
        json.beginObject()
        json.key("ours_nanos")
        json.int(total.oursNanos)
        json.key("theirs_nanos")
        json.int(ExactAmount.nanos(total.theirs))
        json.endObject()
        json.endObject()
        return json.bytes
    }
}

extension ReconciledLine {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        if let differenceNanos {
            json.key("difference_nanos")
            json.int(differenceNanos)
        }
        json.key("end_ms")
        json.int(key.window.endMs)
        json.key("model")
        json.string(key.model)
        json.key("ours")
        json.figures(
            calls: ours.calls,
            nanos: ours.costNanos,
            input: ours.inputTokens,
            output: ours.outputTokens
        )
        json.key("provider")
        json.string(key.provider)
        json.key("start_ms")
        json.int(key.window.startMs)
        json.key("status")
        json.string(status.rawValue)
        json.key("theirs")
        json.figures(
            calls: theirs.requests,
            nanos: theirs.cost.map(ExactAmount.nanos),
            input: theirs.inputTokens,
            output: theirs.outputTokens
        )
        json.key("uncertain_nanos")
        json.int(uncertainNanos)
        json.endObject()
    }
}

extension CorrectionPlan.Step {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("cost_nanos")
        json.int(costNanos)
        json.key("cost_nanos_before")
        json.int(call.costNanos)
        json.key("evidence_before")
        json.string(call.evidence.rawValue)
        json.key("hold")
        json.string(call.id.description)
        json.key("model")
        json.string(line.model)
        json.key("start_ms")
        json.int(line.window.startMs)
        json.endObject()
    }
}

extension JSONWriter {
    /// An object of what is stated.
    fileprivate mutating func figures(calls: Int64?, nanos: Int64?, input: Int64?, output: Int64?) {
        beginObject()
        if let calls {
            key("calls")
            int(calls)
        }
        if let nanos {
            key("cost_nanos")
            int(nanos)
        }
        if let input {
            key("input_tokens")
            int(input)
        }
        if let output {
            key("output_tokens")
            int(output)
        }
        endObject()
    }
}
