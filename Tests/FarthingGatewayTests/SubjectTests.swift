import FarthingCore
import FarthingGateway
import FarthingTesting
import Synchronization
import Testing

@Suite("Who a call is for, where subjects are committed to")
struct SubjectTests {
    private func setup(
        _ ring: TestRing,
        claims: [String: String] = ["agent": "*", "user": "*"],
        claimsMax: Int = 1_000,
        scope: Scope = Scope(),
        match: Match = Match()
    ) -> Setup {
        var setup = Setup(
            policy: Policy(
                id: "test",
                tenant: "acme",
                budgets: [Setup.money(per: [.user], match: match)],
                privacy: ring.privacy
            )
        )
        setup.keys = [
            Rig.secret: Setup.key("k", scope: scope, claims: claims, claimsMax: claimsMax)
        ]
        setup.subjects = ring
        return setup
    }

    private func ask(_ rig: Rig, _ user: String, more: String = "") async throws -> RawAnswer {
        try await rig.ask(Chat.request(fields: "x-farthing-user: \(user)\r\n" + more))
    }

    @Test("an entry and an account have the commitment and never the value")
    func committed() async throws {
        let ring = TestRing()
        try await Rig.with(setup(ring)) { rig in
            let answer = try await ask(rig, "alice", more: "x-farthing-agent: a1\r\n")
            #expect(answer.status == 200)
            #expect(try await ask(rig, " alice ").status == 200)
            try await rig.untilClosed()
            let alice = ring.text("alice")
            for hold in rig.journal.holds {
                #expect(hold.context.scope[.user] == alice)
                #expect(hold.lines[0].account.scope == "user=\(alice)")
            }
            #expect(rig.journal.holds[0].context.scope[.agent] == "a1")
            #expect(ring.made == ["alice"])
            #expect(!rig.logs.lines.contains { $0.contains("alice") })
        }
    }

    @Test("a call is admitted only once its new subject is durable")
    func durable() async throws {
        let ring = TestRing()
        ring.close()
        try await Rig.with(setup(ring)) { rig in
            let client = try await rig.client()
            client.send(Chat.request(fields: "x-farthing-user: alice\r\n"))
            try await rig.until("the subject is asked for") { ring.waiting == 1 }
            // Others go on meanwhile, on the same event loop.
            #expect(try await rig.ask(Chat.request()).status == 200)
            #expect(rig.journal.holds.count == 1)
            ring.open()
            #expect(try await client.answer().status == 200)
            await client.close()
            #expect(rig.journal.holds.count == 2)
        }
    }

    @Test("where salts cannot be stored nothing is held, and the client may try again")
    func failing() async throws {
        let ring = TestRing()
        ring.fail()
        try await Rig.with(setup(ring)) { rig in
            let answer = try await ask(rig, "alice")
            #expect(answer.status == 503 && answer.text.contains("subjects_unavailable"))
            #expect(rig.journal.holds.isEmpty && rig.provider.requests.isEmpty)
            #expect(!rig.logs.lines.contains { $0.contains("alice") })
        }
    }

    @Test("whose client goes while its subject is stored is not called for")
    func gone() async throws {
        let ring = TestRing()
        ring.close()
        try await Rig.with(setup(ring)) { rig in
            let client = try await rig.client()
            client.send(Chat.request(fields: "x-farthing-user: alice\r\n"))
            try await rig.until("the subject is asked for") { ring.waiting == 1 }
            await client.close()
            ring.open()
            #expect(try await ask(rig, "bob").status == 200)
            #expect(rig.journal.holds.map(\.context.scope[.user]) == [ring.text("bob")])
        }
    }

    @Test("claims are judged by values; what may not be claimed leaves no salt")
    func claims() async throws {
        let ring = TestRing()
        try await Rig.with(setup(ring, claims: ["user": "team-*"])) { rig in
            let fitting = try await ask(rig, "team-1")
            #expect(fitting.status == 200)
            #expect(try await ask(rig, "other").status == 403)
            #expect(try await ask(rig, ring.text("team-1")).status == 403)
            #expect(try await ask(rig, String(repeating: "a", count: 257)).status == 403)
            #expect(ring.made == ["team-1"])
        }
    }

