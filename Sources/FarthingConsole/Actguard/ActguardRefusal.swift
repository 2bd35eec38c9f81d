import FarthingCore

/// Why no money was set aside for a run, as a client tells it to its program.
struct ActguardRefusal {
    private let refusal: Refusal
    private let question: Reserves.Question
    private let neededUnits: Int64

    init(_ refusal: Refusal, _ question: Reserves.Question, neededUnits: Int64) {
        self.refusal = refusal
        self.question = question
        self.neededUnits = neededUnits
    }

    /// 402 where somebody must do something about it, 409 where time will; both stop the run.
    ///
    /// - Throws: ``ConsoleError`` for a refusal that says nothing of a budget.
    func answer() throws -> ConsoleAnswer {
        switch refusal.code {
        case .invalid: throw ConsoleError(422, "invalid", "The reservation is out of bounds.")
        case .paused, .frozen, .approvalPending, .approvalDenied, .tooManyApprovals:
            return paymentRequired
        case _ where refusal.code.isOfRoom && isUsedUpForGood: return paymentRequired
        default: return exceeded
        }
    }

    /// Whether the window has no end, and what is spent alone leaves too little.
    private var isUsedUpForGood: Bool {
        let used = Int128(refusal.spent) + Int128(refusal.needed)
        return refusal.windowEndsMs == Int64.max && used > Int128(refusal.limit)
    }

    private var exceeded: ConsoleAnswer {
        .json(409) { json in
            json.key("detail")
            json.string(refusal.account == nil ? refusal.code.rawValue : "budget_exceeded")
            json.key("message")
            json.string(refusal.text(in: .english))
            json.key("run_id")
            json.string(question.run)
            json.key("user_id")
            json.string(question.user)
            json.key("cost_limit")
            json.int(refusal.account == nil ? neededUnits : units(refusal.limit))
            json.key("cost_used")
            json.int(units(refusal.spent))
            json.key("remaining")
            json.int(units(refusal.free))
            json.key("receipt")
            if let sequence = refusal.sequence { json.int(sequence) } else { json.null() }
        }
    }

    private var paymentRequired: ConsoleAnswer {
        let balance = units(refusal.free)
        return .json(402) { json in
            json.key("detail")
            json.string(refusal.code.isOfRoom ? "budget_exhausted" : refusal.code.rawValue)
            json.key("user_message")
            json.string(message)
            json.key("current_balance")
            json.int(balance)
            json.key("required_amount")
            json.int(neededUnits)
            json.key("shortfall")
            json.int(max(0, neededUnits - balance))
            json.key("user_id")
            json.string(question.user)
        }
    }

    private var message: String {
        let text = refusal.text(in: .english)
        guard let approval = refusal.approvalID else { return text }
        return text + " Approval: \(approval)."
    }

    /// An amount of the account that refuses, in whole units; none where it counts no dollars.
    private func units(_ amount: Int64) -> Int64 {
        refusal.unit == LineUnit.dollars.unit ? CostUnits.within(amount) : 0
    }
}
