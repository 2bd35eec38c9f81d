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
    private let folder: DataFolder
    private let group: MultiThreadedEventLoopGroup
    private let scripted: ScriptedProvider?
    private let ledger: SQLiteLedger
    private let state: GatewayState
    private let gateway: GatewayServer
    private let admin: AdminServer?
    private let events: EventService
    private let reload: PolicyReload
    private let logger: Logger

    /// Starts the server; when this returns, calls can be taken.
    ///
    /// - Parameter acceptsLoss: whether to go on with a journal that has lost entries.
    init(_ settings: Settings, acceptsLoss: Bool = false) async throws(Failure) {
        // What can be wrong with the settings is found before anything is opened.
        let plan = try ServePlan(settings)
        folder = plan.folder
        logger = LineLogHandler.logger(level: plan.logLevel)
        let webhooks = try WebhookSettings.endpoints(settings)
        let policyFile = try PolicyFile.find(settings, folder)
        _ = try policyFile.read()

        ledger = try await LedgerOpening.open(
            folder,
            settings,
            isNew: true,
            acceptsLoss: acceptsLoss,
            patience: .ofServer(logger),
            logger
        )
        events = try await EventService.open(folder, ledger, webhooks, plan.language, logger)
        let source = PolicySource(
            file: policyFile,
            ledger: ledger,
            folder: folder,
            priceKey: try SigningKeyChoice.choose(settings, folder, makesIt: false).verifyingKey
        )
        let standing = try await source.putInForce()
        let status = PolicyStatus()
        status.started(version: standing.policy.revision)
        group = MultiThreadedEventLoopGroup(numberOfThreads: plan.loops)
        let upstream = try await UpstreamChoice.choose(settings, group)
        scripted = upstream.scripted
        var options = GatewayOptions(upstreams: upstream.targets)
        options.fallbacks = upstream.fallbacks
        options.azureDeployments = upstream.azureDeployments
        options.host = plan.listener.address.host
        options.port = plan.listener.address.port
        options.tls = plan.listener.tls
        try options.setBounds(settings)

        let newSecret: String?
        do {
            let keys = KeyDirectory(try await ledger.accessKeys())
            state = try await Self.state(
                options,
                ledger,
                standing,
                keys,
                status,
                events,
                logger
            )
            reload = PolicyReload(source, state, status, logger)
            gateway = try await Self.listen(state, plan.listener, group)
            // Made when nothing can fail any more, because its secret is shown only now.
            newSecret = try await FirstKey.make(in: ledger, keys)
            let service = AdminService(ledger: ledger, keys: keys, reload: reload)
            admin = await AdminServer.start(service, folder, group, logger)
            events.start()
        } catch {
            throw Failure(describing: error)
        }
        announce(plan, upstream.notices + [policyFile.notice], newSecret)
        for warning in standing.loaded.warnings { logger.warning("\(warning)") }
        if let path = plan.readyFile { try SmallFile.write(path, Array("\(gateway.port)\n".utf8)) }
    }

    /// Says where calls go, and with which key where it is new.
    private func announce(_ plan: ServePlan, _ notices: [String], _ newSecret: String?) {
        let base = "\(plan.listener.scheme)://\(plan.listener.address.shownHost):\(gateway.port)"
        if let newSecret {
            Console.line("OPENAI_BASE_URL=\(base)/openai/v1 OPENAI_API_KEY=\(newSecret)")
        }
        notices.forEach(Console.line)
        Console.line("ready on \(base), ledger in \(folder.path), \(plan.notice)")
    }

    private static func state(
        _ options: GatewayOptions,
        _ ledger: SQLiteLedger,
        _ standing: PolicyStanding,
        _ keys: KeyDirectory,
        _ status: PolicyStatus,
        _ events: EventService,
        _ logger: Logger
    ) async throws -> GatewayState {
        let content = try await ContentHash(of: ledger)
        let secrets = try await AWSSecrets(of: ledger)
        return GatewayState(
            options: options,
            ledger: ledger,
            policy: standing.policy,
            prices: standing.prices,
            keys: keys,
            logger: logger,
            clockMs: systemNowMs,
            contentHash: { content.hash($0) },
            signatures: secrets.check,
            events: events.source,
            extraMetrics: { ledger.counters.metrics + status.metrics + events.metrics }
        )
    }

    private static func listen(
        _ state: GatewayState,
        _ listener: Listener,
        _ group: MultiThreadedEventLoopGroup
    ) async throws(Failure) -> GatewayServer {
        do {
            return try await GatewayServer.start(state, group: group)
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
        await gateway.stop()
        await events.stop()
        await ledger.close()
        await scripted?.shutdown()
        // The process ends now; a loop that does not is no reason to fail.
        try? await group.shutdownGracefully()
    }
}

extension PolicyFile {
    fileprivate var notice: String {
        if !isSample { return "policy \(path)" }
        let written = isNew ? "a sample was written there" : "the sample"
        return "policy \(path) (none was named: \(written); edit it, or name one with --policy)"
    }
}

extension LedgerCounters {
    fileprivate var metrics: [ExtraMetric] {
        [
            ExtraMetric(
                name: "farthing_longest_commit_us",
                help: "The longest that a commit with its seal has taken, in microseconds.",
                value: longestCommitUs
            ),
            ExtraMetric(
                name: "farthing_seal_lag_us",
                help: "From a command's arrival to its sealed commit in microseconds, last batch.",
                value: sealLagUs
            ),
            ExtraMetric(
                name: "farthing_longest_seal_lag_us",
                help: "The longest from a command's arrival to its sealed commit, in microseconds.",
                value: longestSealLagUs
            ),
            ExtraMetric(
                name: "farthing_commits",
                help: "Batches committed, each with one seal.",
                value: commits
            ),
            ExtraMetric(
                name: "farthing_commands",
                help: "Commands that the ledger has applied.",
                value: commands
            ),
            ExtraMetric(
                name: "farthing_entries",
                help: "Entries that the ledger has written since it started.",
                value: entries
            ),
            ExtraMetric(
                name: "farthing_batch_commands_last",
                help: "The commands that shared the last commit.",
                value: lastBatch
            ),
            ExtraMetric(
                name: "farthing_batch_commands_largest",
                help: "The most commands that shared one commit.",
                value: largestBatch
            ),
        ]
    }
}
