import FarthingGateway
import FarthingSQLite
import Logging
import Synchronization

/// Looks once a second whether the ledger's disk has room, and lets nothing begin where it has not.
final class DiskWatch: Sendable {
    /// Room for some hundred thousand settlements, with what SQLite writes beside them.
    static let freeBytesUsual: Int64 = 256 << 20
    private static let pollMs: Int64 = 1_000

    private let gate: AdmissionGate
    private let disk: Mutex<DiskGuard>
    private let logger: Logger
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Looks once at once; ``start()`` goes on.
    init(
        _ folder: DataFolder,
        _ gate: AdmissionGate,
        _ settings: Settings,
        _ logger: Logger
    ) throws(Failure) {
        let freeBytesMin = try settings.number(.diskFreeBytesMin) ?? Self.freeBytesUsual
        self.gate = gate
        self.logger = logger
        disk = Mutex(DiskGuard(freeBytesMin: freeBytesMin, folder: folder))
        look()
    }

    func start() {
        task.withLock { task in
            guard task == nil else { return }
            task = Task {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(Self.pollMs))
                    self.look()
                }
            }
        }
    }

    func stop() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
    }

    var isLow: Bool { disk.withLock { $0.isLow } }

    private func look() {
        let (news, least) = disk.withLock { ($0.look(), $0.freeBytesMin) }
        switch news {
        case nil: return
        case .low(let freeBytes):
            gate.setClosed(true)
            logger.error(
                """
                the ledger's disk is nearly full: no call begins until there is room; make some, \
                or archive receipts (farthing receipts archive --prune)
                """,
                metadata: ["freeBytes": "\(freeBytes)", "diskFreeBytesMin": "\(least)"]
            )
        case .enough(let freeBytes):
            gate.setClosed(false)
            logger.notice(
                "the ledger's disk has room again: calls begin",
                metadata: ["freeBytes": "\(freeBytes)", "diskFreeBytesMin": "\(least)"]
            )
        }
    }

    /// The figures of the disk.
    var metrics: [ExtraMetric] {
        let (isLow, freeBytes) = disk.withLock { ($0.isLow, $0.freeBytes) }
        var metrics = [
            ExtraMetric(
                name: "farthing_disk_low",
                help: "1 while no call begins because the ledger's disk is nearly full.",
                value: isLow ? 1 : 0
            )
        ]
        if let freeBytes {
            metrics.append(
                ExtraMetric(
                    name: "farthing_disk_free_bytes",
                    help: "The room on the ledger's disk.",
                    value: freeBytes
                )
            )
        }
        return metrics
    }
}
