import FarthingConsole
import FarthingCore
import Logging

/// What the console's listeners serve.
struct ConsoleSites {
    /// Everything, for those who say who they are.
    let main: ConsoleSite
    /// agent-gov's API as it is, for anybody.
    let compatible: ConsoleSite
    /// Ends streams of events, which have no end of their own.
    let end: @Sendable () -> Void

    /// What the routes stand on beside the desk.
    struct Parts {
        var token: AdminToken
        var isSecure: Bool
        var isBehindProxy: Bool
        var keys: LedgerKeys
        var kills: Kills
        var killSwitch: KillSwitch
        var calls: GatewayCalls
        var policyTools: ConsolePolicyTools
        var journal: ConsoleJournal
        var events: ConsoleEvents
        var webhooks: ConsoleWebhooks
        var alerts: AlertDesk
        var settings: SettingsInForce
        var people: People
        var logger: Logger
    }

    init(_ desk: ConsoleDesk, _ parts: Parts) throws {
        let sessions = Sessions(isSecure: parts.isSecure)
        let registry = desk.registry
        let access = ConsoleAccess(
            adminToken: parts.token,
            keys: desk.store.keyRing,
            sessions: sessions,
            workspaceOfKey: { registry.workspace(ofKey: $0.id) },
            clockMs: desk.clockMs
        )
        let pages = try SitePages(desk: desk, version: FarthingCommand.version)
        let settings = parts.settings
        let gov = AgentGov(desk, unknownTools: { settings.current.unknownTools })
        let agents = AgentsAPI(gov, keys: parts.keys, cutter: parts.calls)
        let events = EventsAPI(desk: desk, events: parts.events)
        let api = AnswerMemory(clockMs: desk.clockMs).wrap(
            Self.api(desk, gov, agents, sessions, parts) + events.routes
        )
        let site = SiteRoutes(
            pages: pages,
            agents: agents,
            service: AgentGovRoutes(gov, isCompatible: false),
            api: api,
            killSwitch: parts.killSwitch,
            sessions: sessions
        )
        let health = HealthRoute(desk: desk, version: FarthingCommand.version)
        main = ConsoleSite(
            routes: pages.openRoutes + health.routes
                + SignInRoutes(Self.signIn(pages, sessions, parts, desk.clockMs)).routes
                + AgentGovRoutes(gov, isCompatible: false).routes
                + ActguardRoutes(desk: desk, calls: parts.calls).routes
                + api + site.routes,
            access: access,
            errorPage: { pages.errorPage($0, $1) },
            clockMs: desk.clockMs
        )
        compatible = ConsoleSite(
            routes: pages.openRoutes + health.routes
                + AgentGovRoutes(gov, isCompatible: true).routes
                + site.compatibleRoutes,
            access: access,
            anybody: .anybody,
            errorPage: { pages.errorPage($0, $1) },
            clockMs: desk.clockMs
        )
        end = {
            events.close()
            site.events.close()
        }
    }

    private static func api(
        _ desk: ConsoleDesk,
        _ gov: AgentGov,
        _ agents: AgentsAPI,
        _ sessions: Sessions,
        _ parts: Parts
    ) -> [Route] {
        let (people, calls) = (parts.people, parts.calls)
        return WorkspacesAPI(desk: desk).routes
            + agents.routes
            + KeysAPI(desk: desk, keys: parts.keys).routes
            + BudgetsAPI(gov, keys: parts.keys, paces: parts.alerts).routes
            + ToolsAPI(desk: desk).routes
            + PoliciesAPI(desk: desk, tools: parts.policyTools).routes
            + PricesAPI(prices: { calls.prices }, clockMs: desk.clockMs).routes
            + ApprovalsAPI(gov, people: people).routes
            + ReceiptsAPI(desk: desk, journal: parts.journal).routes
            + HoldsAPI(desk: desk).routes
            + RunsAPI(desk: desk, kills: parts.kills).routes
            + KillAPI(kills: parts.kills).routes
            + AnalyticsAPI(desk: desk).routes
            + AuditAPI(desk: desk).routes
            + WebhooksAPI(desk: desk, webhooks: parts.webhooks, settings: parts.settings).routes
            + PeopleAPI(desk: desk, people: people, sessions: sessions).routes
            + SettingsAPI(desk: desk, settings: parts.settings).routes
            + MeAPI(people: people, sessions: sessions, keys: parts.keys).routes
    }

    private static func signIn(
        _ pages: SitePages,
        _ sessions: Sessions,
        _ parts: Parts,
        _ clockMs: @escaping @Sendable () -> Int64
    ) -> SignInRoutes.Parts {
        let logger = parts.logger
        var signIn = SignInRoutes.Parts(
            adminToken: parts.token,
            sessions: sessions,
            signInPage: { pages.signInPage($0) },
            audit: { logger.notice("\($0.words)", metadata: ["client": "\($0.client)"]) },
            clockMs: clockMs
        )
        signIn.isBehindProxy = parts.isBehindProxy
        return signIn
    }
}

extension SignInEvent {
    /// What the log says of it.
    fileprivate var words: String {
        let name = Shown.safe(who ?? "somebody")
        switch kind {
        case .signedIn: return "\(name) has signed in by \(how.rawValue)"
        case .failed(let fault): return "\(name) could not sign in by \(how.rawValue): \(fault)"
        case .signedOut: return "\(name) has signed out"
        }
    }
}
