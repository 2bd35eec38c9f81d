import Farthing
import FarthingCore

extension CallRefusal {
    /// The answer to a call: a tool's result that is an error, which models are shown.
    ///
    /// - Parameter isStructured: false where the tool promises results of a shape of its own, so that
    ///   the numbers stand in `_meta` alone.
    func answer(_ id: RPCID, isStructured: Bool, nowMs: Int64) -> [UInt8] {
        RPCText.result(id) { json in
            json.key("content")
            json.beginArray()
            json.beginObject()
            json.key("type")
            json.literalString("text")
            json.key("text")
            json.string(text(nowMs: nowMs))
            json.endObject()
            json.endArray()
            json.key("isError")
            json.bool(true)
            if isStructured {
                json.key("structuredContent")
                json.beginObject()
                json.key("error")
                writeFacts(to: &json)
                json.endObject()
            }
            json.key("_meta")
            json.beginObject()
            json.key("farthing/refusal")
            writeFacts(to: &json)
            json.endObject()
        }
    }

    /// Everything in words: what was refused, by whom, what is left, when it can be different.
    func text(nowMs: Int64) -> String {
        let outcome =
            isCharged
            ? "The call of '\(tool)' has no answer, and is charged: it may have taken place. "
            : "The call of '\(tool)' was not made, and nothing was spent. "
        var text = outcome + message
        if let refusal, let unit = refusal.unit, code == "budget_exceeded" {
            let left = max(0, refusal.limit - refusal.spent - refusal.held)
            let budget = refusal.account.map { " of the budget '\($0.budget)'" } ?? ""
            text += " Left\(budget): \(ShownAmount.text(left, unit))."
            if refusal.windowEndsMs != Int64.max {
                text += " It rolls over at \(ShownAmount.time(refusal.windowEndsMs))"
                text += ", in \(ShownAmount.span(refusal.windowEndsMs - nowMs))."
            }
        } else if let retryAfterMs {
            text += " Wait \(ShownAmount.span(retryAfterMs))."
        }
        if let approval { text += " The approval's id is \(approval)." }
        return text + " " + advice
    }

    private func writeFacts(to json: inout JSONWriter) {
        json.beginObject()
        json.key("code")
        json.string(code)
        json.key("message")
        json.string(message)
        json.key("advice")
        json.string(advice)
        json.key("tool")
        json.string(tool)
        json.key("charged")
        json.bool(isCharged)
        if let retryAfterMs {
            json.key("retryAfterMs")
            json.int(retryAfterMs)
        }
        if let approval {
            json.key("approval")
            json.string(approval)
        }
        if let refusal { refusal.writeFacts(to: &json) }
        json.endObject()
    }
}

extension Refusal {
    fileprivate func writeFacts(to json: inout JSONWriter) {
        if let account {
            json.key("budget")
            json.string(account.budget)
        }
        if let unit {
            json.key("unit")
            json.string(unit.name)
            for (name, amount) in [
                ("limit", limit), ("spent", spent), ("held", held), ("needed", needed),
                ("remaining", max(0, limit - spent - held)),
            ] {
                json.key(text: name)
                json.int(amount)
            }
        }
        if windowEndsMs != Int64.max {
            json.key("windowEndsMs")
            json.int(windowEndsMs)
        }
        if let rule {
            json.key("rule")
            json.string(rule)
        }
        if let sequence {
            json.key("receipt")
            json.string(String(sequence))
        }
    }
}
