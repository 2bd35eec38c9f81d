import FarthingCore
import FarthingPages

extension SamplePages {
    var dashboard: DashboardPage {
        DashboardPage(
            agents: [
                .init(
                    name: text("invoice-reader"),
                    workspace: text("default"),
                    state: .paused,
                    spent: usd(9_412_345_678),
                    limit: usd(10_000_000_000),
                    callsToday: 431,
                    link: PageLink("agents", text("ag_1"))
                ),
                .init(
                    name: text("researcher"),
                    workspace: text("ws-1"),
                    state: .active,
                    spent: usd(0),
                    limit: usd(1_000_000_000),
                    callsToday: 0,
                    link: nil
                ),
            ],
            tools: [
                .init(
                    name: text("web-search"),
                    description: text("Searches the web"),
                    cost: usd(5_000_000),
                    spent: usd(45_000_000),
                    calls: 9
                ),
                .init(name: text("by-hand"), cost: nil, spent: usd(0), calls: 0),
            ],
            rules: [
                .init(
                    name: text("payments"),
                    workspace: text("default"),
                    description: text("Somebody looks at each"),
                    kind: text("require_approval"),
                    action: text("require_approval"),
                    isEnabled: true
                ),
                .init(
                    name: text("no-sql"),
                    workspace: text("default"),
                    kind: text("block_tool"),
                    action: text("block"),
                    isEnabled: false
                ),
            ],
            agentCount: 9_815
        )
    }

    var noDashboard: DashboardPage {
        DashboardPage(agents: [], tools: [], rules: [], agentCount: 0)
    }
}
