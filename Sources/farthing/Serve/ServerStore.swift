import FarthingGateway
import FarthingNotify
import FarthingSQLite
import FarthingWitness
import Logging

/// What a server keeps: its ledger, the keys that seal it, those who hear of its entries, and the
/// published log.
struct ServerStore {
    let folder: DataFolder
    let ledger: SQLiteLedger
    let signing: SigningDesk
    let events: EventService
    let checkpoints: CheckpointService
    /// Nil where nobody wants a mirror.
    private let mirror: MirrorService?
    /// Whether calls may begin: not while the disk is nearly full.
    let gate = AdmissionGate()
    private let disk: DiskWatch
    private let witnesses: LogWitnesses
    /// Hands out the log's files.
    private let tiles: PublicServer?

    /// How the folder is to be opened, all of it checked before.
    struct Opening {
        /// The keys that were named; nil where the folder's own are used.
        var signing: SigningDesk?
        var webhooks: [WebhookEndpoint] = []
        /// Whether to go on with a journal that has lost entries.
        var acceptsLoss = false
        /// Whether the journal is from a backup and goes on under a new name.
        var isRestored = false
    }

    /// Opens the folder.
    init(
        _ plan: ServePlan,
        _ settings: Settings,
        _ opening: Opening,
        _ logger: Logger
    ) async throws(Failure) {
        folder = plan.folder
        disk = try DiskWatch(folder, gate, settings, logger)
        witnesses = try LogWitnesses(settings, folder, logger)
        (ledger, signing) = try await LedgerOpening.openWithKeys(
            folder,
            settings,
            isNew: true,
            acceptsLoss: opening.acceptsLoss,
            isRestored: opening.isRestored,
            signing: opening.signing,
            patience: .ofServer(logger),
            logger
        )
        events = try await EventService.open(
            folder,
            ledger,
            opening.webhooks,
            plan.language,
            logger
        )
        mirror = try await MirrorService.open(folder, ledger, signing, settings, logger)
        var publication = LogPublication(ledger: ledger, folder: folder)
        publication.hooks.rootSignature = { [signing] text in
            try await signing.rootSignatureLine(over: text)
        }
        publication.hooks.witnesses = witnesses.hook
        checkpoints = try CheckpointService(publication, settings, logger)
        tiles = try await PublicListening.tiles(folder, plan.logListener, logger)
    }

    /// Begins what goes on beside the calls.
    func start() async {
        events.start()
        await signing.start()
        checkpoints.start()
        mirror?.start()
        disk.start()
    }

    /// Ends it, and closes the ledger; no call may come any more.
    func stop() async {
        await disk.stop()
        await events.stop()
        await signing.stop()
        await checkpoints.stop()
        await mirror?.stop()
        await witnesses.stop()
        await tiles?.stop()
        await ledger.close()
    }

    var metrics: [ExtraMetric] {
        ledger.counters.metrics + events.metrics + signing.metrics + checkpoints.metrics
            + disk.metrics + witnesses.metrics + (mirror?.metrics ?? [])
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
