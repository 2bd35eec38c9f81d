import FarthingCore
import NIOCore
import Synchronization

/// Who waits for an outcome on the event loop that asked.
protocol OutcomeWaiter: AnyObject, Sendable {
    /// Called on the waiter's loop, once for each command that it put in.
    func ledgerAnswered(_ result: Result<Outcome, LedgerError>)
}

/// One event loop's way to the ledger: commands of a tick go over together, outcomes come back
/// together, and settlements wait for company.
///
/// Used on its loop alone; ``LoopMailbox`` is the only part that other threads touch.
final class LoopLedger {
    private struct Waiting {
        var waiter: (any OutcomeWaiter)?
    }

    /// A long tick hands over what it has before its end, so that the writer need not wait for it.
    private static let commandsAtOnce = 6

    private let loop: any EventLoop
    private let ledger: any Ledger
    private let gate: AdmissionGate
    private let clockMs: @Sendable () -> Int64
    private let settleLinger: TimeAmount
    private let mailbox: LoopMailbox
    private var commands: [Command] = []
    private var waiters: [(any OutcomeWaiter)?] = []
    private var settles: [Command] = []
    private var settleWaiters: [(any OutcomeWaiter)?] = []
    private var isFlushScheduled = false
    private var isLingering = false
    /// Commands that no commit has taken yet, for a graceful end.
    private(set) var unansweredCount = 0

    init(
        loop: any EventLoop,
        ledger: any Ledger,
        gate: AdmissionGate,
        clockMs: @escaping @Sendable () -> Int64,
        settleLingerMs: Int64
    ) {
        self.loop = loop
        self.ledger = ledger
        self.gate = gate
        self.clockMs = clockMs
        settleLinger = .milliseconds(settleLingerMs)
        mailbox = LoopMailbox(loop: loop)
        commands.reserveCapacity(64)
        waiters.reserveCapacity(64)
    }

    /// Puts a command in: it goes over with those of the same tick.
    func ask(_ command: Command, _ waiter: any OutcomeWaiter) {
        unansweredCount += 1
        if gate.isClosed, command.wantsRoom {
            // Later, as all answers come: who asks has not ended its own step yet.
            loop.assumeIsolated().execute {
                self.unansweredCount -= 1
                waiter.ledgerAnswered(.failure(AdmissionGate.error))
            }
            return
        }
        commands.append(command)
        waiters.append(waiter)
        if commands.count >= Self.commandsAtOnce {
            flush()
            return
        }
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.assumeIsolated().execute { self.flush() }
    }

    /// Puts in a command that nobody waits for: it goes with the next that somebody does, or after
    /// the linger.
    func tell(_ command: Command, _ waiter: (any OutcomeWaiter)? = nil) {
        unansweredCount += 1
        settles.append(command)
        settleWaiters.append(waiter)
        guard !isLingering else { return }
        isLingering = true
        loop.assumeIsolated().scheduleTask(in: settleLinger) {
            self.isLingering = false
            if !self.settles.isEmpty { self.flush() }
        }
    }

    /// Hands over what was put in so far.
    func flush() {
        isFlushScheduled = false
        var batch = settles
        var batchWaiters = settleWaiters
        settles.removeAll(keepingCapacity: true)
        settleWaiters.removeAll(keepingCapacity: true)
        batch.append(contentsOf: commands)
        batchWaiters.append(contentsOf: waiters)
        commands.removeAll(keepingCapacity: true)
        waiters.removeAll(keepingCapacity: true)
        var start = 0
        while start < batch.count {
            let end = min(start + LedgerLimits.commandsMax, batch.count)
            submit(Array(batch[start..<end]), Array(batchWaiters[start..<end]))
            start = end
        }
    }

    private func submit(_ batch: [Command], _ waiters: [(any OutcomeWaiter)?]) {
        let mailbox = mailbox
        // The loop's own count is put right on the loop, when the answer is handed out.
        let ledger = NIOLoopBound(self, eventLoop: loop)
        self.ledger.submit(batch, nowMs: clockMs()) { result in
            mailbox.put(LoopMailbox.Letter(result: result, waiters: waiters, sender: ledger))
        }
    }

    fileprivate func answered(_ count: Int) { unansweredCount -= count }
}

/// Outcomes on their way back to a loop: one wake-up for all that came since the last.
final class LoopMailbox: Sendable {
    struct Letter: Sendable {
        var result: Result<[Outcome], LedgerError>
        var waiters: [(any OutcomeWaiter)?]
        var sender: NIOLoopBound<LoopLedger>
    }

    private let loop: any EventLoop
    private let letters = Mutex<[Letter]>([])

    init(loop: any EventLoop) {
        self.loop = loop
    }

    func put(_ letter: Letter) {
        let wakes = letters.withLock { letters in
            letters.append(letter)
            return letters.count == 1
        }
        if wakes { loop.execute { self.deliver() } }
    }

    private func deliver() {
        var taken: [Letter] = []
        letters.withLock { swap(&$0, &taken) }
        for letter in taken {
            letter.sender.value.answered(letter.waiters.count)
            switch letter.result {
            case .success(let outcomes):
                for (waiter, outcome) in zip(letter.waiters, outcomes) {
                    waiter?.ledgerAnswered(.success(outcome))
                }
            case .failure(let error):
                for waiter in letter.waiters { waiter?.ledgerAnswered(.failure(error)) }
            }
        }
    }
}
