import Farthing
import Testing

@Suite("Guards: maxAttempts")
struct MaxAttemptsTests {
    private let kit = GuardKit()

    @Test("a run has its tries, failed ones included, and a run taken up again goes on counting")
    func attempts() async throws {
        for _ in 0..<2 {
            await withRun("r1") {
                _ = await failure { try await deploy { throw Broken() } }
            }
        }
        try await withRun("r1") { try await deploy {} }
        let error = await withRun("r1") { await failure { try await deploy {} } } as? GuardError
        #expect(error?.code == .attemptsExhausted)
        #expect(error?.details["used"] == "3")
        #expect(error?.details["run_id"] == "r1")
        #expect(kit.runs.count == 3)
        try await withRun("r2") { try await deploy {} }
    }

    @Test("without a run, or with a limit that is none, it is a typed error")
    func misuse() async {
        let found1 = await code { try await deploy {} }
        #expect(found1 == .missingRun)
        let none = await withRun {
            await code { try await maxAttempts("deploy", 0, store: kit.store) {} }
        }
        #expect(none == .badAttempts)
    }

    @Test("two runs at once have tries of their own, child tasks their run's")
    func runs() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for run in 0..<10 {
                group.addTask {
                    try await withRun("p\(run)") {
                        try await withThrowingTaskGroup(of: Void.self) { children in
                            for _ in 0..<3 { children.addTask { try await deploy {} } }
                            try await children.waitForAll()
                        }
                        let found2 = await code { try await deploy {} }
                        #expect(found2 == .attemptsExhausted)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(kit.runs.count == 30)
    }

    private func deploy(_ body: () throws -> Void) async throws {
        try await maxAttempts("deploy", 3, store: kit.store) {
            kit.runs.add()
            try body()
        }
    }
}
