import Farthing
import FarthingTesting

/// How an app tests what it does at its limits: a scripted provider and a clock that it moves itself.
@main
struct Scripted {
    static func main() async throws {
        let clock = ManualClock()
        let provider = ScriptedProvider(
            prices: [ScriptedPrice("gpt-5", input: "1.00", output: "10.00")],
            script: [
                .answer("first", inputTokens: 100, outputTokens: 1_000),
                .failure(.status(429, retryAfterMs: 500)),
                .failure(.timeout(inputTokens: 100, outputTokens: 500)),
                .answer("next hour", inputTokens: 100, outputTokens: 10),
            ],
            clock: clock
        )
        let policy = try Policy("test") {
            try Budget("hourly", limit: .usd("0.021"), window: .hour)
        }
        var options = Governor.Options()
        options.clock = clock
        let governor = try await Governor(
            ledger: MemoryLedger(),
            policy: policy,
            prices: provider.priceBook,
            options: options
        )
        let bound = CallBound(inputTokensMax: 100, outputTokensMax: 1_000)
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .call(bound))

        for _ in 0..<4 {
            do {
                let answer = try await governor.spend(request) { try await provider.answer($0) }
                print("answer: \(answer.text)")
            } catch let error as ScriptedFailure {
                print("the provider: \(error)")
            } catch let error as SpendError {
                print("the budget: \(error.code.rawValue), again in \(error.retryAfterMs ?? 0) ms")
                // No need to wait for it.
                clock.advance(byMs: error.retryAfterMs ?? 0)
            }
        }
        let answer = try await governor.spend(request) { try await provider.answer($0) }
        print("answer: \(answer.text)")
        print("billed \(provider.billedNanos) nano-dollars in \(provider.calls.count) calls")
        precondition(provider.calls.count == 4 && provider.stepsLeft == 0)
    }
}
