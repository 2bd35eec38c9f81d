import FarthingCore
import Testing

@Suite("Approvals that another policy finds open")
struct ApprovalPolicyTests {
    private static let nowMs: Int64 = 1_000

    private static func terms(
        _ group: String = "finance",
        _ needed: Int64 = 1,
        withinMs: Int64 = 3_600_000,
        waitMs: Int64 = 0
    ) -> ApprovalTerms {
        ApprovalTerms(group: group, needed: needed, withinMs: withinMs, waitMs: waitMs)
    }

    private static func asking(_ terms: ApprovalTerms, at share: Int64 = 5_000) -> [Threshold] {
        [share].compactMap { Threshold(atBasisPoints: $0, action: .approve(terms)) }
    }

    private static func match(_ agent: String) -> Match {
        Match([Glob(agent)].compactMap(\.self).map { Match.Term(dimension: .agent, pattern: $0) })
    }

    /// A budget that asks finance, one that asks nobody, and one in shadow.
    private static func budgets() -> [Budget] {
        let dollars = BudgetUnit.money("USD")
        return [
            Budget(
                id: "asks",
                unit: dollars,
                limit: 1_000,
                window: .total,
                thresholds: asking(terms())
            ),
            Budget(id: "plain", per: [.agent], unit: dollars, limit: 1_000, window: .total),
            Budget(id: "shadow", unit: dollars, limit: 1_000, window: .total, isEnforced: false),
        ]
    }

    private static func policy(_ edit: (inout Policy) -> Void = { _ in }) -> Policy {
        var policy = Policy(id: "p", budgets: budgets())
        edit(&policy)
        return policy
    }

    private static func scope() -> Scope {
        var scope = Scope()
        scope[.agent] = "a1"
        return scope
    }

    /// A book with an approval of agent a1 that is open.
    private static func book(
        terms: ApprovalTerms = terms(),
        lifts: [String]? = [],
        isGranted: Bool = false
    ) -> (Book, HoldID) {
        var book = Book()
        for budget in budgets() { _ = book.apply(.setBudget(budget, opening: [:]), nowMs: 0) }
        let id = HoldID(random: 1, 1)
        let request = HoldRequest(
            id: id,
            lines: [
                HoldLine(budget: "asks", scope: "", base: 600),
                HoldLine(budget: "plain", scope: "agent=a1", base: 600),
                HoldLine(budget: "shadow", scope: "", base: 600),
            ],
            expiresAtMs: 60_000,
            isSent: false,
            approval: ApprovalAsk(
                subject: "s",
                terms: terms,
                limitIsReason: lifts?.isEmpty == false,
                lifts: lifts
            ),
            context: .test("key", scope())
        )
        _ = book.apply(.hold(request), nowMs: 1)
        if isGranted {
            _ = book.apply(.vote(ApprovalVote(id: id, voter: "alice", isFor: true)), nowMs: 2)
        }
        return (book, id)
    }

    private static let kept: [(String, Policy)] = [
        ("nothing", policy()),
        ("the limits", policy { for index in 0..<3 { $0.budgets[index].limit = 7 } }),
        ("the windows", policy { $0.budgets[0].window = .month }),
        (
            "how long a request waits",
            policy {
                $0.budgets[0].thresholds = asking(terms(waitMs: 9_000))
            }
        ),
        ("the share", policy { $0.budgets[0].thresholds = asking(terms(), at: 9_000) }),
        (
            "which budget asks",
            policy {
                $0.budgets[0].thresholds = []
                $0.budgets[1].thresholds = asking(terms())
            }
        ),
        (
            "a rule asks instead",
            policy {
                $0.budgets[0].thresholds = []
                $0.rules = [Rule(id: "r", conditions: [], action: .approve(terms()))]
            }
        ),
        ("one more asks", policy { $0.budgets[1].thresholds = asking(terms("board", 2)) }),
        ("what only counted is gone", policy { $0.budgets.remove(at: 2) }),
        (
            "a budget of others",
            policy {
                $0.budgets.append(
                    Budget(
                        id: "new",
                        match: match("b*"),
                        unit: .calls,
                        limit: 1,
                        window: .total
                    )
                )
            }
        ),
        ("a match that fits it still", policy { $0.budgets[0].match = match("a*") }),
    ]

