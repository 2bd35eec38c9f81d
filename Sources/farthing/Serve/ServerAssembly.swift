import FarthingConsole
import FarthingCore
import FarthingGateway
import FarthingProviders
import FarthingReceipts
import FarthingSQLite
import FarthingScripted
import Logging
import NIOCore
import NIOPosix

/// Everything that `farthing serve` runs, put together.
struct ServerAssembly {
    private let signals = Signals()
    private let group: MultiThreadedEventLoopGroup
    private let scripted: ScriptedProvider?
    private let store: ServerStore
    private let state: GatewayState
    private let gateway: GatewayServer
    private let admin: AdminServer?
    private let console: ConsoleAssembly?
    private let sidecar: SidecarAssembly?
    private let reload: PolicyReload
    private let logger: Logger

    /// Starts the server; when this returns, calls can be taken.
    ///
    /// - Parameters:
    ///   - acceptsLoss: whether to go on with a journal that has lost entries.
    ///   - isRestored: whether the journal is from a backup and goes on under a new name.
    init(
        _ settings: Settings,
        acceptsLoss: Bool = false,
        isRestored: Bool = false
    ) async throws(Failure) {
        // What can be wrong with the settings is found before anything is opened, or made.
        let opening = try await Self.opening(settings, acceptsLoss, isRestored)
        let plan = try ServePlan(settings)
        logger = LineLogHandler.logger(level: plan.logLevel)
        let policyFile = try PolicyFile.find(settings, plan.folder)
        try Self.check(policyFile, plan.folder)

        store = try await ServerStore(plan, settings, opening, logger)
        let source = Self.source(policyFile, store, logger)
        let standing = try await source.putInForce()
        let status = PolicyStatus(startedWith: standing.policy.revision)
        group = MultiThreadedEventLoopGroup(numberOfThreads: plan.loops)
        let upstream = try await UpstreamChoice.choose(settings, group)
        scripted = upstream.scripted
        let options = try GatewayOptions(plan, upstream, settings)

        let newSecret: String?
        do {
            let keys = KeyDirectory(try await store.ledger.accessKeys())
            let tenant = TenantInForce()
            let counts = ServerCounts(status: status)
            let killSwitch = try await tenant.killSwitch(of: store.ledger, keys)
            state = try await Self.state(
                options,
                store,
                killSwitch,
                standing,
                keys,
                source.privacy.subjects,
                counts,
                logger
            )
            tenant.follow(state)
            reload = PolicyReload(source, state, status, logger)
            gateway = try await Self.listen(state, plan.listener, group)
            console = try await ConsoleAssembly.start(
                ConsoleAssembly.Parts(
                    settings: plan.console,
                    isBehindProxy: try settings.flag(.behindTlsProxy),
                    store: store,
                    keys: keys,
                    state: state,
                    reload: reload,
                    subjects: source.privacy.subjects,
                    killSwitch: killSwitch,
                    signer: { try SigningKeyChoice.choose(settings, plan.folder, makesIt: false) },
                    clientEvents: counts.clientEvents,
                    endedRuns: counts.endedRuns,
                    language: plan.language,
                    logger: logger
                )
            )
            sidecar = try await Self.sidecar(plan, store, killSwitch, state, keys, counts, logger)
            // Made when nothing can fail any more, because its secret is shown only now.
            newSecret = try await FirstKey.make(in: store.ledger, keys)
            let service = Self.service(store, keys, reload, source.privacy.subjects, state)
            admin = await AdminServer.start(service, store.folder, group, logger)
            await store.start()
        } catch {
            throw Failure(describing: error)
        }
        announce(plan, upstream.notices + [policyFile.notice(standing)], newSecret)
        for warning in standing.loaded.warnings { logger.warning("\(warning)") }
        try plan.tell(port: gateway.port)
    }

    private static func opening(
        _ settings: Settings,
        _ acceptsLoss: Bool,
        _ isRestored: Bool
    ) async throws(Failure) -> ServerStore.Opening {
        var opening = ServerStore.Opening(acceptsLoss: acceptsLoss, isRestored: isRestored)
        opening.signing = try await SigningDesk.named(
            settings,
            acceptsLoss: acceptsLoss,
            isRestored
        )
        opening.webhooks = try WebhookSettings.endpoints(settings)
        return opening
    }

    /// The file has to be good where it is what is in force.
    private static func check(
        _ policyFile: PolicyFile,
        _ folder: DataFolder
    ) throws(Failure) {
        do throws(Failure) {
            _ = try policyFile.read()
        } catch {
            guard ConsolePolicies.isVersionInForce(in: folder) else { throw error }
        }
    }

    private static func source(
        _ policyFile: PolicyFile,
        _ store: ServerStore,
        _ logger: Logger
    ) -> PolicySource {
        PolicySource(
            file: policyFile,
            ledger: store.ledger,
            folder: store.folder,
            signing: store.signing,
            privacy: PrivacyInForce(store.folder, store.ledger, logger)
        )
    }

