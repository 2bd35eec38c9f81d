import Farthing
import FarthingCore
import FarthingLocal
import FarthingReceipts
import FarthingTesting
import Testing

@Suite("local start with a policy or a configuration")
struct PolicyStartTests {
    private func policy(_ limit: String) throws -> Policy {
        try Policy("team") {
            try Budget("agents", limit: .usd(limit), per: [.agent], window: .day)
            try Budget("calls", limit: .calls(100), window: .hour)
            try Rule("no-big", do: .block) { When(cost: .greaterOrEqual, .usd("0.50")) }
        }
    }

    private func request(_ agent: String, _ usd: String) -> SpendRequest {
        var scope = Scope()
        scope[.agent] = agent
        return SpendRequest(tool: "search", cost: .usd(usd), scope: scope)
    }

    @Test("budgets and rules of a whole policy bind, and survive a restart")
    func wholePolicy() async throws {
        let folder = try TestFolder()
        for limit in ["0.60", "0.60", "0.80"] {
            let local = try await FarthingLocal.open(
                folder: folder.path,
                policy: try policy(limit),
                options: folder.options
            )
            for agent in ["a", "b"] {
                try await local.governor.spend(request(agent, "0.20")) { _ in
                    Billed((), .usd("0.20"))
                }
            }
            do {
                try await local.governor.spend(request("c", "0.50")) { _ in
                    Billed((), .nothing)
                }
                Issue.record("the rule passed it")
            } catch let error as SpendError {
                #expect(error.code == .rule)
            }
            await local.close()
        }
        let local = try await FarthingLocal.open(
            folder: folder.path,
            policy: try policy("0.80"),
            options: folder.options
        )
        await #expect(throws: SpendError.self) {
            try await local.governor.spend(request("a", "0.21")) { _ in Billed((), .nothing) }
        }
        await local.close()
        // One for each policy that was another than before.
        #expect(
            try folder.changes() == [
                "policy 1", "budget agents", "budget calls", "policy 2", "budget agents",
            ]
        )
        #expect(try folder.verify().isWhole)
    }

    @Test("commitments are told to be a server's")
    func privacy() async throws {
        let folder = try TestFolder()
        let policy = try Policy("private", commit: [.user]) {
            try Budget("daily", limit: .usd(1), window: .day)
        }
        await #expect(throws: LocalError.self) {
            try await FarthingLocal.open(folder: folder.path, policy: policy)
        }
    }

    @Test("a budget in a currency without a rate is refused")
    func currency() async throws {
        let folder = try TestFolder()
        let policy = try Policy("euro") {
            try Budget("daily", limit: .money(1, "EUR"), window: .day)
        }
        do {
            _ = try await FarthingLocal.open(folder: folder.path, policy: policy)
            Issue.record("it opened")
        } catch {
            #expect(error.message.contains("EUR"))
        }
    }

    @Test("a configuration starts what it says")
    func configuration() async throws {
        let folder = try TestFolder()
        let json = """
            {"dailyLimit": "0.10 USD", "minuteLimit": "1000 tokens", "data": "\(folder.path)",
             "mode": "enforce", "agent": "support"}
            """
        let configuration = try FarthingConfiguration(json: Array(json.utf8))
        let local = try await FarthingLocal.open(
            configuration: configuration,
            options: folder.options
        )
        #expect(local.folder == folder.path)
        #expect(try await local.governor.callsUntilRefused("0.05", most: 9) == 2)
        await local.close()
    }

    @Test("a configuration of a gateway is told to ask it")
    func gateway() async throws {
        var configuration = FarthingConfiguration()
        configuration.gateway = .init(url: "http://127.0.0.1:8484", key: "fk_secret")
        do {
            _ = try await FarthingLocal.open(configuration: configuration)
            Issue.record("it opened")
        } catch {
            #expect(error.message.contains("FarthingRemote"))
            #expect(!error.message.contains("secret"))
        }
    }
}
