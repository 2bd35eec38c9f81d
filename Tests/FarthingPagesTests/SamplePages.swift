import FarthingCore
import FarthingPages

/// One page of each kind, with every text in it made by `text`.
struct SamplePages {
    let text: @Sendable (String) -> String

    static let nowMs: Int64 = 1_795_224_120_000

    /// The texts as they would be in a real journal.
    static let plain = SamplePages { $0 }

    init(text: @escaping @Sendable (String) -> String) { self.text = text }

    var nowMs: Int64 { SamplePages.nowMs }

    /// The pages by the names of their files.
    var all: [(name: String, page: any Page)] {
        [
            ("overview", overview), ("overview-new", newOverview), ("dashboard", dashboard),
            ("dashboard-none", noDashboard), ("budgets", budgets),
            ("budget", budget), ("agents", agents), ("agents-none", noAgents), ("agent", agent),
            ("tools", tools), ("runs", runs), ("run", run), ("approvals", approvals),
            ("approvals-none", noApprovals), ("holds", holds), ("policy", policy),
            ("policy-explained", explained), ("receipts", receipts), ("receipt", receipt),
            ("receipt-unsealed", unsealed), ("audit", audit), ("keys", keys), ("key-made", keyMade),
            ("people", people), ("settings", settings), ("sign-in", signIn),
            ("not-found", ErrorPage.notFound), ("forbidden", ErrorPage.forbidden),
            ("error", error), ("docs", DocsPage()),
        ]
    }

    var frame: PageFrame {
        PageFrame(
            person: PageFrame.Person(
                name: text("mina@example.com"),
                role: text("admin"),
                mayOperate: true,
                mayApprove: true,
                mayAdminister: true
            ),
            csrf: text("q8c2h0f1"),
            nowMs: nowMs,
            version: text("0.7.0"),
            workspaces: [
                .init(id: text("default"), name: text("Default")),
                .init(id: text("ws-1"), name: text("Research")),
            ],
            workspace: text("ws-1"),
            approvalsWaiting: 3,
            notices: [PageNotice(.good, text("The agent researcher works again."))]
        )
    }

    func usd(_ nanos: Int64) -> PageAmount { PageAmount(nanos: nanos, currency: text("USD")) }

    var unit: BudgetUnit { .money(text("USD")) }

    var accounts: [AccountRow] {
        [
            AccountRow(
                budget: text("finance-daily"),
                scope: text("agent=invoice-reader"),
                window: text("day"),
                endsAtMs: nowMs + 30_000_000,
                figures: AccountFigures(
                    unit: unit,
                    limit: 10_000_000_000,
                    topUps: 2_000_000_000,
                    spent: 9_412_345_678,
                    held: 1_204_000_000
                ),
                exhaustedAtMs: nowMs + 5_400_000
            ),
            AccountRow(
                budget: text("research-week"),
                scope: text("agent=researcher,team=lab"),
                window: text("week"),
                endsAtMs: nowMs + 300_000_000,
                figures: AccountFigures(
                    unit: unit,
                    limit: 250_000_000_000,
                    spent: 250_104_000_000,
                    held: 3_000_000_000,
                    overrun: 104_000_000
                ),
                state: .paused
            ),
            AccountRow(
                budget: text("tokens-hour"),
                scope: text(""),
                window: text("hour"),
                figures: AccountFigures(
                    unit: .credits(text("gpu")),
                    limit: 2_000_000,
                    spent: 312_480,
                    held: 64_000
                )
            ),
        ]
    }

    var hours: ChartHours {
        let amounts: [Int64] = [0, 1, 3, 2, 8, 21, 34, 55, 43, 60, 72, 58, 41, 39, 44, 61, 70, 52]
        return ChartHours(
            title: text("Spend by hour"),
            unit: unit,
            bars: amounts.enumerated().map { index, amount in
                ChartHours.Bar(
                    startMs: nowMs / 3_600_000 * 3_600_000 - Int64(17 - index) * 3_600_000,
                    spent: amount * 123_456_789,
                    refusals: index % 7 == 5 ? 4 : 0
                )
            }
        )
    }

    var share: ChartShare {
        let rows: [(String, Int64, Int64)] = [
            ("invoice-reader", 9_412_345_678, 1_204), ("researcher", 6_200_000_000, 310),
            ("support-triage", 1_950_400_000, 4_120), ("nightly-report", 41_000, 1),
        ]
        return ChartShare(
            title: text("Biggest agents today"),
            kind: .agent,
            unit: unit,
            rows: rows.map { row in
                ChartShare.Row(
                    name: text(row.0),
                    link: PageLink("agents", text(row.0)),
                    spent: row.1,
                    calls: row.2
                )
            },
            total: 18_300_000_000
        )
    }

    var waiting: [WaitingApproval] {
        [
            WaitingApproval(
                id: text("6f4c6a30-5a1e-4a0c-9a58-3cf2a4f6a7f1"),
                agent: text("invoice-reader"),
                run: text("report-2026-11-21"),
                target: text("pay_supplier"),
                amount: usd(125_000_000_000),
                why: text("big-call: cost 125 USD ≥ 100 USD"),
                group: text("finance"),
                votesNeeded: 2,
                votesFor: 1,
                askedAtMs: nowMs - 190_000,
                untilMs: nowMs + 86_000_000
            ),
            WaitingApproval(
                id: text("90b395cf-a5e1-45f3-9a58-3cf2a4f6a7f1"),
                agent: text("researcher"),
                run: text(""),
                target: text("gpt-5"),
                amount: usd(2_450_020_000),
                why: text("research-week: 100 % of the limit reached"),
                group: text("on-call"),
                askedAtMs: nowMs - 4_000,
                untilMs: nowMs + 600_000
            ),
        ]
    }

    var rows: [ReceiptRow] {
        [
            ReceiptRow(
                number: 1_048_577,
                atMs: nowMs - 1_200,
                kind: text("settle"),
                agent: text("researcher"),
                about: text("gpt-5-mini"),
                amount: usd(52_050),
                mark: PageMark(text("reported"), .good)
            ),
            ReceiptRow(
                number: 1_048_570,
                atMs: nowMs - 9_000,
                kind: text("refusal"),
                agent: text("invoice-reader"),
                about: text("finance-daily: over the limit"),
                amount: usd(500_200_000),
                mark: PageMark(text("refused"), .bad)
            ),
            ReceiptRow(
                number: 1_048_511,
                atMs: nowMs - 65_000,
                kind: text("pause"),
                agent: text(""),
                about: text("research-week"),
                mark: PageMark(text("paused"), .warn)
            ),
        ]
    }

    var spendRows: [SpendRow] {
        [
            SpendRow(
                name: text("web_search"),
                link: PageLink("tools", text("web_search")),
                calls: 204,
                spent: usd(2_040_000_000),
                refusals: 3,
                saved: usd(30_000_000)
            ),
            SpendRow(name: text("send_email"), calls: 12, spent: usd(12_000_000)),
        ]
    }

    var more: PageMore { PageMore(next: text("c2VxPTEwNDg"), isFurther: true) }
}
