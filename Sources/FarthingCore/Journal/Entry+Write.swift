extension Entry {
    /// Appends the entry as canonical JSON: its members in the order of their names, as
    /// docs/formats/entries.md lists them.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        switch body {
        case .hold(let admission): write(admission, amounts: nil, to: &json)
        case .charge(let admission, let amounts): write(admission, amounts: amounts, to: &json)
        case .refusal(let refused): write(refused, to: &json)
        case .refusals(let repeats): write(repeats, to: &json)
        case .dispatch(let hold): write(hold, kind: "dispatch", to: &json)
        case .extend(let change): write(change, to: &json)
        case .settle(let settlement): write(settlement, to: &json)
        case .release(let hold, let why):
            write(hold, kind: "release", to: &json, end: false)
            writeTimestamp(to: &json)
            json.key("why")
            json.string(why)
        case .expire(let hold, let held, let isCharged):
            json.key("charged")
            json.bool(isCharged)
            json.ints("held", held)
            write(hold, kind: "expire", to: &json)
        case .approvalAsk, .approvalVote, .approvalGrant, .approvalExpire, .approvalWithdraw:
            writeApproval(to: &json)
        case .note(let note): note.write(to: &json, atMs: atMs)
        default: writeConfiguration(to: &json)
        }
        json.endObject()
    }

    func writeTimestamp(to json: inout JSONWriter) {
        json.key("timestamp")
        json.timestamp(atMs)
    }

    private func write(
        _ hold: HoldReference,
        job: String? = nil,
        kind: StaticString,
        to json: inout JSONWriter,
        end: Bool = true
    ) {
        json.key("hold")
        json.int(hold.openedSequence)
        json.key("holdId")
        json.id(hold.id)
        if let job {
            json.key("job")
            json.string(job)
        }
        json.key("kind")
        json.literalString(kind)
        if end { writeTimestamp(to: &json) }
    }

    private func write(_ admission: Admission, amounts: [Int64]?, to json: inout JSONWriter) {
        let context = admission.context
        let cents = Entry.cents(nanos: admission.projectedNanos)
        json.key("action")
        json.literalString(context.isEnforced ? "allow" : "shadow")
        if let amounts { json.ints("amounts", amounts) }
        if let bound = admission.bound {
            json.key("bound")
            bound.write(to: &json)
        }
        json.key("decisionId")
        json.id(admission.id)
        json.key("enforcementMode")
        json.literalString(context.isEnforced ? "enforce" : "shadow")
        json.key("expiresAtMs")
        json.int(admission.expiresAtMs)
        if let key = admission.key {
            json.key("key")
            json.beginObject()
            json.key("contentHash")
            json.string(key.contentHash)
            json.key("name")
            json.string(key.name)
            json.endObject()
        }
        json.key("kind")
        json.literalString(amounts == nil ? "hold" : "charge")
        write(admission.lines, to: &json)
        json.raw(context.models)
        json.key("outputTokens")
        json.int(admission.outputTokens)
        json.raw(context.policy)
        json.key("projectedCents")
        json.int(cents)
        json.key("projectedNanos")
        json.int(admission.projectedNanos)
        json.raw(context.subject)
        json.key("sent")
        json.bool(admission.isSent)
        if let source = admission.source {
            json.key("source")
            json.id(source)
        }
        writeTimestamp(to: &json)
        json.key("triggeredCap")
        json.null()
        json.key("triggeredScopeKey")
        json.null()
        json.key("windowSpendAfter")
        json.int(cents)
        json.key("windowSpendBefore")
        json.int(0)
    }

    private func write(_ lines: [Admission.Line], to json: inout JSONWriter) {
        json.key("lines")
        json.beginArray()
        for line in lines {
            json.beginObject()
            json.key("budget")
            json.string(line.account.budget)
            if line.expected > line.held {
                json.key("expected")
                json.int(line.expected)
            }
            json.key("generation")
            json.int(line.account.generation)
            json.key("held")
            json.int(line.held)
            if let rateNanos = line.rateNanos {
                json.key("rate")
                json.int(rateNanos)
            }
            json.key("scope")
            json.string(line.account.scope)
            json.key("windowStartMs")
            json.int(line.account.windowStartMs)
            json.endObject()
        }
        json.endArray()
    }

    private func write(_ refused: Refused, to json: inout JSONWriter) {
        let context = refused.context
        let refusal = refused.refusal
        let cents = Entry.cents(nanos: refused.projectedNanos)
        let before = Entry.inCents(refusal.spent, unit: refusal.unit)
        json.key("action")
        json.literalString("block")
        json.key("decisionId")
        json.id(refused.id)
        json.key("enforcementMode")
        json.literalString(context.isEnforced ? "enforce" : "shadow")
        json.key("kind")
        json.literalString("refusal")
        json.raw(context.models)
        json.raw(context.policy)
        json.key("projectedCents")
        json.int(cents)
        json.key("projectedNanos")
        json.int(refused.projectedNanos)
        json.raw(context.subject(adding: refusal))
        writeTimestamp(to: &json)
        json.key("triggeredCap")
        if let account = refusal.account {
            json.beginObject()
            json.key("action")
            json.literalString("block")
            json.key("amountCents")
            json.int(Entry.inCents(refusal.limit, unit: refusal.unit))
            json.key("window")
            json.string(refused.window?.name ?? "total")
            json.endObject()
            json.key("triggeredScopeKey")
            json.string(account.scope)
        } else {
            json.null()
            json.key("triggeredScopeKey")
            json.null()
        }
        json.key("windowSpendAfter")
        json.int(refusal.account == nil ? cents : before + cents)
        json.key("windowSpendBefore")
        json.int(refusal.account == nil ? 0 : before)
    }

    private func write(_ repeats: RefusalRepeats, to json: inout JSONWriter) {
        if let account = repeats.account {
            json.key("account")
            account.write(to: &json)
        }
        json.key("code")
        json.string(repeats.code.rawValue)
        json.key("count")
        json.int(repeats.count)
        json.key("first")
        json.int(repeats.first)
        json.key("kind")
        json.literalString("refusals")
        json.key("principal")
        json.string(repeats.principal)
        if let rule = repeats.rule {
            json.key("rule")
            json.string(rule)
        }
        writeTimestamp(to: &json)
    }

    private func write(_ change: Extension, to json: inout JSONWriter) {
        json.ints("expected", change.expected)
        json.key("expiresAtMs")
        json.int(change.expiresAtMs)
        json.ints("held", change.held)
        write(change.hold, job: change.job, kind: "extend", to: &json, end: false)
        json.key("outputTokens")
        json.int(change.outputTokens)
        writeTimestamp(to: &json)
    }

    private func write(_ settlement: Settlement, to json: inout JSONWriter) {
        json.ints("amounts", settlement.amounts)
        if let corrects = settlement.corrects {
            json.key("corrects")
            json.int(corrects)
        }
        json.key("evidence")
        json.string(settlement.evidence.rawValue)
        write(settlement.hold, kind: settlement.kind.entryKind, to: &json, end: false)
        if !settlement.note.isEmpty {
            json.key("note")
            json.string(settlement.note)
        }
        writeTimestamp(to: &json)
        if let usage = settlement.usage {
            json.key("usage")
            usage.write(to: &json)
        }
    }

    /// Nanos as whole cents, rounded up.
    static func cents(nanos: Int64) -> Int64 {
        let (cents, rest) = nanos.quotientAndRemainder(dividingBy: 10_000_000)
        return rest > 0 ? cents + 1 : cents
    }

    /// A money amount in cents, rounded up; an amount of another unit as it is.
    static func inCents(_ amount: Int64, unit: BudgetUnit?) -> Int64 {
        if unit?.isMoney ?? false { return cents(nanos: amount) }
        return amount
    }
}

extension Entry.Settlement.Kind {
    /// The entry's kind, as the journal writes it.
    var entryKind: StaticString {
        switch self {
        case .settle: "settle"
        case .late: "lateSettle"
        case .better: "betterSettle"
        case .correct: "correction"
        case .weaker: "weakerSettle"
        }
    }
}
