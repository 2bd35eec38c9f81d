/// One call of a job.
struct JobLine {
    enum End {
        case open
        /// Answered, well or with an error of its own.
        case done
        /// Stopped in mid-answer, and billed up to there.
        case begun
        case failed, expired, cancelled
    }

    /// A call that was read, or the error that it is answered with.
    enum Work {
        case call(CallPlan)
        case error(ProviderError)
    }

    let customID: String
    let work: Work
    private(set) var end = End.open
    private var ticket: Bill.Ticket?

    init(customID: String, work: Work) {
        self.customID = customID
        self.work = work
    }

    /// The call, where one was read.
    var plan: CallPlan? { if case .call(let plan) = work { plan } else { nil } }

    /// The error that the line is answered with, once it is done.
    var error: ProviderError? {
        switch work {
        case .error(let error): return error
        case .call(let plan):
            guard case .status(let status) = plan.fault else { return nil }
            return plan.form.fault(status)
        }
    }

    /// Whether the line was taken up and answered with what was asked for.
    var isAnswered: Bool { end == .done && error == nil && plan?.fault != .timeout }

    /// Enters the call in the bill, open until the job ends.
    mutating func open(_ bill: Bill) {
        if let plan { ticket = bill.open(plan.call) }
    }

    /// A line of a batch that is an error is never billed, whatever its status is.
    mutating func finish(_ end: End, _ bill: Bill) {
        guard self.end == .open else { return }
        self.end = end
        guard let plan, let ticket = ticket.take() else { return }
        var outcome = BilledCall.Outcome.refused
        var tokens = 0
        if end == .begun {
            outcome = .cut
            tokens = plan.call.reasoningTokens + plan.textTokens / 2
        } else if isAnswered {
            outcome = .whole
            tokens = plan.call.completionTokens
        }
        bill.close(
            ticket,
            completionTokens: tokens,
            reasoningTokens: outcome == .refused ? 0 : plan.call.reasoningTokens,
            outcome: outcome
        )
    }
}
