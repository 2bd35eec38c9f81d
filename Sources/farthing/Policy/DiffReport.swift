import FarthingCore
import FarthingPolicy

/// What two policies' comparison says, for people and for programs.
struct DiffReport {
    private let diff: PolicyDiff
    private let new: Policy

    init(_ diff: PolicyDiff, _ new: Policy) {
        self.diff = diff
        self.new = new
    }

    var exitCode: Int32 {
        switch diff.verdict {
        case .same, .tightens: 0
        case .loosens: 1
        case .unknown: 2
        }
    }

    private var word: String {
        switch diff.verdict {
        case .same: "same"
        case .tightens: "tightens"
        case .loosens: "loosens"
        case .unknown: "unknown"
        }
    }

    var lines: [String] {
        var lines = diff.changes.map { change in
            let sign = ["added": "+", "removed": "-"][change.kind.rawValue] ?? "~"
            let how = change.how.isEmpty ? "" : ": " + change.how.joined(separator: ", ")
            return Shown.safe("\(sign) \(change.what)\(how)")
        }
        if !lines.isEmpty { lines.append("") }
        let kinds = "\(Shown.grouped(diff.classCount)) kinds of scopes"
        switch diff.verdict {
        case .same: lines.append("same: no call is decided otherwise (\(kinds))")
        case .tightens:
            lines.append(
                "tightens: every call is decided at least as strictly as before (proved, \(kinds))"
            )
        case .loosens(let example):
            lines.append("loosens: this call is decided less strictly than before")
            lines += Self.lines(example)
        case .unknown(let reasons):
            lines.append(
                "unknown: neither proved to tighten, nor a call found that shows otherwise"
            )
            lines += reasons.map { "  " + Shown.safe($0) }
        }
        return lines
    }

    private static func lines(_ example: PolicyCounterexample) -> [String] {
        var lines: [String] = []
        for spend in example.past {
            let amounts = spend.amounts.sorted { $0.key.name < $1.key.name }
                .map { Shown.amount($0.value, $0.key) }
            let when = spend.atMs.map { ", at \(Shown.time($0))" } ?? ""
            lines.append(
                "  after   \(amounts.joined(separator: ", ")) spent by \(text(spend.scope))\(when)"
            )
        }
        for (index, call) in example.calls.enumerated() {
            let name = index == example.calls.count - 1 ? "call" : "first"
            lines.append("  \(name)\(name == "call" ? " " : "")   " + PolicyExplanation.text(call))
        }
        lines.append("  before  " + text(example.old))
        lines.append("  now     " + text(example.new))
        return lines
    }

    private static func text(_ scope: Scope) -> String {
        let words = scope.sorted.map { "\($0.dimension.name)=\($0.value)" }
        return words.isEmpty ? "any call" : Shown.safe(words.joined(separator: " "))
    }

    private static func text(_ outcome: TrialOutcome) -> String {
        var text = outcome.decision.name
        var why = outcome.explained.first
        switch outcome.decision {
        case .approve:
            if let terms = outcome.approval {
                text +=
                    " by \(terms.needed) of \(terms.group), within "
                    + Shown.length(ms: terms.withinMs)
            }
            // What asks for it stands behind why another model takes the call.
            why = outcome.explained.last
        case .wait(let deadlineMs): text += " at most \(Shown.length(ms: deadlineMs))"
        case .downgrade: text += " to \(outcome.model)"
        case .allow, .block: break
        }
        return Shown.safe(text + (why.map { ": \($0)" } ?? ""))
    }

    var json: [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("changes")
        json.beginArray()
        for change in diff.changes {
            json.beginObject()
            json.key("how")
            json.strings(change.how)
            json.key("kind")
            json.string(change.kind.rawValue)
            json.key("what")
            json.string(change.what)
            json.endObject()
        }
        json.endArray()
        json.key("classes")
        json.int(diff.classCount)
        if case .loosens(let example) = diff.verdict {
            json.key("counterexample")
            Self.write(example, &json)
        }
        json.key("ok")
        json.bool(true)
        if case .unknown(let reasons) = diff.verdict {
            json.key("reasons")
            json.strings(reasons)
        }
        json.key("verdict")
        json.string(word)
        json.endObject()
        return json.bytes
    }

    private static func write(_ example: PolicyCounterexample, _ json: inout JSONWriter) {
        json.beginObject()
        json.key("calls")
        json.strings(example.calls.map { PolicyExplanation.text($0) })
        json.key("new")
        json.string(example.new.decision.name)
        json.key("new_reasons")
        json.strings(example.new.explained)
        json.key("old")
        json.string(example.old.decision.name)
        json.key("old_reasons")
        json.strings(example.old.explained)
        json.key("past")
        json.beginArray()
        for spend in example.past {
            json.beginObject()
            json.key("amounts")
            json.strings(
                spend.amounts.sorted { $0.key.name < $1.key.name }
                    .map { BudgetUnit.shown($0.value, $0.key) }
            )
            if let atMs = spend.atMs {
                json.key("at_ms")
                json.int(atMs)
            }
            json.key("scope")
            spend.scope.write(to: &json)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
