import Farthing
import FarthingCore

/// The guards of a registered tool, before its call is booked.
extension AgentGovRoutes {
    /// Runs what books a call that the tool's guards let through; what they gave is given back where it
    /// is not booked.
    ///
    /// - Throws: ``ConsoleError`` 429, 409 or 503 where a guard refuses; the journal has its entry then.
    func guarded<Value>(
        _ call: ToolCall,
        _ book: () async throws -> Value
    ) async throws -> Value {
        guard let pass = try await admit(call) else { return try await book() }
        let tools = desk.registry.priced
        do {
            let value = try await book()
            // How the call ends is never told here, so that it says nothing of the tool.
            tools.leave(pass, .nothing)
            return value
        } catch {
            tools.cancel(pass)
            throw error
        }
    }

    private func admit(_ call: ToolCall) async throws -> ToolGate.Pass? {
        guard let tool = call.found.tool else { return nil }
        let verdict = desk.registry.priced.admit(
            tool,
            principal: call.key.id,
            run: call.key.scope[.run]
        )
        switch verdict {
        case .admitted(let pass): return pass
        case .refused(let refusal):
            try await note(refusal, call)
            var error = ConsoleError(refusal.status, refusal.code.rawValue, refusal.message)
            if let seconds = refusal.retryAfterSeconds {
                error.fields.append((name: "retry-after", value: String(seconds)))
            }
            throw error
        }
    }
}
