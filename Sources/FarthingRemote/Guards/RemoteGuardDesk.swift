import Farthing
import FarthingCore

/// Asks the server what guards that several processes share have to say.
struct RemoteGuardDesk: GuardDesk {
    /// Facts in one request: what fits a verb's body with the longest values.
    private static let factsMax = 64

    private let wire: RemoteWire
    private let timeoutMs: Int64

    init(_ wire: RemoteWire, timeoutMs: Int64) {
        self.wire = wire
        self.timeoutMs = timeoutMs
    }

    func perform(_ step: GuardStep) async throws(GuardError) -> GuardAnswer {
        switch step {
        case .prove(let facts, let session, let ttlNanos) where facts.count > Self.factsMax:
            return try await each(facts) { .prove($0, session, ttlNanos: ttlNanos) }
        case .require(let facts, let session) where facts.count > Self.factsMax:
            return try await each(facts) { .require($0, session) }
        default: return try await ask(GuardQuestion(step))
        }
    }

    /// Takes facts in portions, until one is not answered with yes.
    private func each(
        _ facts: [Fact],
        _ step: ([Fact]) -> GuardStep
    ) async throws(GuardError) -> GuardAnswer {
        var start = 0
        while start < facts.count {
            let end = min(start + Self.factsMax, facts.count)
            let answer = try await ask(GuardQuestion(step(Array(facts[start..<end]))))
            guard case .yes = answer else { return answer }
            start = end
        }
        return .yes
    }

    private func ask(_ question: GuardQuestion) async throws(GuardError) -> GuardAnswer {
        let request = RemoteWire.Request(
            verb: "guards/" + question.name,
            body: question.body,
            timeoutMs: timeoutMs
        )
        let answer: RemoteAnswer
        do throws(WireFailure) {
            answer = try await send(request)
        } catch {
            throw unavailable(question, "The server cannot be asked: \(error.reason).")
        }
        guard answer.isSuccess else { throw unavailable(question, answer.error.message) }
        guard let said = GuardAnswer(answer) else {
            throw unavailable(question, "The server's answer was none to a guard.")
        }
        return said
    }

    /// Only what was surely not sent is sent again: a repeat counts twice.
    private func send(_ request: RemoteWire.Request) async throws(WireFailure) -> RemoteAnswer {
        do throws(WireFailure) {
            return try await wire.send(request)
        } catch .unsent {
            return try await wire.send(request)
        }
    }

    private func unavailable(_ question: GuardQuestion, _ message: String) -> GuardError {
        GuardError(.deskUnavailable, tool: question.tool, message: message)
    }
}
