import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import Synchronization
import Testing

@Suite("A session around a client's calls")
struct ClientSessionTests {
    /// What a session has told of calls that did not fit.
    private final class Told: Sendable {
        private let kept = Mutex<[SpendError]>([])
        var errors: [SpendError] { kept.withLock { $0 } }
        func add(_ error: SpendError) { kept.withLock { $0.append(error) } }
    }

    private static func session(
        _ rig: Rig,
        limit: String = "0.00006",
        _ told: Told
    ) throws -> BudgetedSession {
        try BudgetedSession(
            limit: .usd(limit),
            governor: rig.governor,
            onExceeded: { told.add($0) }
        )
    }

    /// Dearer than any session here.
    private static let dear = Asked.openAI(limit: 2_000)

    @Test("a call that does not fit is nil, told once, and unknown to the provider")
    func attempted() async throws {
        try await Rig.with { rig in
            let told = Told()
            let session = try Self.session(rig, told)
            let openAI = try rig.openAI("tokens=10")
            let fits = try await session.attempt {
                try await openAI.chat.completions.create(Asked.openAI())
            }
            #expect(session.spentNanos == fits?.bill?.costNanos)
            #expect(told.errors.isEmpty)
            let none = try await session.attempt {
                try await openAI.chat.completions.create(Self.dear)
            }
            #expect(none == nil)
            let stream = try await session.attempt {
                try await openAI.chat.completions.stream(Self.dear)
            }
            #expect(stream == nil)
            #expect(told.errors.count == 2)
            #expect(told.errors.allSatisfy { $0.poolRefusal != nil })
            #expect(rig.provider.requestCount() == 1)
            #expect(session.heldNanos == 0)
            #expect(session.spentNanos == fits?.bill?.costNanos)
        }
    }

    @Test("a call that does not fit throws inside of run, told once, in child tasks too")
    func run() async throws {
        try await Rig.with { rig in
            let told = Told()
            let session = try Self.session(rig, told)
            let openAI = try rig.openAI()
            let error = await #expect(throws: SpendError.self) {
                try await session.run {
                    _ = try await openAI.responses.create(Self.dear)
                }
            }
            #expect(error?.isOverLimit == true)
            #expect(told.errors.count == 1)
            // Whoever catches it goes on, and the session knows all the same.
            let caught = try await session.run {
                await withTaskGroup(of: Bool.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            (try? await openAI.chat.completions.create(Self.dear)) == nil
                        }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
            }
            #expect(caught == 8)
            #expect(told.errors.count == 9)
            #expect(session.summary.refusedCalls == 9)
            #expect(rig.provider.requestCount() == 0)
        }
    }

    @Test("a client with a session of its own is bound by it wherever it is called")
    func ownSession() async throws {
        try await Rig.with { rig in
            let told = Told()
            let session = try Self.session(rig, told)
            let openAI = try rig.openAI(rig.options("tokens=10") { $0.session = session })
            let answer = try await openAI.chat.completions.create(Asked.openAI())
            #expect(session.spentNanos == answer.bill?.costNanos)
            // Inside of the same session it counts once.
            let again = try await session.attempt {
                try await openAI.chat.completions.create(Asked.openAI(limit: 20))
            }
            let costs = [answer.bill, again?.bill].map { $0?.costNanos ?? -1 }
            #expect(session.spentNanos == costs[0] + costs[1])
            await #expect(throws: SpendError.self) {
                _ = try await openAI.chat.completions.create(Self.dear)
            }
            await #expect(throws: SpendError.self) {
                _ = try await openAI.chat.completions.stream(Self.dear)
            }
            #expect(told.errors.count == 2)
            #expect(session.heldNanos == 0)
        }
    }

    @Test("a bound that does not fit, where the provider's count does, is told to nobody")
    func counted() async throws {
        try await Rig.with { rig in
            let told = Told()
            let session = try Self.session(rig, limit: "0.0012", told)
            let words = String(repeating: "flowing ", count: 150)
            let request = ModelRequest(
                model: "claude-haiku-4-5",
                prompt: words,
                maxOutputTokens: 20
            )
            let anthropic = try rig.anthropic("tokens=9")
            let answer = try await session.attempt { try await anthropic.messages.create(request) }
            #expect(answer?.bill?.costNanos == session.spentNanos)
            #expect(rig.provider.requestCount() == 2)
            #expect(told.errors.isEmpty)
            // In the end it does not fit by the count either: one call, told once.
            var answers = 1
            while answers < 20,
                try await session.attempt({ try await anthropic.messages.create(request) }) != nil
            {
                answers += 1
            }
            #expect((1..<20).contains(answers))
            #expect(told.errors.count == 1)
        }
    }

    @Test("a budget or a scope that refuses is told too, and says which it was")
    func others() async throws {
        try await Rig.with(policy: Rig.policy(limit: "0.0001")) { rig in
            let told = Told()
            let session = try Self.session(rig, limit: "1.00", told)
            let openAI = try rig.openAI("tokens=10")
            let none = try await session.attempt {
                try await openAI.chat.completions.create(Self.dear)
            }
            #expect(none == nil)
            #expect(told.errors.last?.refusal?.account?.budget == "all")
            let inner = try await session.attempt {
                try await withBudget(limit: .usd("0.00000001")) { _ in
                    try await openAI.chat.completions.create(Asked.openAI())
                }
            }
            #expect(inner == nil)
            #expect(told.errors.count == 2)
            #expect(told.errors.last?.poolRefusal != nil)
            #expect(session.heldNanos == 0)
        }
    }

    @Test("a provider's error passes through, and is not told as a limit")
    func otherErrors() async throws {
        try await Rig.with { rig in
            let told = Told()
            let session = try Self.session(rig, told)
            let error = await #expect(throws: ProviderError.self) {
                _ = try await session.attempt {
                    try await rig.openAI("fault=429").chat.completions.create(Asked.openAI())
                }
            }
            #expect(error?.status == 429)
            #expect(told.errors.isEmpty)
            #expect(session.summary.openHolds == 0)
            #expect(session.spentNanos == 0)
        }
    }
}
