import Farthing
import FarthingCore
import FarthingTesting
import Testing

@Suite("hold and in-flight tokens")
struct TokenTests {
    private let clock = ManualClock()

    private func governor() async throws -> Governor {
        let policy = try Policy("test") {
            try Budget("total", limit: .usd("1.00"), window: .total)
        }
        var options = Governor.Options()
        options.clock = clock
        return try await Governor(ledger: MemoryLedger(), policy: policy, options: options)
    }

    private let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.25"))

    @Test("dispatched and settled, it costs its bill")
    func settles() async throws {
        let governor = try await governor()
        let hold = try await governor.hold(request)
        let flight = try await hold.dispatch()
        let receipt = try await flight.settle(.usd("0.05"))
        #expect(receipt.costNanos == 50_000_000)
        #expect(receipt.sequence != nil)
        #expect(try await governor.accounts().first?.spent == 50_000_000)
    }

    @Test("a hold that is dropped is given back")
    func dropped() async throws {
        let governor = try await governor()
        do {
            let hold = try await governor.hold(request)
            let permit = hold.permit
            #expect(permit.heldNanos == 250_000_000)
        }
        let account = try #require(try await governor.accounts().first)
        #expect(account.held == 0)
        #expect(account.spent == 0)
    }

    @Test("a call in flight that is dropped is charged what was held")
    func abandoned() async throws {
        let governor = try await governor()
        do {
            let flight = try await governor.hold(request).dispatch()
            _ = flight.permit
        }
        #expect(try await governor.accounts().first?.spent == 250_000_000)
    }

    @Test("a hold whose time is over cannot be dispatched, and is given back")
    func expired() async throws {
        let governor = try await governor()
        let hold = try await governor.hold(request)
        clock.advance(byMs: 120_001)
        do {
            _ = try await hold.dispatch()
            Issue.record("it was dispatched")
        } catch {
            #expect(error.code == .expired)
        }
        let account = try #require(try await governor.accounts().first)
        #expect(account.held == 0)
        #expect(account.spent == 0)
    }

    @Test(
        "a call in flight whose time is over is charged what was held, and a later bill is better"
    )
    func late() async throws {
        let governor = try await governor()
        let flight = try await governor.hold(request).dispatch()
        clock.advance(byMs: 120_001)
        let receipt = try await flight.settle(.usd("0.01"))
        #expect(receipt.costNanos == 10_000_000)
        #expect(try await governor.accounts().first?.spent == 10_000_000)
    }

    @Test("a stated amount can be renewed and not changed")
    func renewed() async throws {
        let governor = try await governor()
        var flight = try await governor.hold(request).dispatch()
        clock.advance(byMs: 100_000)
        try await flight.renew()
        clock.advance(byMs: 100_000)
        do {
            try await flight.extend(outputTokens: 9)
            Issue.record("it was changed")
        } catch {
            #expect(error.code == .invalid)
        }
        _ = try await flight.settle(.usd("0.02"))
        #expect(try await governor.accounts().first?.spent == 20_000_000)
    }

    @Test("a bill out of bounds is told, and what was held is charged")
    func badBill() async throws {
        let governor = try await governor()
        let flight = try await governor.hold(request).dispatch()
        do {
            _ = try await flight.settle(.nanos(-1))
            Issue.record("a negative bill was taken")
        } catch {
            #expect(error.code == .invalid)
        }
        #expect(try await governor.accounts().first?.spent == 250_000_000)
    }
}
