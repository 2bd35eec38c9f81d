import Farthing
import FarthingMacros
import FarthingTesting
import Testing

@Suite("@RateLimited")
struct RateLimitedTests {
    private enum Kits {
        static let user = DecoratorKit()
        static let path = DecoratorKit()
        static let all = DecoratorKit()
        static let places = DecoratorKit()
        static let busy = DecoratorKit()
    }

    struct User: Sendable {
        var id: Int
        var team: String?
    }

    @RateLimited(maxCalls: 2, per: .seconds(60), by: \.userID, store: Kits.user.store)
    private func search(_ query: String, for userID: String) async throws -> String { query }

    @Test("each user has a limit of its own, and the error names the tool and when to come back")
    func byUser() async throws {
        for query in ["a", "b"] {
            #expect(try await search(query, for: "alice") == query)
        }
        Kits.user.clock.advance(byMs: 20_000)
        let error = await failure { try await search("c", for: "alice") } as? GuardError
        #expect(error?.code == .rateLimited)
        #expect(
            error?.tool
                == "FarthingMacrosTests(RateLimitedTests.swift).RateLimitedTests.search(_:for:)"
        )
        #expect(error?.retryAfterMs == 40_000)
        #expect(try await search("d", for: "bob") == "d")
        Kits.user.clock.advance(byMs: 40_000)
        #expect(try await search("e", for: "alice") == "e")
    }

    @RateLimited(maxCalls: 1, per: .seconds(60), by: \.user.id, store: Kits.path.store)
    func byPath(user: User) async throws -> Int { user.id }

    @RateLimited(maxCalls: 1, per: .seconds(60), by: \.user?.team, store: Kits.path.store)
    func byOptional(_ user: User?) async throws {}

    @RateLimited(maxCalls: 1, per: .seconds(60), by: \.users[0].id, store: Kits.path.store)
    func byElement(users: [User]) async throws {}

    @Test("a part of a parameter counts by its text, and nil is a value of its own")
    func paths() async throws {
        #expect(try await byPath(user: User(id: 1)) == 1)
        #expect(try await byPath(user: User(id: 2)) == 2)
        #expect(await code { try await byPath(user: User(id: 2, team: "b")) } == .rateLimited)
        try await byOptional(nil)
        try await byOptional(User(id: 1, team: "a"))
        #expect(await code { try await byOptional(User(id: 1)) } == .rateLimited)
        #expect(await code { try await byOptional(User(id: 2, team: "a")) } == .rateLimited)
        try await byElement(users: [User(id: 1), User(id: 2)])
        #expect(await code { try await byElement(users: [User(id: 1)]) } == .rateLimited)
    }

    struct Tenant: Sendable {
        var name: String

        @RateLimited(maxCalls: 1, per: .seconds(60), by: \.self.name, store: Kits.path.store)
        func call() async throws -> String { name }
    }

    @Test("a property of the instance counts too")
    func bySelf() async throws {
        #expect(try await Tenant(name: "a").call() == "a")
        #expect(try await Tenant(name: "b").call() == "b")
        #expect(await code { try await Tenant(name: "a").call() } == .rateLimited)
    }

    enum Left {
        @RateLimited(maxCalls: 1, per: .seconds(60), store: Kits.places.store)
        static func read(_ id: Int) async throws -> Int { id }
    }

    enum Right {
        @RateLimited(maxCalls: 1, per: .seconds(60), store: Kits.places.store)
        static func read(_ id: Int) async throws -> Int { id }

        @RateLimited(maxCalls: 1, per: .seconds(60), store: Kits.places.store)
        static func read(id: Int) async throws -> Int { id }

        @RateLimited(maxCalls: 1, per: .seconds(60), name: "read", store: Kits.places.store)
        static func named(_ id: Int) async throws -> Int { id }
    }

    @Test("functions of one name in two places share nothing")
    func places() async throws {
        #expect(try await Left.read(1) == 1)
        #expect(try await Right.read(2) == 2)
        #expect(try await Right.read(id: 3) == 3)
        #expect(try await Right.named(4) == 4)
        #expect(await code { try await Left.read(1) } == .rateLimited)
        #expect(await code { try await Right.read(1) } == .rateLimited)
        let error = await failure { try await Right.named(1) } as? GuardError
        #expect(error?.tool == "read")
    }

    @RateLimited(maxCalls: 10, per: .seconds(60), store: Kits.busy.store)
    func busy() async throws -> Int { Kits.busy.runs.add() }

    @Test("of 200 calls at once as many pass as may")
    func concurrent() async {
        let passed = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
            for _ in 0..<200 { group.addTask { await failure { try await busy() } == nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(passed == 10)
        #expect(Kits.busy.runs.count == 10)
    }
}
