import FarthingConsole
import FarthingCore
import FarthingGateway
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
        var logger: Logger
    }

    private let servers: [ConsoleServer]
    private let statistics: StatisticsService
    private let webhooks: ConsoleWebhooks
    private let alerts: AlertService
    private let end: @Sendable () -> Void
    /// What the start says of it, a line each.
    let notices: [String]

    /// Starts to listen; nil where no console is wanted.
    static func start(_ parts: Parts) async throws(Failure) -> ConsoleAssembly? {
        guard let listener = parts.settings.listener else { return nil }
        let (token, isNew) = try AdminTokenFile.read(parts.store.folder)
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
            let sites = try await sites(desk, token, webhooks, alerts, settings, parts)
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
            return ConsoleAssembly(
                servers: servers,
                statistics: statistics,
                webhooks: webhooks,
                alerts: watch,
                end: sites.end,
                notices: notices
            )
        } catch {
            throw Failure(describing: error)
        }
    }

    private static func desk(
        _ parts: Parts,
        _ statistics: StatisticsService
    ) async throws -> ConsoleDesk {
        let ledger = LedgerConsole(ledger: parts.store.ledger, keys: parts.keys)
        return ConsoleDesk(
            store: SwitchedConsole(ledger, parts.killSwitch),
            registry: try await Registry(ledger),
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
        return try ConsoleSites(
            desk,
            ConsoleSites.Parts(
                token: token,
                isSecure: listener?.tlsConfiguration != nil || parts.isBehindProxy,
                isBehindProxy: parts.isBehindProxy,
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
                journal: ConsoleJournal(store.folder, store.checkpoints),
                events: ConsoleEvents(source: store.events.source),
                webhooks: webhooks,
                alerts: alerts,
                settings: settings,
                people: try await People(desk.store, clockMs: systemNowMs),
                logger: parts.logger
            )
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
        end()
        for server in servers { await server.stop() }
        await alerts.stop()
        await webhooks.stop()
        await statistics.stop()
    }
}