    @Test("a claim of one value is kept as its commitment, and fits that value alone")
    func exact() async throws {
        let ring = TestRing()
        ring.make("carol")
        let carol = ring.text("carol")
        try await Rig.with(setup(ring, claims: ["user": carol])) { rig in
            let fitting = try await ask(rig, "carol")
            #expect(fitting.status == 200)
            #expect(try await ask(rig, "dave").status == 403)
            #expect(try await ask(rig, carol).status == 403)
            #expect(ring.made == ["carol"])
        }
    }

    @Test("a key's own subject can be claimed, and no other")
    func own() async throws {
        let ring = TestRing()
        ring.make("alice", "bob")
        var scope = Scope()
        scope[.user] = ring.text("alice")
        try await Rig.with(setup(ring, scope: scope)) { rig in
            let unclaimed = try await rig.ask(Chat.request())
            #expect(unclaimed.status == 200)
            #expect(try await ask(rig, "alice").status == 200)
            #expect(try await ask(rig, "bob").status == 403)
            #expect(try await ask(rig, "nobody").status == 403)
            #expect(try await ask(rig, ring.text("alice")).status == 403)
            #expect(ring.made == ["alice", "bob"])
            #expect(rig.journal.holds.allSatisfy { $0.context.scope[.user] == ring.text("alice") })
        }
    }

    @Test("the most distinct values of a key bound its salts too")
    func most() async throws {
        let ring = TestRing()
        try await Rig.with(setup(ring, claimsMax: 3)) { rig in
            for number in 0..<6 {
                let status = try await ask(rig, "user-\(number)").status
                #expect(status == (number < 3 ? 200 : 403))
            }
            #expect(try await ask(rig, "user-1").status == 200)
            #expect(ring.made == ["user-0", "user-1", "user-2"])
        }
    }

    @Test("spend verbs and lists see commitments, and requests on one connection stay in order")
    func verbs() async throws {
        let ring = TestRing()
        try await Rig.with(setup(ring)) { rig in
            let client = try await rig.client()
            let names = ["a", "b", "a", "c"]
            for name in names {
                client.send(Chat.request(fields: "x-farthing-user: \(name)\r\n"))
            }
            for _ in names { #expect(try await client.answer().status == 200) }
            await client.close()
            let users = rig.journal.holds.map { $0.context.scope[.user] }
            #expect(users == names.map { ring.text($0) })
            let list = try await rig.ask(
                Chat.get("/v1/spend/budgets", fields: "x-farthing-user: b\r\n")
            )
            #expect(list.text.contains("user=" + ring.text("b")))
            #expect(!list.text.contains(ring.text("c")))
        }
    }
}

/// Commitments that can be told from values, made when they are asked for; its gate can be closed.
final class TestRing: SubjectRing {
    private struct State {
        var commitments: [Subject: String] = [:]
        var made: [String] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isOpen = true
        var fails = false
    }

    let tenant = "acme"
    let privacy = Privacy(commit: [.user])
    private let state = Mutex(State())

    var made: [String] { state.withLock { $0.made } }
    var waiting: Int { state.withLock { $0.waiting.count } }

    func subject(_ value: String) -> Subject {
        Subject(tenant: tenant, dimension: .user, value: value)
    }

    /// What stands for a value, made or not.
    func text(_ value: String) -> String {
        var hash: [UInt8] = Array(repeating: 7, count: 16)
        for (index, byte) in value.utf8.enumerated() {
            hash[index % 16] = hash[index % 16] &* 31 &+ byte
        }
        return Commitment.text(hash)
    }

    func commitment(of subject: Subject) -> String? {
        state.withLock { $0.commitments[subject] }
    }

    /// Not keyed, but another than the gateway's own.
    func tenantHash(_ message: [UInt8]) -> [UInt8]? {
        guard commitment(of: .tenant(tenant)) != nil else { return nil }
        return Array(Rig.contentHash([1] + message).utf8) + Array(Rig.contentHash(message).utf8)
    }

    func prepare(known: [Subject], new: [Subject]) async throws(LedgerError) {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        if state.withLock({ $0.fails }) { throw LedgerError(.unavailable, "no disk") }
        for subject in new { make(subject) }
    }

    /// Makes what has no commitment yet.
    func make(_ values: String...) {
        for value in values { make(subject(value)) }
    }

    private func make(_ subject: Subject) {
        state.withLock { state in
            guard state.commitments[subject] == nil else { return }
            state.commitments[subject] = text(subject.value)
            state.made.append(subject.value)
        }
    }

    func close() { state.withLock { $0.isOpen = false } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func fail() { state.withLock { $0.fails = true } }
}
