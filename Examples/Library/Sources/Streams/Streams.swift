import Farthing
import FarthingTesting

/// A stream with tokens of one's own: held before, renewed while it runs, settled at its end.
@main
struct Streams {
    static func main() async throws {
        let provider = ScriptedProvider(
            prices: [ScriptedPrice("gpt-5", input: "1.25", output: "10.00")],
            always: .answer("The farthing had a wren on it.", inputTokens: 9, outputTokens: 8)
        )
        let policy = try Policy("streams") {
            try Budget("hourly", limit: .usd("0.50"), window: .hour)
        }
        let governor = try await Governor(
            ledger: MemoryLedger(),
            policy: policy,
            prices: provider.priceBook
        )
        let bound = CallBound(inputTokensMax: 20, outputTokensMax: 200)
        let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .call(bound))

        // Neither token can be copied, and one that is forgotten settles itself: a hold that was
        // never sent gives its money back, a call that was sent is charged what was held.
        var call = try await governor.hold(request).dispatch()
        var bill = Bill.unknown
        for try await piece in try await provider.stream(call.permit) {
            print(piece.text, terminator: "")
            if let usage = piece.usage { bill = .usage(usage) }
        }
        // For a stream that takes longer than its hold: try await call.renew()
        try await call.renew()
        let receipt = try await call.settle(bill)
        print("\ncost \(receipt.costNanos) nano-dollars; the provider says \(provider.billedNanos)")
    }
}
