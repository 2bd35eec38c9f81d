/// An approval as the book keeps it.
struct Approval: Sendable {
    let id: HoldID
    /// The entry that asked for it.
    let sequence: Int64
    let ask: ApprovalAsk
    let projectedNanos: Int64
    /// The hold from which it is to be drawn; nil for none.
    let source: HoldID?
    let context: CallContext
    let askedAtMs: Int64
    var lines: [Line]
    var state = ApprovalState.pending
    var untilMs: Int64
    var votes: [ApprovalStatement.Vote] = []
    /// The hold that keeps the money while it is granted.
    var earmark: HoldID?
    var usedBy: HoldID?
    var changedSequence: Int64

    struct Line: Hashable, Sendable {
        var budget: String
        var scope: String
        var amount: Int64
        var rateNanos: Int64?
        var topUp: Int64 = 0
    }

    var subject: Subject { Subject(context, ask.subject) }

    /// What a retry finds an approval by.
    struct Subject: Hashable, Sendable {
        private let principal: String
        private let tenant: String?
        private let text: String

        init(_ context: CallContext, _ text: String) {
            principal = context.principal
            tenant = context.scope[.tenant]
            self.text = text
        }
    }

    var votesFor: Int64 { votes.reduce(0) { $0 + ($1.isFor ? 1 : 0) } }

    /// By how much a budget's limit was raised for it.
    func topUp(of budget: String) -> Int64 {
        lines.first { $0.budget == budget }?.topUp ?? 0
    }

    /// Whether what was asked for is enough for all of a request's lines.
    func covers(_ request: HoldRequest) -> Bool {
        request.lines.allSatisfy { line in
            lines.contains {
                $0.budget == line.budget && $0.scope == line.scope
                    && line.amount(outputTokens: request.output.wanted) <= $0.amount
            }
        }
    }

    /// Whether a yes to it is one to another ask for the same call: no more votes are needed now, and
    /// no limit that it does not lift.
    func answers(_ other: ApprovalAsk) -> Bool {
        !other.terms.isPreferred(to: ask.terms)
            && lines.allSatisfy { !other.lifts($0.budget) || ask.lifts($0.budget) }
    }

    /// The hold that keeps the money: another id than the approval's, which is that of a call.
    var earmarkID: HoldID { HoldID(random: ~id.high, id.low) }
}
