import FarthingCore
import FarthingSQLite

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

    private struct Answer: Sendable {
        var caller: Int
        var error: LedgerError?
    }

    private let answers = Mailbox<Answer>()

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
        var answered = callers.indices.map { Answer(caller: $0) }
        let processor = Instant.processTime
        let start = Instant.now
        while true {
            for answer in answered {
                if let error = answer.error { throw error }
                let index = answer.caller
                callers[index].take(&result)
                let mayBegin = begun < pairs
                let commands = callers[index].next(traffic, mode, mayBegin: mayBegin, &random)
                if commands.isEmpty { continue }
                if callers[index].holding != nil { begun += 1 }
                ledger.submit(commands, nowMs: wallClockMs()) { [answers] outcomes in
                    answers.put(Answer(caller: index, error: CallerLoop.error(in: outcomes)))
                }
            }
            if result.pairs == pairs { break }
            answers.take(into: &answered, waitMs: 10_000)
        }
        result.seconds = Instant.now.seconds(since: start)
        result.processorMicroseconds =
            Instant.processTime.seconds(since: processor) * 1e6 / Double(max(1, pairs))
        return result
    }

    /// What keeps the trial from going on; nothing is refused in it.
    private static func error(
        in outcomes: Swift.Result<[Outcome], LedgerError>
    ) -> LedgerError? {
        do throws(LedgerError) {
            for outcome in try outcomes.get() {
                if case .refused(let refusal) = outcome {
                    return LedgerError(.invalid, "refused: \(refusal.code)")
                }
            }
            return nil
        } catch {
            return error
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