    private static func service(
        _ store: ServerStore,
        _ keys: KeyDirectory,
        _ reload: PolicyReload,
        _ subjects: Subjects?,
        _ state: GatewayState
    ) -> AdminService {
        AdminService(
            ledger: store.ledger,
            keys: keys,
            reload: reload,
            signing: store.signing,
            checkpoints: store.checkpoints,
            subjects: subjects,
            holdsUnderWay: { [state] in await state.holdUnderWay(for: $0) },
            events: store.events,
            gate: store.gate
        )
    }

    /// Says where calls go, and with which key where it is new.
    private func announce(_ plan: ServePlan, _ notices: [String], _ newSecret: String?) {
        let base = "\(plan.listener.scheme)://\(plan.listener.address.shownHost):\(gateway.port)"
        if let newSecret {
            Console.line("OPENAI_BASE_URL=\(base)/openai/v1 OPENAI_API_KEY=\(newSecret)")
        }
        (notices + (console?.notices ?? []) + (sidecar?.notices ?? [])).forEach(Console.line)
        Console.line("ready on \(base), ledger in \(store.folder.path), \(plan.notice)")
    }

    private static func state(
        _ options: GatewayOptions,
        _ store: ServerStore,
        _ killSwitch: KillSwitch,
        _ standing: PolicyStanding,
        _ keys: KeyDirectory,
        _ subjects: Subjects?,
        _ counts: ServerCounts,
        _ logger: Logger
    ) async throws -> GatewayState {
        let content = try await ContentHash(of: store.ledger)
        let secrets = try await AWSSecrets(of: store.ledger)
        return GatewayState(
            options: options,
            ledger: SwitchedLedger(store.ledger, killSwitch),
            policy: standing.policy,
            prices: standing.prices,
            keys: keys,
            logger: logger,
            clockMs: systemNowMs,
            contentHash: { content.hash($0) },
            sha256: { ContentHash.bare($0) },
            signatures: secrets.check,
            subjects: subjects,
            gate: store.gate,
            events: store.events.source,
            tools: try await ToolsInForce.load(store.ledger),
            extraMetrics: { store.metrics + counts.metrics }
        )
    }

    private static func sidecar(
        _ plan: ServePlan,
        _ store: ServerStore,
        _ killSwitch: KillSwitch,
        _ state: GatewayState,
        _ keys: KeyDirectory,
        _ counts: ServerCounts,
        _ logger: Logger
    ) async throws(Failure) -> SidecarAssembly? {
        try await SidecarAssembly.start(
            plan.sidecar,
            store,
            killSwitch,
            state,
            keys,
            counts,
            logger
        )
    }

    private static func listen(
        _ state: GatewayState,
        _ listener: Listener,
        _ group: MultiThreadedEventLoopGroup
    ) async throws(Failure) -> GatewayServer {
        do {
            return try await GatewayServer.start(state, group: group)
        } catch let problem as SpendSocketFailure {
            throw Failure(problem.problem, problem.socket)
        } catch {
            let reason = (error as? IOError).map { systemReason($0.errnoCode) } ?? "\(error)"
            throw Failure(
                .unavailable,
                "cannot listen on \(listener.address.shownHost):\(listener.address.port): "
                    + "\(reason); stop what listens there, or choose another --listen"
            )
        }
    }

    /// Serves until a signal says to stop, then lets running calls end.
    func run() async throws {
        for await event in signals.events {
            switch event {
            // What is wrong is in the log.
            case .reload: _ = try? await reload.run()
            case .stop:
                logger.notice("stopping: running calls may end")
                await stop()
                return
            }
        }
    }

    private func stop() async {
        await admin?.stop()
        await console?.stop()
        await sidecar?.stop()
        await gateway.stop()
        await store.stop()
        await scripted?.shutdown()
        // The process ends now; a loop that does not is no reason to fail.
        try? await group.shutdownGracefully()
    }
}

extension GatewayOptions {
    fileprivate init(
        _ plan: ServePlan,
        _ upstream: UpstreamChoice,
        _ settings: Settings
    ) throws(Failure) {
        self.init(upstreams: upstream.targets)
        fallbacks = upstream.fallbacks
        azureDeployments = upstream.azureDeployments
        host = plan.listener.address.host
        port = plan.listener.address.port
        tls = plan.listener.tls
        spendSocket = try settings.spendSocket()
        try setBounds(settings)
    }
}

extension PolicyFile {
    fileprivate func notice(_ standing: PolicyStanding) -> String {
        if let words = notRead(standing) { return "policy \(standing.loaded.place): \(words)" }
        if !isSample { return "policy \(path)" }
        let written = isNew ? "a sample was written there" : "the sample"
        return "policy \(path) (none was named: \(written); edit it, or name one with --policy)"
    }
}
