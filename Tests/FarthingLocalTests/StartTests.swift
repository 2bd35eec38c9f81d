import Farthing
import FarthingCore
import FarthingLocal
import FarthingReceipts
import FarthingSQLite
import FarthingTesting
import Testing

@Suite("one-line start")
struct StartTests {
    @Test("three starts on one day share one limit, and the journal verifies as one")
    func restarts() async throws {
        let folder = try TestFolder()
        var passed = 0
        for _ in 0..<3 {
            let local = try await folder.open(.usd(1))
            passed += try await local.governor.callsUntilRefused("0.03", most: 12)
            await local.close()
            folder.clock.advance(byMs: 1_000)
        }
        #expect(passed == 33)
        let found = try folder.verify()
        #expect(found.isWhole)
        #expect(found.entries == found.vouchedEntries)
        let local = try await folder.open(.usd(1))
        #expect(try await local.governor.accounts().first?.spent == 990_000_000)
        await local.close()
    }

    @Test("the next day has a limit of its own")
    func nextDay() async throws {
        let folder = try TestFolder()
        let local = try await folder.open(.usd("0.10"))
        #expect(try await local.governor.callsUntilRefused("0.05", most: 9) == 2)
        folder.clock.advance(byMs: 86_400_000)
        #expect(try await local.governor.callsUntilRefused("0.05", most: 9) == 2)
        await local.close()
    }

    @Test("midnight is where the time zone has it")
    func timezone() async throws {
        let folder = try TestFolder()
        // 2027-01-14 23:30 UTC: half past eight of the next morning in Tokyo.
        folder.clock.set(toMs: 1_799_969_400_000)
        let local = try await FarthingLocal.open(
            dailyLimit: .usd("0.10"),
            folder: folder.path,
            timezone: "Asia/Tokyo",
            options: folder.options
        )
        #expect(try await local.governor.callsUntilRefused("0.10", most: 9) == 1)
        folder.clock.advance(byMs: 3_600_000)
        #expect(try await local.governor.callsUntilRefused("0.10", most: 9) == 0)
        folder.clock.advance(byMs: 15 * 3_600_000)
        #expect(try await local.governor.callsUntilRefused("0.10", most: 9) == 1)
        await local.close()
    }

    @Test("what was spent stays when a limit is edited")
    func editedLimit() async throws {
        let folder = try TestFolder()
        var local = try await folder.open(.usd("0.10"))
        #expect(try await local.governor.callsUntilRefused("0.05", most: 9) == 2)
        await local.close()
        local = try await folder.open(.usd("0.20"), perMinute: .usd("0.15"))
        let accounts = try await local.governor.accounts()
        #expect(accounts.first { $0.key.budget == "daily" }?.spent == 100_000_000)
        // The new budget counts what the journal shows of its minute.
        #expect(try await local.governor.callsUntilRefused("0.05", most: 9) == 1)
        folder.clock.advance(byMs: 60_000)
        #expect(try await local.governor.callsUntilRefused("0.05", most: 9) == 1)
        await local.close()
        #expect(try folder.verify().isWhole)
    }

    @Test("the same start again writes no policy and no budget")
    func samePolicy() async throws {
        let folder = try TestFolder()
        for _ in 0..<3 { await (try folder.open()).close() }
        #expect(try folder.changes() == ["policy 1", "budget daily"])
    }

