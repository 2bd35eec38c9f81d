import FarthingCore
import Testing

@Suite("Guards: shared by several processes")
struct GuardMachinesTests {
    private let key = IdempotencyTable.Key(run: nil, search, key: "k")

    @Test("two processes share a rate limit, an attempt, a circuit, and give back by their tickets")
    func shared() throws {
        let machines = Held(GuardMachines())
        let rule = try #require(RateRule(maxCalls: 1, periodNanos: second))
        let rate = GuardStep.takeRate(RateLimiter.Key(search, rule, scope: "alice"))
        #expect(machines.says(rate, ticket: 1) == "admitted")
        #expect(machines.says(rate, ticket: 2) == "refused")
        #expect(machines.says(.cancel(ticket: 1)) == "yes")
        #expect(machines.says(.cancel(ticket: 1)) == "no")
        #expect(machines.says(rate, ticket: 3) == "admitted")
        let attempt = GuardStep.takeAttempt(AttemptCounter.Key(run: "r", search), limit: 1)
        #expect(machines.says(attempt, ticket: 4) == "admitted")
        #expect(machines.says(attempt, ticket: 5) == "exhausted 1")
        #expect(machines.says(attempt, ticket: 4) == "full")
        let circuit = CircuitRule(maxFailures: 1, resetNanos: second, counted: .standard)
        let enter = GuardStep.enterCircuit("bank", try #require(circuit))
        #expect(machines.says(enter, ticket: 6) == "admitted")
        #expect(machines.says(.leaveCircuit(ticket: 6, .failure(.timeout))) == "yes")
        #expect(machines.says(enter, ticket: 7) == "refused")
    }

    @Test(
        "a call of another process is in progress, then done; one that is lost is of unknown outcome"
    )
    func keys() {
        let machines = Held(GuardMachines())
        let begin = GuardStep.begin(key, nil)
        #expect(machines.says(begin, ticket: 1) == "admitted")
        #expect(machines.says(begin, ticket: 2) == "in progress")
        #expect(machines.says(.begin(key, ArgumentHash(1)), ticket: 2) == "conflict")
        #expect(machines.says(.end(ticket: 1, lastError: nil, ttlNanos: second)) == "yes")
        #expect(machines.says(begin, ticket: 2) == "done")
        #expect(machines.says(.forget(key)) == "yes")
        #expect(machines.says(begin, ticket: 3) == "admitted")
        #expect(machines.says(.forget(key)) == "no")
        let late = GuardMachines.leaseNanos
        #expect(machines.says(begin, ticket: 4, at: late) == "unknown lost")
        #expect(machines.says(.end(ticket: 3, lastError: nil, ttlNanos: 1), at: late) == "no")
        #expect(machines.ticketCount == 0)
    }

    @Test("facts that one process proves another may require")
    func facts() {
        let machines = Held(GuardMachines())
        let session = FactStore.Session(id: "s", scope: [:])
        let wanted = [Fact("order", 1), Fact("order", 2)]
        #expect(machines.says(.prove([wanted[0]], session, ttlNanos: second)) == "yes")
        #expect(machines.says(.require(wanted, session)) == "missing 2")
        #expect(machines.says(.prove([wanted[1]], session, ttlNanos: second)) == "yes")
        #expect(machines.says(.require(wanted, session)) == "yes")
        #expect(machines.says(.forgetFacts(session)) == "yes")
        #expect(machines.says(.require(wanted, session)) == "missing 1")
    }

    @Test("calls under way are bounded, counts without a ticket stand")
    func bounded() {
        let machines = Held(GuardMachines(ticketsMax: 2))
        for ticket in 1...3 {
            let attempt = AttemptCounter.Key(run: "\(ticket)", search)
            let counted = machines.says(
                .takeAttempt(attempt, limit: 1),
                ticket: UInt64(10 + ticket)
            )
            #expect(counted == "admitted")
            let key = IdempotencyTable.Key(run: nil, search, key: "\(ticket)")
            let said = machines.says(.begin(key, nil), ticket: UInt64(ticket))
            #expect(said == (ticket == 3 ? "full" : "admitted"))
        }
        #expect(machines.says(.cancel(ticket: 11)) == "yes")
        #expect(machines.says(.cancel(ticket: 13)) == "no")
    }
}

extension Held<GuardMachines> {
    fileprivate func says(_ step: GuardStep, ticket: UInt64 = 0, at now: Int64 = 0) -> String {
        switch machine.apply(step, ticket: ticket, nowNanos: now) {
        case .admitted: "admitted"
        case .refused: "refused"
        case .exhausted(let used): "exhausted \(used)"
        case .inProgress: "in progress"
        case .done: "done"
        case .unknown(let error): "unknown \(error)"
        case .conflict: "conflict"
        case .full: "full"
        case .missing(let fact): "missing \(fact.value)"
        case .yes: "yes"
        case .no: "no"
        }
    }
}
