import Dispatch
import FarthingCore
import FarthingSQLite
import Synchronization

/// Concurrent callers as one event loop of the gateway has them: each waits for its hold, settles
/// it, and makes the next call; the ledger's thread only hands outcomes over.
final class CallerLoop: Sendable {
    /// When a settlement is handed in.
    enum SettleMode: Sendable {
        /// With the same caller's next hold, as the gateway's loops do it.
        case withNextHold
        /// By itself, and waited for.
        case byItself
    }

    struct Result: Sendable {
        var pairs = 0
        var seconds = 0.0
        /// From handing a hold in to its outcome, in microseconds.
        var holdMicroseconds: [Double] = []
        /// Processor time of the whole process, in microseconds a pair.
        var processorMicroseconds = 0.0

        var pairsPerSecond: Double { Double(pairs) / seconds }
    }

    fileprivate struct Caller {
        /// What is held and not yet being settled.
        var held: HoldID?
        /// The hold that has been handed in.
        var holding: HoldID?
        var isSettling = false
        var startedAt = Instant.now
    }

    private struct Mailbox: Sendable {
        var answered: [Int] = []
        var isSleeping = false
        var failure: LedgerError?
    }

    private let mailbox = Mutex(Mailbox())
    private let wake = DispatchSemaphore(value: 0)

    /// Makes `pairs` holds and settlements by `callers` callers; blocks until all are durable.
    func run(
        _ ledger: SQLiteLedger,
        traffic: Traffic,
        callers count: Int,
        pairs: Int,
        mode: SettleMode,
        seed: UInt64
    ) throws(LedgerError) -> Result {
        var random = Random(seed: seed)
        var callers = [Caller](repeating: Caller(), count: count)
        var result = Result()
        result.holdMicroseconds.reserveCapacity(pairs)
        var begun = 0
        var answered: [Int] = Array(callers.indices)
        let processor = Instant.processTime
        let start = Instant.now
        while true {
            for index in answered {
                callers[index].take(&result)
                let mayBegin = begun < pairs
                let commands = callers[index].next(traffic, mode, mayBegin: mayBegin, &random)
                if commands.isEmpty { continue }
                if callers[index].holding != nil { begun += 1 }
                ledger.submit(commands, nowMs: wallClockMs()) { [self] in answer(index, $0) }
            }
            if result.pairs == pairs { break }
            try wait(&answered)
        }
        result.seconds = Instant.now.seconds(since: start)
        result.processorMicroseconds =
            Instant.processTime.seconds(since: processor) * 1e6 / Double(max(1, pairs))
        return result
    }

    /// Called on the ledger's thread, once per submission.
    private func answer(_ index: Int, _ outcomes: Swift.Result<[Outcome], LedgerError>) {
        let wakes = mailbox.withLock { mailbox -> Bool in
            switch outcomes {
            case .success(let outcomes):
                for outcome in outcomes {
                    if case .refused(let refusal) = outcome {
                        mailbox.failure = LedgerError(.invalid, "refused: \(refusal.code)")
                    }
                }
            case .failure(let error): mailbox.failure = error
            }
            mailbox.answered.append(index)
            defer { mailbox.isSleeping = false }
            return mailbox.isSleeping
        }
        if wakes { wake.signal() }
    }

    /// Waits until somebody has been answered.
    private func wait(_ answered: inout [Int]) throws(LedgerError) {
        answered.removeAll(keepingCapacity: true)
        while true {
            let failure = mailbox.withLock { mailbox -> LedgerError? in
                swap(&mailbox.answered, &answered)
                mailbox.isSleeping = answered.isEmpty
                return mailbox.failure
            }
            if let failure { throw failure }
            if !answered.isEmpty { return }
            wake.wait()
        }
    }
}

extension CallerLoop.Caller {
    /// Takes note of what has been answered.
    fileprivate mutating func take(_ result: inout CallerLoop.Result) {
        if isSettling {
            isSettling = false
            result.pairs += 1
        }
        guard let holding else { return }
        held = holding
        self.holding = nil
        result.holdMicroseconds.append(Instant.now.seconds(since: startedAt) * 1e6)
    }

    /// What is to be handed in now; nothing when the work is done.
    fileprivate mutating func next(
        _ traffic: Traffic,
        _ mode: CallerLoop.SettleMode,
        mayBegin: Bool,
        _ random: inout Random
    ) -> [Command] {
        var commands: [Command] = []
        if let held {
            commands.append(Traffic.settle(held))
            isSettling = true
            self.held = nil
        }
        guard mayBegin, commands.isEmpty || mode == .withNextHold else { return commands }
        let id = HoldID(random: random.next(), random.next())
        commands.append(traffic.hold(id, nowMs: wallClockMs(), using: &random))
        holding = id
        startedAt = .now
        return commands
    }
}
