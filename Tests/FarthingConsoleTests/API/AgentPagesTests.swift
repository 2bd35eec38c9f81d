import FarthingCore
import Synchronization
import Testing

@testable import FarthingConsole

@Suite("Agents, page by page")
struct AgentPagesTests {
    /// Counts what is asked.
    final class Counted: StatisticsDesk {
        private let base: MemoryStatistics
        private let counts = Mutex((activity: 0, single: 0))

        init(_ base: MemoryStatistics) { self.base = base }

        var asked: (activity: Int, single: Int) { counts.withLock { $0 } }

        func calls(in account: AccountKey) async throws -> Int64 {
            counts.withLock { $0.single += 1 }
            return try await base.calls(in: account)
        }

        func entries(_ question: EntryQuestion) async throws -> EntryPage {
            counts.withLock { $0.single += 1 }
            return EntryPage(rows: [], next: nil)
        }

        func activity(of agents: [AgentActivity.Question]) async throws -> [AgentActivity] {
            counts.withLock { $0.activity += 1 }
            return agents.map { _ in AgentActivity(callsToday: 3, lastCallAtMs: 7) }
        }

        func sums(_ question: StatisticsQuestion) async throws -> [StatisticsSum] { [] }

        func reasons(prefix: String) async throws -> [String: Int64] { [:] }
    }

    @Test("a list asks the statistics once for all of its lines, in whatever order it is")
    func asksOnce() async throws {
        let rig = try await ControlRig()
        for number in 1...9 { _ = try await rig.agent("worker \(number)") }
        let statistics = Counted(rig.store.statistics)
        let desk = ConsoleDesk(
            store: rig.store,
            registry: rig.desk.registry,
            policies: rig.desk.policies,
            statistics: statistics,
            clockMs: rig.desk.clockMs,
            zone: rig.desk.zone
        )
        let killSwitch = KillSwitch { "" }
        let api = AgentsAPI(
            AgentGov(desk, killSwitch: killSwitch),
            keys: MemoryKeyDesk(ring: rig.store.keyRing as? MemoryKeys),
            kills: Kills(desk, killSwitch, cutter: nil) { "" }
        )
        let list = try #require(api.routes.first { $0.method == "GET" })
        for order in ["name", "spent", "share"] {
            let before = statistics.asked
            var request = ConsoleRequest(
                method: "GET",
                path: "/v1/agents",
                query: [(name: "order", value: order)],
                fields: [],
                body: [],
                client: "127.0.0.1"
            )
            request.principal = .admin
            guard case .bytes(let bytes) = try await list.handler(request).body else {
                Issue.record("no answer")
                return
            }
            let root = try JSONDocument(bytes).root
            #expect(root.member("items")?.count == 9)
            #expect(root.member("items")?.elements.map { $0 }.first?.int("calls_today") == 3)
            #expect(statistics.asked.activity == before.activity + 1)
            #expect(statistics.asked.single == 0)
        }
    }

    @Test("agents stand in the order of their names, whatever becomes of them")
    func inOrder() async throws {
        let store = MemoryConsole { 0 }
        let registry = try await Registry(store)
        func put(_ id: String, _ name: String?, version: Int64) {
            let agent = name.map {
                Agent(
                    id: id,
                    name: $0,
                    workspace: id.hasSuffix("9") ? "other" : "default",
                    keyID: "key_" + id,
                    dailyLimitNanos: 1,
                    createdAtMs: 0
                )
            }
            registry.take([
                RegistryItem(
                    collection: Agent.collection,
                    id: id,
                    version: version,
                    document: agent?.document,
                    changedAtMs: 0,
                    sequence: version
                )
            ])
        }
        func names(
            behind place: AgentPlace? = nil,
            _ limit: Int = .max,
            of workspace: String? = nil
        ) -> [String] {
            registry.agents(of: workspace, after: place, limit: limit).map { $0.name + $0.id }
        }
        for (id, name) in [("3", "b"), ("1", "b"), ("2", "a"), ("9", "é"), ("4", "Z")] {
            put(id, name, version: 1)
        }
        #expect(names() == ["Z4", "a2", "b1", "b3", "é9"])
        put("5", "aa", version: 1)
        put("1", "c", version: 2)
        put("2", nil, version: 2)
        #expect(names() == ["Z4", "aa5", "b3", "c1", "é9"])
        #expect(names(behind: AgentPlace(name: "aa", id: "5"), 2) == ["b3", "c1"])
        // One that is gone, or was never there, is a place all the same.
        #expect(names(behind: AgentPlace(name: "a", id: "2"), 1) == ["aa5"])
        #expect(names(behind: AgentPlace(name: "é", id: "9")).isEmpty)
        #expect(names(behind: nil, 1, of: "other") == ["é9"])
        #expect(registry.agentCount(of: "default") { $0.name != "Z" } == 3)
    }
}
