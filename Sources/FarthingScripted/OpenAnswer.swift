import NIOCore

/// An answer that takes more than one write: a stream, a late answer, a huge or a broken one.
final class OpenAnswer {
    let request: ReceivedRequest
    let plan: CallPlan
    /// Nil for an answer that is no stream.
    var stream: (any AnswerStream)?
    /// Where the bytes are made before they are framed.
    var event = ByteBuffer()
    var gzip: StoredGzip?
    /// Spaces still to be sent before the next event: JSON may begin with any number of them.
    var paddingBytesLeft = 0
    var isFirstEvent = true
    /// Waits for the socket to take more.
    var isBlocked = false

    private let ticket: Bill.Ticket
    private var isBilled = false

    init(_ request: ReceivedRequest, plan: CallPlan, ticket: Bill.Ticket) {
        self.request = request
        self.plan = plan
        self.ticket = ticket
        if plan.call.isStream { stream = plan.form.makeStream(plan) }
    }

    /// Bills the whole answer, or what a stream has sent when it is cut. Only the first time
    /// counts.
    func bill(_ outcome: BilledCall.Outcome, in bill: Bill) {
        guard !isBilled else { return }
        isBilled = true
        var tokens = plan.call.completionTokens
        if let stream, outcome == .cut {
            tokens = plan.call.reasoningTokens + stream.textTokensSent
        } else if let stream, outcome == .hungUp || outcome == .unanswered {
            tokens = stream.completionTokensIfClosed
        }
        let isFree = outcome == .refused
        bill.close(
            ticket,
            completionTokens: isFree ? 0 : tokens,
            reasoningTokens: isFree ? 0 : plan.call.reasoningTokens,
            outcome: outcome
        )
    }

    /// The client is gone before the end.
    func clientClosed(_ bill: Bill) {
        self.bill(plan.fault == .timeout ? .unanswered : .hungUp, in: bill)
    }
}
