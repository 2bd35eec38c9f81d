import FarthingConsole
import FarthingCore
import FarthingGateway
import FarthingSQLite

/// The gateway as the console needs it: its policy and prices, what keys may claim, and its running
/// calls.
struct GatewayCalls: CallDesk, CallCutter {
    let state: GatewayState
    let ledger: SQLiteLedger
    let content: ContentHash

    var policy: CompiledPolicy { state.policyNow }

    var prices: PriceBook { state.pricesNow }

    func scope(
        of key: AccessKey,
        claiming claims: [(dimension: Dimension, value: String)]
    ) async throws -> Scope {
        do throws(GatewayState.ClaimFault) {
            return try await state.scope(of: key, claiming: claims)
        } catch {
            throw ConsoleError(error)
        }
    }

    func keyedHash(_ bytes: [UInt8]) -> String { content.hash(bytes) }

    func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord? {
        try await ledger.closedHold(id)
    }

    func cut(where fits: @escaping @Sendable (Scope) -> Bool) async -> [HoldID] {
        await state.kill(where: fits)
    }
}

extension ConsoleError {
    fileprivate init(_ fault: GatewayState.ClaimFault) {
        switch fault {
        case .notAllowed(let dimension):
            self.init(403, "forbidden", "The key may not say this \(dimension.name) of its calls.")
        case .tooMany(let dimension):
            self.init(
                403,
                "forbidden",
                "The key has said too many distinct values of \(dimension.name)."
            )
        case .missing(let dimension):
            self.init(
                403,
                "forbidden",
                "The key makes no call without its \(dimension.name), which cannot be said here."
            )
        case .subjectsUnavailable:
            self.init(
                503,
                "ledger_unavailable",
                "What stands for the call's subjects cannot be read or stored now."
            )
        }
    }
}
