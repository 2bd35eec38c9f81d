import Farthing
import FarthingLocal

/// A limit for each day in one line. Run it again: what was spent today is still there.
@main
struct Start {
    static func main() async throws {
        let governor = try await FarthingLocal.governor(dailyLimit: .usd("0.10"))

        for question in ["What is a farthing?", "And a groat?", "And a florin?"] {
            // The most that the call can cost is set aside before it is made.
            let request = SpendRequest(provider: "openai", model: "gpt-5", cost: .usd("0.03"))
            do {
                let answer = try await governor.spend(request) { permit in
                    let answer = await ask(permit.model, question)
                    return Billed(answer.text, .nanos(answer.costNanos))
                }
                print(answer)
            } catch let error as SpendError {
                // Refused before anything was sent.
                print("no: \(error)")
            }
        }
        for account in try await governor.accounts() {
            print("today: \(account.spent) of \(account.limit) nano-dollars")
        }
    }

    /// Stands for a provider's client.
    private static func ask(
        _ model: String,
        _ question: String
    ) async -> (text: String, costNanos: Int64) {
        ("\(model) says: that is a coin. (\(question))", 20_000_000)
    }
}
