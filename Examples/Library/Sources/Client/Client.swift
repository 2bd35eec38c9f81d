import Farthing
import FarthingClients
import FarthingProviders
import Foundation

/// A provider's client that a budget stands before. Without `OPENAI_API_KEY` nothing is sent, since
/// the only call is one that does not fit.
@main
struct Client {
    static func main() async throws {
        let key = ProcessInfo.processInfo.environment["OPENAI_API_KEY"]
        let policy = try Policy("client") {
            try Budget("daily", limit: .usd("0.01"), window: .day)
        }
        let governor = try await Governor(
            ledger: MemoryLedger(),
            policy: policy,
            prices: .bundled()
        )
        let openAI = try OpenAI(key: key ?? "none", governor: governor)

        do {
            // At most 20,000 tokens of output cost more than a cent: refused before it is sent.
            let long = ModelRequest(
                model: "gpt-4o-mini",
                prompt: "Tell the story of the farthing.",
                maxOutputTokens: 20_000
            )
            _ = try await openAI.chat.completions.create(long)
        } catch let error as SpendError {
            print("refused: \(error.message)")
        }

        guard key != nil else { return }
        let request = ModelRequest(
            model: "gpt-4o-mini",
            prompt: "Name a river.",
            maxOutputTokens: 100
        )
        let answer = try await openAI.chat.completions.create(request)
        print("\(answer.text): \(answer.bill?.costNanos ?? 0) nano-dollars")
    }
}
