import FarthingConsole
import FarthingCore

/// Puts the policy's file and the console's budgets in force.
struct ConsolePolicyDesk: PolicyDesk {
    let reload: PolicyReload

    var inForce: PolicyMark? {
        let policy = reload.inForce
        return PolicyMark(id: policy.policy.id, version: policy.revision, hash: "")
    }

    var tenant: String? { reload.inForce.policy.tenant }

    var edition: Int { reload.edition }

    var terms: PolicyTerms? { reload.terms }

    func putInForce() async throws {
        do throws(Failure) {
            _ = try await reload.run()
        } catch {
            throw ConsoleError(error)
        }
    }
}

extension ConsoleError {
    /// A failure as the console tells it.
    init(_ failure: Failure) {
        switch failure.code {
        case .unavailable: self.init(503, "unavailable", failure.message)
        default: self.init(422, "invalid", failure.message)
        }
    }
}
