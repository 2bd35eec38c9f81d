import FarthingCore
import Logging
import NIOCore

/// Hears what became of a settlement that nobody waits for.
final class SettleWaiter: OutcomeWaiter, @unchecked Sendable {
    // `@unchecked`: the ledger's thread only carries the reference; it is used on its loop.
    /// How often a settlement is put in again, over some six seconds: a ledger that has not come
    /// back by then charges the hold when it expires.
    static let attemptsMax = 5

    private let loop: LoopState
    private let id: HoldID
    /// What to put in again; a repeat of it does nothing twice.
    private let command: Command?
    private var attempts = 0
    /// The accounts in which there may be room afterwards.
    private let plan: CallPlan?

    init(_ loop: LoopState, _ id: HoldID, _ command: Command? = nil, plan: CallPlan? = nil) {
        self.plan = plan
        self.loop = loop
        self.id = id
        self.command = command
    }

    func ledgerAnswered(_ result: Result<Outcome, LedgerError>) {
        if let plan, !loop.gateway.waitRoom.isEmpty {
            loop.gateway.waitRoom.roomMade(at: plan.lines.map(\.place))
        }
        switch result {
        case .success(.settled(let settled)):
            if settled.overrunNanos > 0 {
                loop.counters.overran(nanos: settled.overrunNanos)
                loop.gateway.logger.warning(
                    "more was billed than could be bounded",
                    metadata: ["hold": "\(id)", "overrunNanos": "\(settled.overrunNanos)"]
                )
            }
        case .success(.refused(let refusal)):
            loop.gateway.logger.error(
                "a settlement was refused",
                metadata: ["hold": "\(id)", "code": "\(refusal.code.rawValue)"]
            )
        case .success: break
        case .failure(let error):
            if retries(error) { return }
            // The hold stays and is charged when it expires: nothing billed is lost.
            loop.gateway.logger.error(
                "a settlement was not written",
                metadata: ["hold": "\(id)", "detail": "\(error.detail)"]
            )
        }
    }

    /// Puts the settlement in again after a while; false when it has been tried often enough.
    private func retries(_ error: LedgerError) -> Bool {
        guard let command, error.code != .invalid, attempts < Self.attemptsMax else { return false }
        attempts += 1
        loop.loop.assumeIsolated().scheduleTask(in: .milliseconds(100 << Int64(attempts))) {
            self.loop.ledger.tell(command, self)
        }
        return true
    }
}
