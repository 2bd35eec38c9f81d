import Farthing

/// One limit that many tasks share: at no instant is more spent and held than it allows.
@main
struct Session {
    static func main() async throws {
        let session = try BudgetedSession(
            limit: .usd("1.00"),
            onThreshold: { print("\($0.atBasisPoints / 100) % of the session is spent") },
            onExceeded: { print("no room: \($0.code.rawValue)") }
        )
        let passed = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<24 {
                group.addTask { await research(session) }
            }
            var passed = 0
            for await isPassed in group where isPassed { passed += 1 }
            return passed
        }
        print("\(passed) of 24 calls passed")
        print("spent \(session.spentNanos), held \(session.heldNanos)")
        print("left \(session.remainingNanos ?? 0) nano-dollars")
    }

    /// One call of an agent; false where there was no money for it.
    private static func research(_ session: BudgetedSession) async -> Bool {
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.06"))
        // Nil where it did not fit; the session has told `onExceeded` then.
        let answer = try? await session.attempt(request) { permit in
            await Task.yield()
            return Billed("found with \(permit.model)", .usd("0.05"))
        }
        return answer.flatMap { $0 } != nil
    }
}