    @Test("stay where its terms and budgets do", arguments: kept.indices)
    func stays(_ index: Int) {
        let (what, policy) = Self.kept[index]
        for isGranted in [false, true] {
            let (book, id) = Self.book(isGranted: isGranted)
            #expect(book.approval(id)?.state == (isGranted ? .granted : .pending))
            let left = book.approvals(notAskedBy: policy, nowMs: Self.nowMs)
            #expect(left.isEmpty, "\(what)")
        }
    }

    private static let ended: [(String, Policy)] = [
        ("another group", policy { $0.budgets[0].thresholds = asking(terms("other")) }),
        ("more votes", policy { $0.budgets[0].thresholds = asking(terms("finance", 2)) }),
        ("less time", policy { $0.budgets[0].thresholds = asking(terms(withinMs: 60_000)) }),
        ("nobody asks", policy { $0.budgets[0].thresholds = [] }),
        (
            "one asks that the call does not count in",
            policy {
                $0.budgets[0].thresholds = []
                $0.budgets.append(
                    Budget(
                        id: "new",
                        match: match("b*"),
                        unit: .calls,
                        limit: 1,
                        window: .total,
                        thresholds: asking(terms())
                    )
                )
            }
        ),
        (
            "a rule that only records",
            policy {
                $0.budgets[0].thresholds = []
                $0.rules = [
                    Rule(id: "r", conditions: [], action: .approve(terms()), isEnforced: false)
                ]
            }
        ),
        ("a budget that only counts", policy { $0.budgets[0].isEnforced = false }),
        ("a policy in shadow", policy { $0.isEnforced = false }),
        ("the budget that asks is gone", policy { $0.budgets.remove(at: 0) }),
        ("another budget of the call is gone", policy { $0.budgets.remove(at: 1) }),
        ("another unit", policy { $0.budgets[1].unit = .tokens }),
        ("another unit of what only counts", policy { $0.budgets[2].unit = .tokens }),
        ("other accounts", policy { $0.budgets[1].per = [.agent, .run] }),
        ("a match that does not fit", policy { $0.budgets[1].match = match("b*") }),
        (
            "dates that are over",
            policy {
                $0.budgets[1].effective = EffectiveDates(untilMs: nowMs)
            }
        ),
        (
            "one more budget to count in",
            policy {
                $0.budgets.append(Budget(id: "new", unit: .calls, limit: 1, window: .total))
            }
        ),
    ]

    @Test("end where the call would be asked about otherwise", arguments: ended.indices)
    func ends(_ index: Int) {
        let (what, policy) = Self.ended[index]
        for isGranted in [false, true] {
            let (book, id) = Self.book(isGranted: isGranted)
            #expect(book.approvals(notAskedBy: policy, nowMs: Self.nowMs) == [id], "\(what)")
        }
    }

    @Test("end where a limit that they lift is nobody's to lift any more")
    func lifts() {
        let (book, id) = Self.book(lifts: ["asks"])
        func left(_ thresholds: [Threshold]) -> [HoldID] {
            let policy = Self.policy { $0.budgets[0].thresholds = thresholds }
            return book.approvals(notAskedBy: policy, nowMs: Self.nowMs)
        }
        let atLimit = Self.asking(Self.terms(), at: 10_000)
        #expect(left(atLimit).isEmpty)
        #expect(left(Self.asking(Self.terms(), at: 9_999)) == [id])
        for action in [ThresholdAction.block, .pause] {
            let more = [9_000].compactMap { Threshold(atBasisPoints: $0, action: action) }
            #expect(left(atLimit + more) == [id])
        }
    }

    @Test("are those that are open, in their order")
    func open() {
        var (book, id) = Self.book()
        let gone = Self.policy { $0.budgets = [] }
        _ = book.apply(.withdrawApproval(id, note: "n"), nowMs: 3)
        #expect(book.approvals(notAskedBy: gone, nowMs: Self.nowMs).isEmpty)
        #expect(Book().approvals(notAskedBy: gone, nowMs: Self.nowMs).isEmpty)
    }

    @Test("can be granted when a budget in shadow is gone")
    func shadowGone() {
        var (book, id) = Self.book()
        _ = book.apply(.removeBudget("shadow"), nowMs: 2)
        let vote = Command.vote(ApprovalVote(id: id, voter: "alice", isFor: true))
        guard case .applied = book.apply(vote, nowMs: 3) else {
            Issue.record("the vote was refused")
            return
        }
        #expect(book.approval(id)?.state == .granted)
        let held = book.statements().map { "\($0.key.budget) \($0.held)" }
        #expect(held.sorted() == ["asks 600", "plain 600"])
    }
}
