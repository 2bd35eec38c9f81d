import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@Suite("Guards: a store behind a desk")
struct SharedGuardTests {
    @Test("two processes with one desk have one state, for every guard of a tool")
    func shared() async throws {
        let desk = Desk()
        let (one, other) = (GuardStore(desk: desk), GuardStore(desk: desk))
        let guards = ToolGuards<Int>(
            idempotent: IdempotentGuard(key: "k"),
            attempts: 3,
            rate: RateLimitGuard(maxCalls: 2, per: .hours(1)),
            breaker: CircuitGuard("bank", maxFailures: 1),
            prove: ProveGuard { [Fact("order", $0)] }
        )
        try await withRun {
            try await withCustody {
                let value = try await tool("pay", guards, store: one) { 7 }
                #expect(value == 7)
                let again = await code { try await tool("pay", guards, store: other) { 8 } }
                #expect(again == .duplicate)
                try await enforcing("refund", [.require("order", 7)], store: other) {}
                let missing = await code {
                    try await enforcing("refund", [.require("order", 8)], store: other) {}
                }
                #expect(missing == .missingFact)
                var next = guards
                next.idempotent?.key = "l"
                let failing = next
                _ = await failure {
                    try await tool("pay", failing, store: other) { throw TimeoutError() }
                }
                next.idempotent?.key = "m"
                next.attempts = 4
                let open = next
                let limited = await code { try await tool("pay", open, store: one) { 1 } }
                #expect(limited == .rateLimited)
                next.rate = nil
                let broken = next
                let refused = await code { try await tool("pay", broken, store: one) { 1 } }
                #expect(refused == .circuitOpen)
            }
        }
        #expect(desk.ticketCount == 0)
    }

    @Test("a desk that does not answer refuses, and an end that it cannot be told is counted")
    func down() async throws {
        let desk = Desk()
        let store = GuardStore(desk: desk)
        let found = await code {
            try await circuitBroken("bank", store: store) { desk.setDown(true) }
        }
        #expect(found == nil)
        #expect(store.unreportedCount == 1)
        let refused = await code { try await circuitBroken("bank", store: store) {} }
        #expect(refused == .deskUnavailable)
    }
}

private struct TimeoutError: Error {}

/// What a server does with the steps of its clients.
private final class Desk: GuardDesk {
    private struct State {
        var machines = GuardMachines()
        var nextTicket: UInt64 = 1
        var isDown = false
    }

    private let state = Mutex(State())

    var ticketCount: Int { state.withLock { $0.machines.ticketCount } }

    func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    func perform(_ step: GuardStep) async throws(GuardError) -> GuardAnswer {
        let answer: GuardAnswer? = state.withLock { state in
            guard !state.isDown else { return nil }
            state.nextTicket += 1
            return state.machines.apply(step, ticket: state.nextTicket, nowNanos: 0)
        }
        guard let answer else {
            throw GuardError(.deskUnavailable, tool: "", message: "The server does not answer.")
        }
        return answer
    }
}
