import Farthing
import Foundation
import Testing

@Suite("Guards: errors")
struct GuardErrorTests {
    @Test("codes that actguard has are spelt as it spells them")
    func codes() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../Vectors/actguard/errors.json").standardizedFileURL
        let vectors = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
        var theirs = Set(vectors.errors.compactMap(\.code))
        theirs.formUnion(vectors.policyCodes.keys)
        let ours: [GuardError.Code] = [
            .rateLimited, .circuitOpen, .attemptsExhausted, .timeout, .inProgress, .duplicate,
            .outcomeUnknown, .missingKey, .missingRun, .noSession, .missingFact, .thresholdExceeded,
            .patternBlocked, .tooManyResults, .badScope, .badCircuit, .badAttempts, .badTimeLimit,
            .badIdempotent, .badSession,
        ]
        for code in ours { #expect(theirs.contains(code.rawValue), "\(code.rawValue)") }
        let toolCodes = theirs.filter { $0.hasPrefix("guard.") || $0.hasPrefix("tool.") }
        #expect(toolCodes.isSubset(of: Set(ours.map(\.rawValue))))
        #expect(Set(vectors.policyCodes.keys).isSubset(of: Set(ours.map(\.rawValue))))
    }

    @Test("what is not said is as actguard's decorators have it")
    func defaults() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../Vectors/actguard/decorators.json")
            .standardizedFileURL
        let vectors = try JSONDecoder().decode(Decorators.self, from: Data(contentsOf: file))
        let circuit = CircuitGuard("bank")
        #expect(vectors.signatures["circuit_breaker"]?["max_fails"] == "\(circuit.maxFailures)")
        #expect(vectors.signatures["circuit_breaker"]?["reset_timeout"] == "60.0")
        #expect(circuit.resetAfter == .seconds(60))
        #expect(vectors.signatures["idempotent"]?["ttl_s"] == "3600")
        #expect(IdempotentGuard(key: "k").ttl == .seconds(3_600))
        let prove = ProveGuard<Int> { [Fact("order", $0)] }
        #expect(vectors.signatures["prove"]?["max_items"] == "\(prove.maxItems)")
        #expect(vectors.signatures["prove"]?["ttl"] == "300")
        #expect(prove.ttl == .seconds(300))
    }

    @Test("what an agent is shown says what happened, when to come back, and what to do")
    func prompt() {
        let error = GuardError(
            .rateLimited,
            tool: "search",
            message: "search may be called 5 times within 60 s.",
            retryAfterMs: 1_001,
            hint: "Use what you have."
        )
        #expect(
            error.prompt()
                == "The tool search did not succeed. search may be called 5 times within "
                + "60 s. Try again in 2 s at the earliest. Use what you have."
        )
        #expect(error.description.hasSuffix("(guard.rate_limit_exceeded)"))
    }
}

private struct Decorators: Decodable {
    var signatures: [String: [String: String]]
}

private struct Vectors: Decodable {
    struct Entry: Decodable {
        var code: String?
    }

    var errors: [Entry]
    var policyCodes: [String: String]

    enum CodingKeys: String, CodingKey {
        case errors
        case policyCodes = "policy_codes"
    }
}
