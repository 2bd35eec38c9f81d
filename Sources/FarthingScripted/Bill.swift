import Synchronization

/// Everything that the provider charges for, and a count of everything that reached it.
///
/// Hot state is one struct in one mutex, never held for longer than a row takes to write.
final class Bill: Sendable {
    /// Where an open call's row is; worthless after a reset.
    struct Ticket {
        fileprivate var epoch: Int
        fileprivate var row: Int?
        fileprivate var call: BilledCall
    }

    struct Totals: Equatable {
        /// Requests other than those to the provider's own `/_scripted` paths, bad ones included.
        var requests = 0
        var openCalls = 0
        var rowsDropped = 0
        var promptTokens = 0
        var cachedTokens = 0
        var completionTokens = 0
        var reasoningTokens = 0
        var byOutcome: [BilledCall.Outcome: Int] = [:]
    }

    private struct State {
        var epoch = 0
        var rows: [BilledCall] = []
        var totals = Totals()
    }

    private let state = Mutex(State())
    private let rowsMax: Int

    init(rowsMax: Int) {
        self.rowsMax = rowsMax
    }

    func rows() -> [BilledCall] { state.withLock { $0.rows } }

    func totals() -> Totals { state.withLock { $0.totals } }

    /// Forgets everything; calls that are open now will not be billed.
    func reset() {
        state.withLock { state in
            state.epoch += 1
            state.rows = []
            state.totals = Totals()
        }
    }

    func countRequest() {
        state.withLock { $0.totals.requests += 1 }
    }

    /// Enters a call that was accepted; its tokens count from
    /// ``close(_:completionTokens:reasoningTokens:outcome:)`` on.
    func open(_ call: BilledCall) -> Ticket {
        state.withLock { state in
            var ticket = Ticket(epoch: state.epoch, row: nil, call: call)
            state.totals.openCalls += 1
            if state.rows.count < rowsMax {
                ticket.row = state.rows.count
                state.rows.append(call)
            } else {
                state.totals.rowsDropped += 1
            }
            return ticket
        }
    }

    /// Settles a call. A refused one is billed nothing.
    func close(
        _ ticket: Ticket,
        completionTokens: Int,
        reasoningTokens: Int,
        outcome: BilledCall.Outcome
    ) {
        var call = ticket.call
        call.outcome = outcome
        call.completionTokens = completionTokens
        call.reasoningTokens = reasoningTokens
        if outcome == .refused {
            call.promptTokens = 0
            call.cachedTokens = 0
            call.cacheWriteTokens = 0
            call.cacheWriteHourTokens = 0
            call.webSearches = 0
            call.audioSeconds = 0
            call.audioTokens = 0
            call.characters = 0
        }
        state.withLock { state in
            guard state.epoch == ticket.epoch else { return }
            if let row = ticket.row { state.rows[row] = call }
            state.totals.openCalls -= 1
            state.totals.promptTokens += call.promptTokens
            state.totals.cachedTokens += call.cachedTokens
            state.totals.completionTokens += call.completionTokens
            state.totals.reasoningTokens += call.reasoningTokens
            state.totals.byOutcome[outcome, default: 0] += 1
        }
    }
}
