import FarthingCore
import FarthingProviders
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// One look at a job: asks the provider how it stands, reads what it came to, and settles its hold.
///
/// Used on its event loop alone.
final class JobCheck: OutcomeWaiter, @unchecked Sendable {
    // `@unchecked`: the ledger's thread only carries the reference; `LoopMailbox` calls on the loop.

    private let job: Job
    private let loop: LoopState
    private let pool: UpstreamPool
    /// The fields of the client that asked, where the gateway has no key of its own.
    private let asClient: HTTPHeaders?
    private var cost = JobCost()

    /// Asks after a job that was taken from ``RunningJobs``; gives it back in the end.
    static func start(_ job: Job, _ loop: LoopState) {
        guard let check = JobCheck(job, loop, asClient: nil) else {
            giveBack(job, loop, isOver: false)
            return
        }
        check.fetch(job.name.statusTarget) { status, body in
            switch status {
            case 200: check.take(body)
            // Deleted: nobody can tell any more what it cost.
            case 404, 410: check.settleAsHeld()
            default: check.giveBack(isOver: false)
            }
        }
    }

    /// Looks at what a client was told of a job.
    static func start(
        _ name: JobName,
        told body: ByteBuffer,
        _ fields: HTTPHeaders,
        _ loop: LoopState
    ) {
        guard let job = loop.gateway.jobs.withLock({ $0.take(name) }) else { return }
        let asClient = loop.gateway.options.passesProviderKeys ? fields : nil
        guard let check = JobCheck(job, loop, asClient: asClient) else {
            giveBack(job, loop, isOver: false)
            return
        }
        check.take(body)
    }

    /// Nil where the provider has no upstream any more.
    private init?(_ job: Job, _ loop: LoopState, asClient: HTTPHeaders?) {
        guard let pool = loop.pool(job.name.kind.dialect) else { return nil }
        self.job = job
        self.loop = loop
        self.pool = pool
        self.asClient = asClient
    }

    private func take(_ body: ByteBuffer) {
        switch job.name.kind.state(inAnswer: Array(body.readableBytesView)) {
        case .running, .unreadable: giveBack(isOver: false)
        case .unbilled:
            loop.counters.released += 1
            loop.ledger.ask(.release(job.hold, why: "nothing was billed"), self)
        case .unknown: settleAsHeld()
        case .used(let answer):
            cost.add(.used(answer), of: job, loop.gateway.prices)
            settle()
        case .results(let target, let billed): readResults(target, billed: billed)
        }
    }

    private func readResults(_ target: String, billed: Int64?) {
        let prices = loop.gateway.prices
        var lines = ResultLines(bytesMax: loop.gateway.options.answerBytesMax)
        let sink = { (bytes: ByteBuffer) in
            lines.feed(bytes) { self.cost.add($0, of: self.job, prices) }
        }
        fetch(target, sink: sink) { status, _ in
            switch status {
            case 200:
                lines.finish { self.cost.add($0, of: self.job, prices) }
                self.cost.expect(billed)
                self.settle()
            // Deleted: nobody can tell any more what it cost.
            case 404, 410: self.settleAsHeld()
            default: self.giveBack(isOver: false)
            }
        }
    }

    private func fetch(
        _ target: String,
        sink: ((ByteBuffer) -> Bool)? = nil,
        then: @escaping (Int, ByteBuffer) -> Void
    ) {
        let request = UpstreamRequest(
            method: .GET,
            target: target,
            fields: fields,
            body: [],
            dialect: job.name.kind.dialect,
            passesKeys: asClient != nil
        )
        let bytesMax = loop.gateway.options.answerBytesMax
        UpstreamFetch.start(request, pool, loop, bytesMax: bytesMax, sink: sink) { outcome in
            switch outcome {
            case .answered(let status, let body): then(status, body)
            case .failed(let reason):
                self.loop.gateway.logger.info(
                    "a job cannot be asked after",
                    metadata: ["hold": "\(self.job.hold)", "reason": "\(reason)"]
                )
                self.giveBack(isOver: false)
            }
        }
    }

    private var fields: HTTPHeaders {
        if let asClient { return asClient }
        // Anthropic answers nobody who does not name a version of its API.
        return job.name.kind.dialect == .anthropic ? ["anthropic-version": "2023-06-01"] : [:]
    }

    private func settle() {
        guard !cost.isUnknown else {
            settleAsHeld()
            return
        }
        settle(cost.amounts(job.units), .reported, nanos: cost.nanos, ending: "complete")
    }

    private func settleAsHeld() {
        settle([], .unknown, nanos: job.heldNanos, ending: "noUsage")
    }

    private func settle(
        _ amounts: [Int64],
        _ evidence: Evidence,
        nanos: Int64,
        ending: String
    ) {
        let usage = SettledUsage(
            inputTokens: cost.usage.totalInputTokens,
            outputTokens: cost.usage.totalOutputTokens,
            costNanos: nanos,
            ending: ending,
            priced: evidence == .unknown ? nil : cost.priced(job, loop.gateway.prices)
        )
        loop.counters.settled(costNanos: nanos, evidence: evidence)
        if let ticket = job.runTicket {
            loop.gateway.runs.settle(ticket, nanos: nanos, succeeded: ending == "complete")
        }
        loop.ledger.ask(
            .settle(
                SettleRequest(id: job.hold, amounts: amounts, evidence: evidence, usage: usage)
            ),
            self
        )
    }

    func ledgerAnswered(_ result: Result<Outcome, LedgerError>) {
        switch result {
        case .success(.refused(let refusal)):
            loop.gateway.logger.error(
                "a job's settlement was refused",
                metadata: ["hold": "\(job.hold)", "code": "\(refusal.code.rawValue)"]
            )
            giveBack(isOver: true)
        case .success(.settled(let settled)):
            if settled.overrunNanos > 0 { loop.counters.overran(nanos: settled.overrunNanos) }
            giveBack(isOver: true)
        case .success: giveBack(isOver: true)
        // Asked again later; the same settlement twice does nothing twice.
        case .failure: giveBack(isOver: false)
        }
    }

    private func giveBack(isOver: Bool) { Self.giveBack(job, loop, isOver: isOver) }

    private static func giveBack(_ job: Job, _ loop: LoopState, isOver: Bool) {
        let now = loop.nowMs
        let pollMs = loop.gateway.options.jobPollMs
        loop.gateway.jobs.withLock {
            $0.finish(job.name, isOver: isOver, nowMs: now, pollMs: pollMs)
        }
    }
}

extension JobKind {
    var dialect: GatewayDialect {
        switch self {
        case .openAIBatch, .openAIResponse: .openAI
        case .anthropicBatch: .anthropic
        }
    }
}
