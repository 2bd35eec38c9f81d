import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// Why an entry of the journal was decided so, and what a policy would say of the same call at that
/// moment.
struct ReceiptExplanation {
    private let sequence: Int64
    private let entry: Entry
    private let kind: String
    private let context: CallContext
    private let version: (sequence: Int64, id: String, hash: String)?
    private let recordedLines: [(account: AccountKey, unit: BudgetUnit?, text: String)]
    private let now: PolicyExplanation
    /// The approval that was asked for; nil for what asks for none.
    private let ask: ApprovalAsk?

    /// Reads the entry and everything before it.
    init(
        _ sequence: Int64,
        _ journal: CheckedJournal,
        _ authored: AuthoredPolicy,
        _ prices: PriceBook
    ) throws {
        let opening = try Self.opening(of: sequence, journal)
        self.sequence = opening
        let before = try JournalBefore(opening, journal)
        guard let entry = before.entry else { throw Self.nothing(sequence) }
        self.entry = entry
        version = before.policy
        let recorded: RecordedCall
        var asks: ApprovalAsk?
        switch entry.body {
        case .hold(let admission), .charge(let admission, _):
            if case .hold = entry.body { kind = "hold" } else { kind = "charge" }
            context = admission.context
            recorded = RecordedCall(admission, units: before.units, prices, atMs: entry.atMs)
            recordedLines = admission.lines.map { line in
                let unit = before.units[line.account.budget]
                let text = "held " + (unit.map { Shown.amount(line.held, $0) } ?? "\(line.held)")
                return (line.account, unit, text)
            }
        case .refusal(let refused):
            kind = "refusal"
            context = refused.context
            recorded = RecordedCall(refused, prices, atMs: entry.atMs)
            recordedLines =
                refused.refusal.account.map {
                    [($0, refused.refusal.unit, refused.refusal.explained)]
                } ?? []
        case .approvalAsk(let request):
            kind = "approvalAsk"
            context = request.context
            recorded = RecordedCall(request, prices, atMs: entry.atMs)
            recordedLines = request.lines.map { line in
                let unit = before.units[line.budget]
                let amount = unit.map { Shown.amount(line.amount, $0) } ?? "\(line.amount)"
                let account = AccountKey(
                    budget: line.budget,
                    scope: line.scope,
                    windowStartMs: 0,
                    generation: 0
                )
                return (account, unit, "needs " + amount)
            }
            asks = request.ask
        default: throw Self.nothing(sequence)
        }
        let trial = PolicyTrial(
            authored.compiled,
            prices,
            book: before.replay.book,
            atMs: entry.atMs
        )
        now = PolicyExplanation(authored, trial, recorded.call, atMs: entry.atMs)
        ask = asks
    }

    /// The entry that decided on the call of an entry: its hold, for what follows one.
    private static func opening(
        of sequence: Int64,
        _ journal: CheckedJournal
    ) throws -> Int64 {
        guard let batch = try journal.batch(holding: sequence) else {
            let count = try journal.reader.entryCount()
            throw Failure(
                .usage,
                "the journal has no entry \(sequence)"
                    + (count > 0 ? "; the last one is \(count - 1)" : "")
            )
        }
        let offset = Int(sequence - batch.firstSequence)
        guard let line = JournalLines(batch.lines).dropFirst(offset).first(where: { _ in true })
        else { throw nothing(sequence) }
        switch try Entry(line: line, sequence: sequence).body {
        case .settle(let settlement): return settlement.hold.openedSequence
        case .dispatch(let hold), .release(let hold, _): return hold.openedSequence
        case .expire(let hold, _, _): return hold.openedSequence
        case .extend(let change): return change.hold.openedSequence
        case .refusals(let repeats): return repeats.first
        case .approvalVote(let approval, _): return approval.askedSequence
        case .approvalGrant(let grant): return grant.approval.askedSequence
        case .approvalExpire(let approval), .approvalWithdraw(let approval, _):
            return approval.askedSequence
        default: return sequence
        }
    }

    private static func nothing(_ sequence: Int64) -> Failure {
        Failure(
            .usage,
            "entry \(sequence) decides on no call; `farthing receipts list` shows which do"
        )
    }

