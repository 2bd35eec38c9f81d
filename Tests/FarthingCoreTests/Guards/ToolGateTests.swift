import FarthingCore
import Testing

@Suite("Guards: of registered tools")
struct ToolGateTests {
    private func tool(_ guards: RegisteredGuards, workspace: String = "w") -> RegisteredTool {
        RegisteredTool(
            name: "Search",
            workspace: workspace,
            costNanos: 1,
            guards: guards,
            registeredAtMs: 0
        )
    }

    @Test("what has no guard that judges calls takes nothing")
    func unguarded() {
        let gate = HeldGate()
        let tool = tool(RegisteredGuards(idempotencyMs: 1_000))
        #expect(gate.admit(tool, "k") == .admitted(nil))
    }

    @Test("a rate limit counts all keys of one workspace, and says when the next call may come")
    func rate() throws {
        let gate = HeldGate()
        let guards = RegisteredGuards(rateLimit: .init(callsMax: 2, periodMs: 1_000))
        #expect(gate.admits(tool(guards), "a"))
        #expect(gate.admits(tool(guards), "b", atMs: 300))
        let refusal = try #require(gate.refusal(tool(guards), "c", atMs: 400))
        #expect(refusal.code == .rateLimited && refusal.status == 429)
        #expect(refusal.retryAfterMs == 600 && refusal.retryAfterSeconds == 1)
        #expect(refusal.message.contains("2 calls in 1000 ms"))
        // Another workspace's tool of the same name has its own.
        #expect(gate.admits(tool(guards, workspace: "v"), "a", atMs: 400))
        #expect(gate.admits(tool(guards), "c", atMs: 1_001))
    }

    @Test("attempts count in each key's run; calls without one are one run")
    func attempts() throws {
        let gate = HeldGate()
        let tool = tool(RegisteredGuards(attemptsMax: 1))
        #expect(gate.admits(tool, "a", run: "r"))
        let refusal = try #require(gate.refusal(tool, "a", run: "r"))
        #expect(refusal.code == .attemptsExhausted && refusal.status == 409)
        #expect(refusal.retryAfterMs == nil)
        #expect(gate.admits(tool, "a", run: "s"))
        #expect(gate.admits(tool, "b", run: "r"))
        #expect(gate.admits(tool, "a"))
        #expect(gate.refusal(tool, "a") != nil)
    }

    @Test("failures in a row open the circuit; a probe's success closes it")
    func breaker() throws {
        let gate = HeldGate()
        let tool = tool(
            RegisteredGuards(circuitBreaker: .init(failuresMax: 2, resetMs: 1_000))
        )
        for end in [ToolGate.End.failure, .success, .failure, .nothing, .failure] {
            try gate.call(tool, end)
        }
        let refusal = try #require(gate.refusal(tool, "a", atMs: 500))
        #expect(refusal.code == .breakerOpen && refusal.status == 503)
        #expect(refusal.retryAfterMs == 500)
        let probe = try #require(gate.pass(tool, "a", atMs: 1_000))
        #expect(gate.refusal(tool, "b", atMs: 1_000) != nil)
        gate.leave(probe, .success, atMs: 1_000)
        #expect(gate.admits(tool, "b", atMs: 1_000))
    }

    @Test("a guard that refuses gives back what those before it took, and so does a cancel")
    func givesBack() throws {
        let gate = HeldGate()
        let guards = RegisteredGuards(
            rateLimit: .init(callsMax: 2, periodMs: 1_000),
            circuitBreaker: .init(failuresMax: 1, resetMs: 5_000),
            attemptsMax: 2
        )
        let tool = tool(guards)
        try gate.call(tool, .failure)
        for _ in 0..<5 { #expect(gate.refusal(tool, "a")?.code == .breakerOpen) }
        var calm = guards
        calm.circuitBreaker = nil
        let pass = try #require(gate.pass(self.tool(calm), "a"))
        #expect(gate.refusal(self.tool(calm), "a") != nil)
        gate.cancel(pass)
        #expect(gate.admits(self.tool(calm), "a"))
    }

    @Test("more calls than can be remembered are refused, and none is let through unguarded")
    func full() throws {
        let gate = HeldGate(ToolGate(ticketsMax: 1))
        let tool = tool(
            RegisteredGuards(circuitBreaker: .init(failuresMax: 2, resetMs: 1_000))
        )
        let pass = try #require(gate.pass(tool, "a"))
        #expect(gate.refusal(tool, "a")?.code == .full)
        gate.leave(pass, .success)
        #expect(gate.admits(tool, "a"))
    }
}

/// A gate that expectations can ask, with time in milliseconds.
private final class HeldGate {
    private var gate: ToolGate

    init(_ gate: ToolGate = ToolGate()) { self.gate = gate }

    func admit(
        _ tool: RegisteredTool,
        _ principal: String,
        run: String? = nil,
        atMs: Int64 = 0
    ) -> ToolGate.Verdict {
        gate.admit(tool, principal: principal, run: run, nowNanos: atMs * 1_000_000)
    }

    func pass(_ tool: RegisteredTool, _ principal: String, atMs: Int64 = 0) -> ToolGate.Pass? {
        guard case .admitted(let pass) = admit(tool, principal, atMs: atMs) else { return nil }
        return pass
    }

    func admits(
        _ tool: RegisteredTool,
        _ principal: String,
        run: String? = nil,
        atMs: Int64 = 0
    ) -> Bool {
        refusal(tool, principal, run: run, atMs: atMs) == nil
    }

    func refusal(
        _ tool: RegisteredTool,
        _ principal: String,
        run: String? = nil,
        atMs: Int64 = 0
    ) -> ToolRefusal? {
        guard case .refused(let refusal) = admit(tool, principal, run: run, atMs: atMs)
        else { return nil }
        return refusal
    }

    func leave(_ pass: ToolGate.Pass, _ end: ToolGate.End, atMs: Int64 = 0) {
        gate.leave(pass, end, nowNanos: atMs * 1_000_000)
    }

    func cancel(_ pass: ToolGate.Pass) { gate.cancel(pass, nowNanos: 0) }

    /// A call that begins and ends at once.
    func call(_ tool: RegisteredTool, _ end: ToolGate.End) throws {
        leave(try #require(pass(tool, "a")), end)
    }
}
