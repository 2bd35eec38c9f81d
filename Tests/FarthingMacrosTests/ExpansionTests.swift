import Testing

@Suite("Decorators: expansion")
struct ExpansionTests {
    @Test("@RateLimited counts by the text of a parameter")
    func rateLimited() {
        expectExpansion(
            of: """
                @RateLimited(maxCalls: 5, per: .seconds(60), by: \\.userID)
                func search(_ query: String, for userID: String) async throws -> [String] {
                    // Slow.
                    let found = try await find(query)
                    return found
                }
                """,
            """
            func search(_ query: String, for userID: String) async throws -> [String] {
                return try await Farthing.rateLimit("Shop.search(_:for:)", maxCalls: 5, per: .seconds(60), by: FarthingMacros.Decorated.text(userID), fileID: "Shop/Till.swift") { () async throws -> [String] in
                    // Slow.
                    let found = try await find(query)
                    return found
                }
            }
            """
        )
    }

    @Test("@RateLimited without a parameter counts all calls; name and store are handed on")
    func rateLimitedForAll() {
        expectExpansion(
            of: """
                @RateLimited(maxCalls: 5, per: .seconds(60), name: "search", store: Shop.store)
                func search() async throws -> Int { 5 }
                """,
            """
            func search() async throws -> Int {
                return try await Farthing.rateLimit("search", maxCalls: 5, per: .seconds(60), store: Shop.store, fileID: "Shop/Till.swift") { () async throws -> Int in
                    5
                }
            }
            """
        )
    }

    @Test("@CircuitBroken hands on what is said and leaves the rest to the defaults")
    func circuitBroken() {
        expectExpansion(
            of: """
                @CircuitBroken("payments-api", maxFailures: 2, countsFailures: [.timeout])
                func pay() async throws { try await send() }
                """,
            """
            func pay() async throws {
                return try await Farthing.circuitBroken("payments-api", maxFailures: 2, countsFailures: [.timeout]) { () async throws -> Void in
                    try await send()
                }
            }
            """
        )
    }

    @Test("@MaxAttempts")
    func maxAttempts() {
        expectExpansion(
            of: """
                @MaxAttempts(3)
                func deploy() async throws -> Bool { true }
                """,
            """
            func deploy() async throws -> Bool {
                return try await Farthing.maxAttempts("Shop.deploy()", 3, fileID: "Shop/Till.swift") { () async throws -> Bool in
                    true
                }
            }
            """
        )
    }

    @Test("@TimeLimited keeps the body on its actor")
    func timeLimited() {
        expectExpansion(
            of: """
                @TimeLimited(.seconds(2))
                func look() async throws -> Bool { true }
                """,
            """
            func look() async throws -> Bool {
                return try await FarthingMacros.Decorated.timeLimit("Shop.look()", .seconds(2), fileID: "Shop/Till.swift") { () async throws -> Bool in
                    true
                }
            }
            """
        )
    }

    @Test("@Idempotent binds the key to all other parameters")
    func idempotent() {
        expectExpansion(
            of: """
                @Idempotent(key: \\.key, ttl: .hours(1), onDuplicate: .refuse, isSafe: { $0 is Refused })
                func pay(_ order: String, cents: Int, _ key: String, _: Int) async throws -> Bool { true }
                """,
            """
            func pay(_ order: String, cents: Int, _ key: String, _: Int) async throws -> Bool {
                return try await Farthing.idempotent("Shop.pay(_:cents:_:_:)", key: FarthingMacros.Decorated.text(key) ?? "", arguments: Farthing.ArgumentHash(FarthingMacros.Decorated.text(order), FarthingMacros.Decorated.text(cents)), ttl: .hours(1), onDuplicate: .refuse, isSafe: {
                        $0 is Refused
                    }, fileID: "Shop/Till.swift") { () async throws -> Bool in
                    true
                }
            }
            """
        )
    }

    @Test(
        "@Idempotent binds the key to what is named, or to nothing; a part of a parameter is a key"
    )
    func idempotentArguments() {
        expectExpansion(
            of: """
                @Idempotent(key: \\.order.id, arguments: [\\.order.cents, \\.user?.name])
                func pay(order: Order, user: User?, then: () -> Void) async throws {}
                @Idempotent(key: \\.key)
                func clear(key: String) async throws {}
                """,
            """
            func pay(order: Order, user: User?, then: () -> Void) async throws {
                return try await Farthing.idempotent("Shop.pay(order:user:then:)", key: FarthingMacros.Decorated.text(order.id) ?? "", arguments: Farthing.ArgumentHash(FarthingMacros.Decorated.text(order.cents), FarthingMacros.Decorated.text(user?.name)), fileID: "Shop/Till.swift") { () async throws -> Void in

                }
            }
            func clear(key: String) async throws {
                return try await Farthing.idempotent("Shop.clear(key:)", key: FarthingMacros.Decorated.text(key) ?? "", fileID: "Shop/Till.swift") { () async throws -> Void in

                }
            }
            """
        )
    }