    @Test("a call past the soft limit goes to the other model, and costs its price")
    func softLimit() async throws {
        let folder = try TestFolder()
        let provider = ScriptedProvider(
            prices: [
                ScriptedPrice("gpt-5", input: "1.00", output: "10.00"),
                ScriptedPrice("gpt-5-mini", input: "0.10", output: "1.00"),
            ],
            always: .answer("yes", inputTokens: 0, outputTokens: 100_000)
        )
        let local = try await folder.open(
            .usd(5),
            soft: .usd(4),
            downgradeTo: "gpt-5-mini",
            prices: provider.priceBook
        )
        let bound = CallBound(inputTokensMax: 0, outputTokensMax: 100_000)
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .call(bound))
        for _ in 0..<6 {
            _ = try await local.governor.spend(request) { try await provider.answer($0) }
        }
        #expect(
            provider.calls.map(\.model) == Array(repeating: "gpt-5", count: 4)
                + ["gpt-5-mini", "gpt-5-mini"]
        )
        #expect(provider.billedNanos == 4_200_000_000)
        let spent = try await local.governor.accounts().first?.spent
        #expect(spent == provider.billedNanos)
        await local.close()
    }

    @Test("a shadow refuses nothing and records everything")
    func shadow() async throws {
        let folder = try TestFolder()
        let local = try await folder.open(.usd("0.10"), enforce: false)
        #expect(try await local.governor.callsUntilRefused("0.05", most: 9) == 9)
        #expect(try await local.governor.accounts().first?.spent == 450_000_000)
        await local.close()
    }

    @Test("tenant, agent and user stand in every receipt where the call says nothing else")
    func scope() async throws {
        let folder = try TestFolder()
        let governor = try await FarthingLocal.governor(
            dailyLimit: .usd(5),
            folder: folder.path,
            tenant: "acme",
            agent: "support",
            user: "alice",
            options: folder.options
        )
        var scope = Scope()
        scope[.user] = "bob"
        let request = SpendRequest(tool: "search", cost: .usd("0.01"), scope: scope)
        try await governor.spend(request) { _ in Billed((), .usd("0.01")) }
        var said: [String] = []
        for entry in try folder.entries() {
            guard case .hold(let hold) = entry.body else { continue }
            said = hold.context.scope.sorted.map { "\($0.dimension.name)=\($0.value)" }
        }
        #expect(said == ["agent=support", "tenant=acme", "tool=search", "user=bob"])
    }

    @Test(
        "entries may carry signatures of their own, and commits may be lazy",
        arguments: [true, false]
    )
    func options(_ signsEach: Bool) async throws {
        let folder = try TestFolder()
        var options = folder.options
        options.signsEachEntry = signsEach
        options.isDurable = !signsEach
        let local = try await FarthingLocal.open(
            dailyLimit: .usd(1),
            folder: folder.path,
            options: options
        )
        #expect(try await local.governor.callsUntilRefused("0.10", most: 20) == 10)
        await local.close()
        #expect(try folder.verify().isWhole)
        var signed = 0
        var lines = 0
        let name = Array("\"signature\"".utf8)
        try JournalReader(folder.data).forEach { batch in
            lines += Int(batch.count)
            for line in JournalLines(batch.lines)
            where line.indices.contains(where: { line[$0...].starts(with: name) }) {
                signed += 1
            }
        }
        #expect(signed == (signsEach ? lines : 0))
    }

    @Test("what was made is the owner's alone, in folders that were missing")
    func modes() async throws {
        let folder = try TestFolder()
        await (try folder.open()).close()
        #expect(folder.mode() == "700")
        #expect(folder.mode("/..") == "700")
        #expect(folder.mode("/private.key") == "600")
        #expect(folder.mode("/ledger.sqlite") == "600")
        #expect(folder.mode("/public.key") == "644")
    }

    @Test("a governor that nobody has any more leaves its folder to the next")
    func dropped() async throws {
        let folder = try TestFolder()
        for count in 1...3 {
            let governor = try await FarthingLocal.governor(
                dailyLimit: .usd(1),
                folder: folder.path,
                options: folder.options
            )
            _ = try await governor.callsUntilRefused("0.10", most: 1)
            let spent = try await governor.accounts().first?.spent
            #expect(spent == Int64(count) * 100_000_000)
        }
    }

    @Test("the limit holds for many tasks at once")
    func concurrency() async throws {
        let folder = try TestFolder()
        let local = try await folder.open(.usd(1))
        let governor = local.governor
        let passed = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask { try await governor.callsUntilRefused("0.03", most: 4) }
            }
            return try await group.reduce(0, +)
        }
        #expect(passed == 33)
        #expect(try await governor.accounts().first?.spent == 990_000_000)
        await local.close()
    }
}
