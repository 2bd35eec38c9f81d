import FarthingCore
import FarthingPages

extension SamplePages {
    var overview: OverviewPage {
        OverviewPage(
            currency: text("USD"),
            spentTodayNanos: 18_302_345_678,
            spentHourNanos: 6_419_753_028,
            savedTodayNanos: 4_120_000_000,
            heldNanos: 4_268_000_000,
            holds: 14,
            callsToday: 5_635,
            refusalsToday: 27,
            agentsActive: 9_812,
            agentsPaused: 3,
            hours: hours,
            accounts: accounts,
            agents: share,
            approvals: waiting,
            approvalsWaiting: 3,
            refusals: rows
        )
    }

    var newOverview: OverviewPage {
        OverviewPage(
            currency: text("USD"),
            spentTodayNanos: 0,
            spentHourNanos: 0,
            savedTodayNanos: 0,
            heldNanos: 0,
            holds: 0,
            callsToday: 0,
            refusalsToday: 0,
            agentsActive: 0,
            agentsPaused: 0,
            hours: ChartHours(title: text("Spend by hour"), unit: unit, bars: []),
            accounts: [],
            agents: ChartShare(title: text("Agents"), kind: .agent, unit: unit, rows: [], total: 0),
            approvals: [],
            approvalsWaiting: 0,
            refusals: []
        )
    }

    var budgets: BudgetsPage {
        BudgetsPage(
            filter: .init(text: text("fin"), state: text("active"), order: text("fullest")),
            accounts: accounts,
            more: more,
            currency: text("USD")
        )
    }

    var budget: BudgetPage {
        let startMs = nowMs / 86_400_000 * 86_400_000
        return BudgetPage(
            id: text("finance-daily"),
            state: .active,
            match: text("team=finance"),
            per: text("agent"),
            limit: usd(10_000_000_000),
            window: text("day"),
            zone: text("Asia/Kolkata"),
            holdMode: text("ceiling"),
            thresholds: [text("at 50 % downgrade to claude-sonnet-4-6"), text("at 80 % warn")],
            accounts: accounts,
            more: more,
            burn: ChartBurn(
                title: text("How finance-daily fills up today"),
                unit: unit,
                limit: 12_000_000_000,
                startMs: startMs,
                endMs: startMs + 86_400_000,
                points: (0..<40).map { index in
                    ChartBurn.Point(
                        atMs: startMs + Int64(index) * (nowMs - startMs) / 39,
                        spent: Int64(index * index) * 6_000_000
                    )
                },
                forecast: 14_000_000_000,
                exhaustedAtMs: nowMs + 5_400_000
            ),
            past: [
                BudgetPage.PastWindow(
                    startMs: startMs - 86_400_000,
                    figures: AccountFigures(
                        unit: unit,
                        limit: 10_000_000_000,
                        spent: 8_100_000_000
                    ),
                    refusals: 0
                ),
                BudgetPage.PastWindow(
                    startMs: startMs - 172_800_000,
                    figures: AccountFigures(
                        unit: unit,
                        limit: 10_000_000_000,
                        spent: 10_004_200_000,
                        overrun: 4_200_000
                    ),
                    refusals: 31
                ),
            ]
        )
    }

    var agentRows: [AgentsPage.Agent] {
        let names = ["invoice-reader", "researcher", "support-triage", "nightly-report"]
        return names.enumerated().map { index, name in
            AgentsPage.Agent(
                id: text("ag_00c0ffee0000000\(index)"),
                name: text(name),
                workspace: text("default"),
                state: [.active, .paused, .active, .retired][index],
                figures: AccountFigures(
                    unit: unit,
                    limit: 10_000_000_000,
                    spent: [9_412_345_678, 10_000_000_000, 1_950_400_000, 41_000][index],
                    held: [204_000_000, 0, 12_000_000, 0][index]
                ),
                isLimited: index != 2,
                callsToday: 1_204,
                refusalsToday: index == 1 ? 27 : 0,
                lastCallAtMs: index == 3 ? nil : nowMs - 1_200
            )
        }
    }

    var agents: AgentsPage {
        AgentsPage(
            text: text("re"),
            state: text("active"),
            order: text("spent"),
            agents: agentRows,
            total: 9_815,
            more: more
        )
    }

    var noAgents: AgentsPage {
        AgentsPage(
            text: text(""),
            state: text(""),
            order: text("spent"),
            agents: [],
            total: 0,
            more: PageMore()
        )
    }

    var agent: AgentPage {
        AgentPage(
            agent: agentRows[1],
            keyID: text("key_31a85e644888287e72081733"),
            createdAtMs: nowMs - 900_000_000,
            savedToday: usd(30_000_000),
            pausedBecause: text("Paused by the budget agents.default at 01:19: its day is spent."),
            hours: hours,
            tools: spendRows,
            models: spendRows,
            accounts: accounts,
            calls: rows
        )
    }

    var tools: ToolsPage {
        ToolsPage(
            text: text("search"),
            tools: [
                ToolsPage.Tool(
                    name: text("web_search"),
                    workspace: text("default"),
                    category: text("research"),
                    description: text("Searches the web and gives ten results."),
                    cost: usd(10_000_000),
                    guards: [text("60 calls a minute"), text("breaker")],
                    callsToday: 204,
                    spentToday: usd(2_040_000_000),
                    refusalsToday: 3,
                    agents: 12
                ),
                ToolsPage.Tool(
                    name: text("send_email"),
                    workspace: text("ws-1"),
                    category: text(""),
                    description: text(""),
                    cost: nil,
                    callsToday: 12,
                    spentToday: usd(12_000_000),
                    agents: 2
                ),
            ],
            share: share,
            more: more,
            workspaces: [text("default"), text("ws-1")],
            currency: text("USD")
        )
    }

    var runs: RunsPage {
        RunsPage(
            text: text("report"),
            agent: text("researcher"),
            runs: [
                RunsPage.Run(
                    id: text("report-2026-11-21"),
                    agent: text("researcher"),
                    state: .active,
                    startedAtMs: nowMs - 4_000_000,
                    lastAtMs: nowMs - 3_000,
                    steps: 41,
                    refusals: 2,
                    spent: usd(1_204_000_000),
                    children: 3
                ),
                RunsPage.Run(
                    id: text("a b/c?d"),
                    agent: text("support-triage"),
                    state: .stopped,
                    startedAtMs: nowMs - 9_000_000,
                    lastAtMs: nowMs - 8_900_000,
                    steps: 4,
                    refusals: 0,
                    spent: usd(4_000_000),
                    children: 0
                ),
            ],
            more: more
        )
    }

    var run: RunPage {
        let ids = ["report-2026-11-21", "search", "search-1", "search-1-a", "write"]
        let depths = [0, 1, 2, 12, 1]
        let totals: [Int64] = [1_204_000_000, 900_000_000, 400_000_000, 1_000, 104_000_000]
        return RunPage(
            id: text(ids[0]),
            agent: text("researcher"),
            state: .active,
            startedAtMs: nowMs - 4_000_000,
            lastAtMs: nowMs - 3_000,
            parent: text("night"),
            nodes: ids.indices.map { index in
                RunPage.Node(
                    id: text(ids[index]),
                    agent: text("researcher"),
                    state: index == 3 ? .stopped : .active,
                    depth: depths[index],
                    steps: Int64(10 + index),
                    refusals: 0,
                    own: usd(totals[index] / 4),
                    total: usd(totals[index]),
                    allowance: index == 0 ? nil : usd(1_000_000_000)
                )
            },
            isCut: true,
            calls: rows,
            more: more
        )
    }
}