    @Test("@Proves reads one fact, one of each element, or what a closure finds")
    func proves() {
        expectExpansion(
            of: """
                @Proves(.fact("order", \\.id, ttl: .minutes(5)))
                func one() async throws -> Order { order }
                @Proves(.each("order", \\.id, maxItems: 9, onTooMany: .truncate), name: "list")
                func all() async throws -> [Order] { [] }
                @Proves(.facts(Page.facts))
                func page() async throws -> Page { page }
                @Proves(.fact("id", \\.self))
                func id() async throws -> String { "a" }
                """,
            """
            func one() async throws -> Order {
                return try await Farthing.proving("Shop.one()", facts: { result in
                        FarthingMacros.Decorated.facts("order", result.id)
                    }, ttl: .minutes(5)) { () async throws -> Order in
                    order
                }
            }
            func all() async throws -> [Order] {
                return try await Farthing.proving("list", facts: { results in
                        results.flatMap { result in
                            FarthingMacros.Decorated.facts("order", result.id)
                        }
                    }, maxItems: 9, onTooMany: .truncate) { () async throws -> [Order] in
                    []
                }
            }
            func page() async throws -> Page {
                return try await Farthing.proving("Shop.page()", facts: Page.facts) { () async throws -> Page in
                    page
                }
            }
            func id() async throws -> String {
                return try await Farthing.proving("Shop.id()", facts: { result in
                        FarthingMacros.Decorated.facts("id", result)
                    }) { () async throws -> String in
                    "a"
                }
            }
            """
        )
    }

    @Test("@Enforces makes rules of values out of rules of parameters")
    func enforces() {
        expectExpansion(
            of: """
                @Enforces(.require("order", \\.order, hint: "Read it."), .threshold(\\.cents, 1...500), .block(\\.note, "DROP TABLE"))
                func refund(order: String, cents: Int, note: String?) async throws {}
                """,
            """
            func refund(order: String, cents: Int, note: String?) async throws {
                return try await Farthing.enforcing("Shop.refund(order:cents:note:)", FarthingMacros.Decorated.rules(FarthingMacros.Decorated.require("order", order, hint: "Read it."), FarthingMacros.Decorated.threshold("cents", cents, 1 ... 500), FarthingMacros.Decorated.block("note", note, "DROP TABLE"))) { () async throws -> Void in

                }
            }
            """
        )
    }

    @Test("@Tool combines all guards; those that are not named are left out")
    func tool() {
        expectExpansion(
            of: """
                @Tool(
                    enforce: [.threshold(\\.cents, 1...500)],
                    idempotent: .key(\\.key, ttl: .hours(1)),
                    attempts: 3,
                    rate: .calls(5, per: .seconds(60), by: \\.user),
                    breaker: CircuitGuard("bank"),
                    budget: ToolBudget(.usd("0.02")),
                    timeout: .seconds(2),
                    prove: .fact("refund", \\.id, ttl: .minutes(1))
                )
                func refund(cents: Int, user: String, key: String) async throws -> Refund { made }
                @Tool(name: "free", enforce: [], idempotent: nil, rate: nil, prove: nil)
                func free() async throws {}
                """,
            """
            func refund(cents: Int, user: String, key: String) async throws -> Refund {
                return try await FarthingMacros.Decorated.tool("Shop.refund(cents:user:key:)", enforce: FarthingMacros.Decorated.rules(FarthingMacros.Decorated.threshold("cents", cents, 1 ... 500)), idempotent: Farthing.IdempotentGuard(key: FarthingMacros.Decorated.text(key) ?? "", arguments: Farthing.ArgumentHash(FarthingMacros.Decorated.text(cents), FarthingMacros.Decorated.text(user)), ttl: .hours(1)), attempts: 3, rate: Farthing.RateLimitGuard(maxCalls: 5, per: .seconds(60), by: FarthingMacros.Decorated.text(user)), breaker: CircuitGuard("bank"), budget: ToolBudget(.usd("0.02")), timeout: .seconds(2), prove: Farthing.ProveGuard(ttl: .minutes(1), facts: { result in
                            FarthingMacros.Decorated.facts("refund", result.id)
                        }), fileID: "Shop/Till.swift") { () async throws -> Refund in
                    made
                }
            }
            func free() async throws {
                return try await FarthingMacros.Decorated.tool("free", enforce: FarthingMacros.Decorated.rules(), fileID: "Shop/Till.swift") { () async throws -> Void in

                }
            }
            """
        )
    }

    @Test("an opaque result leaves its type to inference, as a closure cannot name it")
    func opaque() {
        expectExpansion(
            of: """
                @MaxAttempts(3)
                func lines<T: Sendable>(_ first: T) async throws -> some Collection<T> { [first] }
                """,
            """
            func lines<T: Sendable>(_ first: T) async throws -> some Collection<T> {
                return try await Farthing.maxAttempts("Shop.lines(_:)", 3, fileID: "Shop/Till.swift") {
                    [first]
                }
            }
            """
        )
    }
}
