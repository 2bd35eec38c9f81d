import Farthing
import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("agent-gov: the guards of registered tools")
struct AgentGovGuardTests {
    private func register(
        _ rig: AgentGovRig,
        _ guards: RegisteredGuards
    ) async throws -> RegisteredTool {
        let tool = RegisteredTool(
            name: "search",
            workspace: Workspace.usual,
            costNanos: 1_000_000_000,
            guards: guards,
            registeredAtMs: 0
        )
        try await rig.desk.change(
            [
                RegistryEdit(
                    collection: RegisteredTool.collection,
                    id: tool.id,
                    document: tool.document
                )
            ],
            by: .admin
        )
        return tool
    }

    @Test(
        "a rate limit that the gateway has used up refuses here too, with a receipt and no charge"
    )
    func rate() async throws {
        let rig = try await AgentGovRig()
        let key = try await rig.agent()
        let guards = RegisteredGuards(rateLimit: .init(callsMax: 2, periodMs: 86_400_000))
        let tool = try await register(rig, guards)
        _ = rig.desk.registry.priced.admit(tool, principal: "another", run: nil)
        #expect(try await rig.call(key).number("spent_today") == 1)
        let refused = try await rig.call(key, "Search")
        #expect(refused.status == 429 && refused.detail.contains("2 calls"))
        guard case .refusal(let entry)? = rig.memory.store.statistics.entries.last?.body else {
            Issue.record("no receipt")
            return
        }
        #expect(entry.refusal.rule == "tool_rate_limited")
        #expect(try await rig.call(key, "other").number("spent_today") == 2)
    }

    @Test("a call that the budget refuses is not counted")
    func givesBack() async throws {
        let rig = try await AgentGovRig()
        let poor = try await rig.agent("0.5")
        let rich = try await rig.agent("5")
        let guards = RegisteredGuards(rateLimit: .init(callsMax: 1, periodMs: 86_400_000))
        _ = try await register(rig, guards)
        #expect(try await rig.call(poor).detail.contains("budget"))
        #expect(try await rig.call(rich).status == 200)
        #expect(try await rig.call(rich).status == 429)
    }

    @Test("attempts count for each agent, and a circuit that is open refuses")
    func others() async throws {
        let rig = try await AgentGovRig()
        let (first, second) = (try await rig.agent(), try await rig.agent())
        let guards = RegisteredGuards(
            circuitBreaker: .init(failuresMax: 1, resetMs: 86_400_000),
            attemptsMax: 1
        )
        let tool = try await register(rig, guards)
        #expect(try await rig.call(first).status == 200)
        #expect(try await rig.call(first).status == 409)
        let tools = rig.desk.registry.priced
        guard case .admitted(let pass?) = tools.admit(tool, principal: "k", run: nil) else {
            Issue.record("refused")
            return
        }
        tools.leave(pass, .failure)
        #expect(try await rig.call(second).status == 503)
    }
}
