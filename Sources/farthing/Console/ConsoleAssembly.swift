import FarthingConsole
import FarthingCore
import FarthingGateway
import FarthingReceipts
import FarthingSQLite
import Logging
import NIOCore

/// The console of a server: its listeners, and what counts and watches beside them.
struct ConsoleAssembly: Sendable {
    /// What a console stands on.
    struct Parts {
        var settings: ConsoleSettings
        var isBehindProxy: Bool
        var store: ServerStore
        var keys: KeyDirectory
        var state: GatewayState
        var reload: PolicyReload
        var subjects: Subjects?
        var killSwitch: KillSwitch
        /// Gives the key that seals the journal; throws where it is not at hand.
        var signer: @Sendable () throws -> any Signer
        var clientEvents: ClientEvents
        var endedRuns: EndedRuns
        var language: Language
        var logger: Logger
    }

    private let servers: [ConsoleServer]
    private let statistics: StatisticsService
    private let webhooks: ConsoleWebhooks
    private let alerts: AlertService
    private let routes: ConsoleRoutes
    /// Reaches the identity provider.
    private let wire: OIDCWire?
    private let folder: DataFolder
    /// What the start says of it, a line each.
    let notices: [String]

    /// Starts to listen; nil where no console is wanted.
    static func start(_ parts: Parts) async throws(Failure) -> ConsoleAssembly? {
        ConsolePlace.remove(parts.store.folder)
        guard let listener = parts.settings.listener else { return nil }
        let (token, isNew) = try AdminTokenFile.read(parts.store.folder)
        let wire = parts.settings.oidc.map { _ in OIDCWire() }
        do {
            let statistics = try await StatisticsService.open(
                parts.store.folder,
                parts.store.ledger,
                parts.logger
            )
            let desk = try await desk(parts, statistics)
            let webhooks = try await ConsoleWebhooks.open(
                parts.store.ledger,
                parts.store.events.source,
                parts.logger
            )
            let settings = try await SettingsInForce(desk.store)
            let alerts = AlertDesk(desk: desk, settings: settings)
            let sites = try await sites(desk, token, webhooks, alerts, settings, wire, parts)
            let watch = AlertService(alerts, parts.store.folder, parts.store.ledger, parts.logger)
            statistics.start()
            webhooks.start(try await Webhook.all(in: desk.store))
            watch.start()
            var servers = [try await listen(listener, sites.main, "--console", parts)]
            var notices = [
                "console on \(listener.scheme)://\(listener.address.shownHost):\(servers[0].port)"
                    + (isNew
                        ? ", sign in with the token in \(AdminTokenFile.path(parts.store.folder))"
                        : "")
            ]
            if let oidc = parts.settings.oidc?.configuration {
                notices.append(
                    "people sign in to the console by \(oidc.issuer.text), which sends them back to "
                        + oidc.redirect.text
                )
            }
            if let compatible = parts.settings.compatible {
                let site = sites.compatible
                let server = try await listen(compatible, site, "--agent-gov-compat", parts)
                servers.append(server)
                notices.append(
                    "agent-gov API on \(compatible.scheme)://\(compatible.address.shownHost):"
                        + "\(server.port): whoever reaches it may register agents, change prices and "
                        + "rules, reset budgets and decide approvals, without saying who they are"
                )
            }
            try ConsolePlace.keep(
                "\(listener.scheme)://\(listener.address.shownHost):\(servers[0].port)",
                parts.store.folder
            )
            parts.clientEvents.follow { sites.routes.clientEventCounts }
            return ConsoleAssembly(
                servers: servers,
                statistics: statistics,
                webhooks: webhooks,
                alerts: watch,
                routes: sites.routes,
                wire: wire,
                folder: parts.store.folder,
                notices: notices
            )
        } catch {
            await wire?.stop()
            throw Failure(describing: error)
        }
    }

    private static func desk(
        _ parts: Parts,
        _ statistics: StatisticsService
    ) async throws -> ConsoleDesk {
        let ledger = LedgerConsole(
            ledger: parts.store.ledger,
            keys: parts.keys,
            gate: parts.store.gate
        )
        return ConsoleDesk(
            store: SwitchedConsole(ledger, parts.killSwitch),
            registry: try await Registry(ledger, tools: parts.state.tools),
            policies: ConsolePolicyDesk(reload: parts.reload),
            statistics: statistics,
            clockMs: systemNowMs,
            zone: SystemZones.rules
        )
    }

