import FarthingConsole
import FarthingCore
import Logging

/// What the console's listeners serve.
struct ConsoleSites {
    /// Everything, for those who say who they are.
    let main: ConsoleSite
    /// agent-gov's API as it is, for anybody.
    let compatible: ConsoleSite
    let routes: ConsoleRoutes

    /// What the routes stand on beside the desk.
    struct Parts {
        var token: AdminToken
        var isSecure: Bool
        var isBehindProxy: Bool
        /// Tells this console's cookies from those of others on the host.
        var mark: String
        /// The names by which the console is asked for.
        var hosts: HostNames
        var oidc: OIDCSignIn?
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
        var endedRuns: EndedRuns
        var language: Language
        var logger: Logger
    }

    init(_ desk: ConsoleDesk, _ parts: Parts) throws {
        let settings = parts.settings
        let sessions = Sessions(isSecure: parts.isSecure, mark: parts.mark) {
            settings.current.sessionMs
        }
        let registry = desk.registry
        let access = ConsoleAccess(
            adminToken: parts.token,
            keys: desk.store.keyRing,
            sessions: sessions,
            workspaceOfKey: { registry.workspace(ofKey: $0.id) },
            isBehindProxy: parts.isBehindProxy,
            clockMs: desk.clockMs
        )
        let pages = try SitePages(desk: desk, version: FarthingCommand.version)
        let routes = ConsoleRoutes(
            pages,
            ConsoleRoutes.Parts(
                sessions: sessions,
                signIn: Self.signIn(pages, sessions, parts, desk.clockMs),
                keys: parts.keys,
                kills: parts.kills,
                killSwitch: parts.killSwitch,
                calls: parts.calls,
                policyTools: parts.policyTools,
                journal: parts.journal,
                events: parts.events,
                webhooks: parts.webhooks,
                paces: parts.alerts,
                settings: settings,
                people: parts.people,
                endedRuns: parts.endedRuns,
                language: parts.language
            )
        )
        main = ConsoleSite(
            routes: routes.main,
            access: access,
            hosts: parts.hosts,
            errorPage: { pages.errorPage($0, $1) },
            isDiskLow: { desk.store.isDiskLow },
            clockMs: desk.clockMs
        )
        compatible = ConsoleSite(
            routes: routes.compatible,
            access: access,
            anybody: .anybody,
            hosts: .loopback(),
            errorPage: { pages.errorPage($0, $1) },
            isDiskLow: { desk.store.isDiskLow },
            clockMs: desk.clockMs
        )
        self.routes = routes
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
            oidc: parts.oidc,
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
        case .failed(let fault):
            let detail = detail.isEmpty ? "" : " (\(Shown.safe(detail)))"
            return "\(name) could not sign in by \(how.rawValue): \(fault.rawValue)\(detail)"
        case .signedOut: return "\(name) has signed out"
        }
    }
}
