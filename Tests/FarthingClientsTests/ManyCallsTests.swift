import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import Testing

@Suite("Many calls at once on one session")
struct ManyCallsTests {
    @Test("tasks that are cancelled at random leak no hold, and no limit is passed")
    func cancelledAtRandom() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("tokens=20;delay_ms=5")
            let limit: Int64 = 3_000_000
            let session = try BudgetedSession(limit: .usd("0.003"), governor: rig.governor)
            await withTaskGroup(of: Void.self) { group in
                for count in 0..<300 {
                    if count >= 60 { await group.next() }
                    let statement = session.summary
                    #expect(statement.spent.nanos + statement.held.nanos <= limit)
                    group.addTask {
                        let call = Task {
                            try await session.run {
                                let request = Asked.openAI(limit: 20)
                                if count % 2 == 0 {
                                    _ = try await openAI.chat.completions.create(request)
                                } else {
                                    let stream = try await openAI.chat.completions.stream(request)
                                    _ = try await stream.collect()
                                }
                            }
                        }
                        if count % 3 == 0 {
                            try? await Task.sleep(for: .milliseconds(count % 17))
                            call.cancel()
                        }
                        _ = await call.result
                    }
                }
            }
            try await rig.untilClosed()
            #expect(session.heldNanos == 0)
            #expect(session.spentNanos <= limit)
            #expect(try await rig.account().spent == session.spentNanos)
            try await until { rig.provider.openCallCount() == 0 }
            let owed = rig.provider.bill().reduce(0) { $0 + Rig.nanos($1, input: 150, output: 600) }
            #expect(session.spentNanos >= owed)
        }
    }
}