    private static func sites(
        _ desk: ConsoleDesk,
        _ token: AdminToken,
        _ webhooks: ConsoleWebhooks,
        _ alerts: AlertDesk,
        _ settings: SettingsInForce,
        _ wire: OIDCWire?,
        _ parts: Parts
    ) async throws -> ConsoleSites {
        let store = parts.store
        let calls = GatewayCalls(
            state: parts.state,
            ledger: store.ledger,
            content: try await ContentHash(of: store.ledger)
        )
        let reload = parts.reload
        let listener = parts.settings.listener
        let isSecure = listener?.tlsConfiguration != nil || parts.isBehindProxy
        let people = try await People(desk.store, clockMs: systemNowMs)
        let mark = mark(of: listener)
        return try ConsoleSites(
            desk,
            ConsoleSites.Parts(
                token: token,
                isSecure: isSecure,
                isBehindProxy: parts.isBehindProxy,
                mark: mark,
                hosts: isSecure ? .any : .loopback(and: names(parts)),
                oidc: oidc(desk, people, isSecure, mark, wire, parts),
                keys: LedgerKeys(keys: parts.keys, subjects: parts.subjects),
                kills: Kills(
                    desk,
                    parts.killSwitch,
                    cutter: calls,
                    tenant: { reload.inForce.policy.tenant }
                ),
                killSwitch: parts.killSwitch,
                calls: calls,
                policyTools: ConsolePolicyTools(
                    reload.file,
                    ledger: store.ledger,
                    folder: store.folder
                ),
                journal: ConsoleJournal(
                    store.folder,
                    store.checkpoints,
                    signer: parts.signer
                ),
                events: ConsoleEvents(source: store.events.source),
                webhooks: webhooks,
                alerts: alerts,
                settings: settings,
                people: people,
                endedRuns: parts.endedRuns,
                language: parts.language,
                logger: parts.logger
            )
        )
    }

    /// What ends the names of its cookies: the port, where it is not the usual one. A port that the
    /// system chooses is not known yet, and another one after each start.
    private static func mark(of listener: Listener?) -> String {
        guard let port = listener?.address.port, port != 0 else {
            return String(UInt32.random(in: 0 ... .max), radix: 16)
        }
        return ConsoleSettings.usual.hasSuffix(":\(port)") ? "" : String(port)
    }

    /// The names that it was given.
    private static func names(_ parts: Parts) -> [String] {
        let redirect = parts.settings.oidc?.configuration.redirect.text.split(separator: "/")
        let seen = redirect.flatMap { $0.count > 1 ? String($0[1]) : nil }
        return [parts.settings.listener?.address.host, seen].compactMap(\.self)
    }

    /// Sign-in by the identity provider, which is not asked for anything before somebody signs in.
    private static func oidc(
        _ desk: ConsoleDesk,
        _ people: People,
        _ isSecure: Bool,
        _ mark: String,
        _ wire: OIDCWire?,
        _ parts: Parts
    ) -> OIDCSignIn? {
        guard let wire, let configuration = parts.settings.oidc?.configuration else { return nil }
        for workspace in Set(configuration.groupWorkspaces.values).sorted()
        where desk.registry.workspace(workspace) == nil {
            parts.logger.warning(
                "a group's workspace is not there; people who have that group alone see nothing",
                metadata: ["workspace": "\(Shown.safe(workspace))"]
            )
        }
        return OIDCSignIn(
            configuration,
            people: people,
            transport: wire,
            isSecure: isSecure,
            mark: mark,
            clockMs: desk.clockMs
        )
    }

    private static func listen(
        _ listener: Listener,
        _ site: ConsoleSite,
        _ flag: String,
        _ parts: Parts
    ) async throws(Failure) -> ConsoleServer {
        var options = ConsoleServer.Options(
            host: listener.address.host,
            port: listener.address.port
        )
        options.tls = listener.tlsConfiguration
        options.isSecure = listener.tlsConfiguration != nil || parts.isBehindProxy
        do {
            return try await ConsoleServer.start(options, site, logger: parts.logger)
        } catch {
            let reason = (error as? IOError).map { systemReason($0.errnoCode) } ?? "\(error)"
            throw Failure(
                .unavailable,
                "cannot listen on \(listener.address.shownHost):\(listener.address.port): "
                    + "\(reason); stop what listens there, or choose another \(flag)"
            )
        }
    }

    /// Ends requests that are under way, and what counts; the ledger must be open.
    func stop() async {
        ConsolePlace.remove(folder)
        routes.close()
        for server in servers { await server.stop() }
        await alerts.stop()
        await webhooks.stop()
        await statistics.stop()
        await wire?.stop()
    }
}
