package import FarthingCore

/// Every route of the console, put together of what it stands on.
package struct ConsoleRoutes: Sendable {
    /// What the routes stand on beside the pages and their desk.
    package struct Parts: Sendable {
        package var sessions: Sessions
        /// How people sign in.
        package var signIn: SignInRoutes.Parts
        package var keys: any KeyDesk
        package var kills: Kills
        package var killSwitch: KillSwitch
        package var calls: any CallDesk & CallCutter
        package var policyTools: any PolicyToolDesk
        package var journal: any JournalDesk
        package var events: any EventsDesk
        package var webhooks: any WebhookDesk
        package var paces: any PaceDesk
        package var settings: SettingsInForce
        package var people: People
        package var endedRuns: EndedRuns
        /// In which events are told where a webhook names no language.
        package var language: Language

        package init(
            sessions: Sessions,
            signIn: SignInRoutes.Parts,
            keys: any KeyDesk,
            kills: Kills,
            killSwitch: KillSwitch,
            calls: any CallDesk & CallCutter,
            policyTools: any PolicyToolDesk,
            journal: any JournalDesk,
            events: any EventsDesk,
            webhooks: any WebhookDesk,
            paces: any PaceDesk,
            settings: SettingsInForce,
            people: People,
            endedRuns: EndedRuns,
            language: Language
        ) {
            self.sessions = sessions
            self.signIn = signIn
            self.keys = keys
            self.kills = kills
            self.killSwitch = killSwitch
            self.calls = calls
            self.policyTools = policyTools
            self.journal = journal
            self.events = events
            self.webhooks = webhooks
            self.paces = paces
            self.settings = settings
            self.people = people
            self.endedRuns = endedRuns
            self.language = language
        }
    }

    /// Everything, for those who say who they are.
    package let main: [Route]
    /// agent-gov's API as it is, for anybody.
    package let compatible: [Route]
    private let actguard: ActguardRoutes
    private let events: EventsAPI
    private let site: SiteRoutes

    /// Puts them together; one of it for a server.
    package init(_ pages: SitePages, _ parts: Parts) {
        let desk = pages.desk
        let settings = parts.settings
        let gov = AgentGov(
            desk,
            killSwitch: parts.killSwitch,
            unknownTools: { settings.current.unknownTools },
            approvalHoldMs: { settings.current.approvalHoldMs }
        )
        var parts = parts
        parts.kills.asks = gov.asks
        let agents = AgentsAPI(gov, keys: parts.keys, kills: parts.kills)
        let events = EventsAPI(desk: desk, events: parts.events)
        let api = AnswerMemory(clockMs: desk.clockMs).wrap(
            Self.api(desk, gov, agents, parts) + events.routes
        )
        let service = AgentGovRoutes(gov, isCompatible: false)
        let site = SiteRoutes(
            pages: pages,
            agents: agents,
            service: service,
            api: api,
            killSwitch: parts.killSwitch,
            sessions: parts.sessions
        )
        let actguard = ActguardRoutes(desk: desk, calls: parts.calls)
        let open =
            pages.openRoutes
            + HealthRoute(desk: desk, version: pages.version, paces: parts.paces).routes
        main =
            open + SignInRoutes(parts.signIn).routes + service.routes + actguard.routes + api
            + site.routes
        compatible =
            open + AgentGovRoutes(gov, isCompatible: true).routes + site.compatibleRoutes
        self.actguard = actguard
        self.events = events
        self.site = site
    }

    /// How many events actguard's clients have told of since the server's start, by category and name.
    package var clientEventCounts: [String: Int64] { actguard.eventCounts }

    /// Ends streams of events, which have no end of their own.
    package func close() {
        events.close()
        site.events.close()
    }

    private static func api(
        _ desk: ConsoleDesk,
        _ gov: AgentGov,
        _ agents: AgentsAPI,
        _ parts: Parts
    ) -> [Route] {
        let (people, sessions, keys) = (parts.people, parts.sessions, parts.keys)
        let calls = parts.calls
        return WorkspacesAPI(desk: desk).routes
            + agents.routes
            + KeysAPI(desk: desk, keys: keys).routes
            + BudgetsAPI(gov, keys: keys, paces: parts.paces).routes
            + ToolsAPI(desk: desk).routes
            + PoliciesAPI(desk: desk, tools: parts.policyTools).routes
            + PricesAPI(prices: { calls.prices }, clockMs: desk.clockMs).routes
            + ApprovalsAPI(gov, people: people) { calls.policy.policy.tenant }.routes
            + TenantsAPI(desk: desk) { calls.policy.policy.tenant }.routes
            + ReceiptsAPI(desk: desk, journal: parts.journal).routes
            + HoldsAPI(desk: desk).routes
            + RunsAPI(desk: desk, kills: parts.kills, ended: parts.endedRuns).routes
            + KillAPI(kills: parts.kills).routes
            + AnalyticsAPI(desk: desk).routes
            + AuditAPI(desk: desk).routes
            + WebhooksAPI(desk: desk, webhooks: parts.webhooks, language: parts.language).routes
            + PeopleAPI(desk: desk, people: people, sessions: sessions).routes
            + SettingsAPI(desk: desk, settings: parts.settings).routes
            + MeAPI(people: people, sessions: sessions, keys: keys).routes
    }
}