    var lines: [String] {
        var lines = [
            "entry \(sequence), \(kind), at \(Shown.time(entry.atMs))",
            "call   \(Shown.safe(context.provider))/\(Shown.safe(context.modelRequested))"
                + (context.modelResolved == context.modelRequested
                    ? "" : ", taken by \(Shown.safe(context.modelResolved))")
                + ", key \(Shown.safe(context.principal)), " + scopeText,
            "under  policy \"\(Shown.safe(context.policyID))\" version \(context.policyVersion)"
                + (version.map { " (entry \($0.sequence), \($0.hash.prefix(12)))" } ?? "")
                + (context.isEnforced ? "" : ", in shadow"),
            "prices \(context.priceBook.prefix(12))",
        ]
        if let ask {
            let votes = ask.terms.needed > 1 ? "\(ask.terms.needed) votes of " : ""
            lines.append("asks   \(votes)\(Shown.safe(ask.terms.group))")
        }
        lines += reasons.map { "  because " + Shown.safe($0) }
        for line in recordedLines {
            let account =
                line.account.scope.isEmpty
                ? line.account.budget : "\(line.account.budget)(\(line.account.scope))"
            lines.append("  \(Shown.safe(account)): \(Shown.safe(line.text))")
        }
        lines += [
            "", "what \(Shown.safe(now.authored.path)) says of it, with the accounts as they were:",
        ]
        let unknown = unknown
        if !unknown.isEmpty {
            lines.append("  (the journal does not have \(unknown.joined(separator: ", ")))")
        }
        lines += now.lines.map { $0.isEmpty ? "" : "  " + $0 }
        return lines
    }

    /// What the policy's rules ask about and entries do not keep: such rules are judged without.
    private var unknown: [String] {
        var unknown: [String] = []
        var isRefusal = false
        if case .refusal = entry.body { isRefusal = true }
        for rule in now.authored.compiled.policy.rules {
            for condition in rule.conditions {
                switch condition {
                case .run(let measure, _, _): unknown.append("the run's \(measure.rawValue)")
                case .tokens where isRefusal: unknown.append("a refused call's tokens")
                case .tokens, .cost, .scope: break
                }
            }
            if case .require = rule.action { unknown.append("the key's capability") }
        }
        return Set(unknown).sorted()
    }

    /// Why it was decided so; an approval has reasons of its own.
    private var reasons: [String] {
        context.reasons + (ask?.reasons ?? []).filter { !context.reasons.contains($0) }
    }

    private var scopeText: String {
        let words = context.scope.sorted.filter {
            ![.provider, .model, .tenant].contains($0.dimension)
        }
        .map { "\($0.dimension.name)=\($0.value)" }
        return words.isEmpty ? "no scope" : Shown.safe(words.joined(separator: " "))
    }

    var answer: [UInt8] {
        var json = JSONWriter(capacity: 4_096)
        json.beginObject()
        json.key("kind")
        json.string(kind)
        json.key("now")
        json.beginObject()
        now.write(to: &json)
        json.endObject()
        json.key("ok")
        json.bool(true)
        json.key("policy")
        json.beginObject()
        if let version {
            json.key("entry")
            json.int(version.sequence)
            json.key("hash")
            json.string(version.hash)
        }
        json.key("id")
        json.string(context.policyID)
        json.key("version")
        json.int(context.policyVersion)
        json.endObject()
        json.key("reasons")
        json.strings(reasons)
        json.key("recorded")
        json.beginArray()
        for line in recordedLines {
            json.beginObject()
            json.key("budget")
            json.string(line.account.budget)
            json.key("scope")
            json.string(line.account.scope)
            json.key("text")
            json.string(line.text)
            json.endObject()
        }
        json.endArray()
        json.key("sequence")
        json.int(sequence)
        json.endObject()
        return json.bytes
    }
}

/// The book as it was before an entry, and the entry.
private struct JournalBefore {
    var replay: BookReplay
    var units: [String: BudgetUnit] = [:]
    var policy: (sequence: Int64, id: String, hash: String)?
    var entry: Entry?

    private struct Enough: Error {}

    init(_ sequence: Int64, _ journal: CheckedJournal) throws {
        var corrected: Set<HoldID> = []
        try Self.forEach(journal, upTo: sequence) { entry, _ in
            if let id = entry.correctedHold { corrected.insert(id) }
        }
        var replay = BookReplay(recalling: corrected)
        var units: [String: BudgetUnit] = [:]
        var policy: (sequence: Int64, id: String, hash: String)?
        var found: Entry?
        try Self.forEach(journal, upTo: sequence) { entry, number in
            guard number < sequence else {
                found = entry
                return
            }
            switch entry.body {
            case .setBudget(let budget, _, _): units[budget.id] = budget.unit
            case .setPolicy(let id, _, let hash): policy = (number, id, hash)
            default: break
            }
            try replay.post(entry)
        }
        self.replay = replay
        self.units = units
        self.policy = policy
        entry = found
    }

    private static func forEach(
        _ journal: CheckedJournal,
        upTo sequence: Int64,
        _ body: (Entry, Int64) throws -> Void
    ) throws {
        do {
            try journal.forEach { batch in
                for (offset, line) in JournalLines(batch.lines).enumerated() {
                    let number = batch.firstSequence + Int64(offset)
                    guard number <= sequence else { throw Enough() }
                    try body(try Entry(line: line, sequence: number), number)
                }
            }
        } catch is Enough {}
    }
}
