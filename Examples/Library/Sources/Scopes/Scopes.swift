import Farthing

/// Limits around pieces of code: one inside another is bound by both.
@main
struct Scopes {
    static func main() async throws {
        let governor = Governor.standalone
        let page = SpendRequest(tool: "page", cost: .usd("0.01", tokens: 100))

        try await withBudget(user: "alice", limit: .usd("0.05"), tokens: 1_000) { whole in
            try await withBudget(limit: .usd("0.02"), name: "reading") { reading in
                for number in 1... {
                    do {
                        try await governor.spend(page) { _ in
                            Billed((), .usd("0.008", tokens: 90))
                        }
                        print("page \(number): \(reading.spentNanos) nano-dollars of reading")
                    } catch let error as SpendError where error.isOverLimit {
                        print("page \(number) has no room: \(error.message)")
                        break
                    }
                }
            }
            // A cost that arose elsewhere counts too, and here it fits.
            try whole.charge(.usd("0.01"))
            print("alice has spent \(whole.spentNanos) nano-dollars, \(whole.spentTokens) tokens")
        }

        // What was used can be read afterwards, also where the body has thrown.
        let scope = try BudgetScope(limit: .usd("0.01"))
        do {
            try await scope.run {
                try await governor.spend(page) { _ in Billed((), .usd("0.009")) }
                try await governor.spend(page) { _ in Billed((), .usd("0.009")) }
            }
        } catch let error as SpendError {
            print("stopped at \(scope.spentNanos) nano-dollars: \(error.code.rawValue)")
        }
    }
}
