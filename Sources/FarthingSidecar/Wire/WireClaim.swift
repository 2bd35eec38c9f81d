import FarthingCore

/// What a call may take out of one budget, as the client claims it.
package struct WireClaim: Hashable, Sendable {
    /// The most claims of one decision: each is a hold of its own.
    package static let claimsMax = 16

    /// The client's id of the budget; opaque.
    package let budget: String
    package let unit: WireUnit
    /// In the units of the book, from 0 to `Money.maxNanos`.
    package let amount: Int64

    package init(budget: String, unit: WireUnit, amount: Int64) {
        self.budget = budget
        self.unit = unit
        self.amount = amount
    }

    /// Reads a decision's claims.
    ///
    /// - Throws: ``WireError`` for more than ``claimsMax``, for a direction that is no debit, for
    ///   other than one call, and for what its unit and its amount say.
    package static func read(
        _ inputs: Wire.DecisionRequest.Inputs
    ) throws(WireError) -> [WireClaim] {
        guard inputs.projectedClaims.count <= claimsMax else {
            throw WireError(
                "inputs.projected_claims",
                "\(inputs.projectedClaims.count) claims, and a decision takes \(claimsMax) at most"
            )
        }
        var claims: [WireClaim] = []
        for (index, claim) in inputs.projectedClaims.enumerated() {
            let field = "inputs.projected_claims[\(index)]"
            switch claim.direction {
            case .debit, .unspecified: break
            case .credit:
                throw WireError("\(field).direction", "a claim cannot give to a budget")
            case .UNRECOGNIZED(let number):
                throw WireError(
                    "\(field).direction",
                    "the direction \(number) is none that is known here; a claim is a DEBIT"
                )
            }
            guard claim.budgetID.utf8.count <= Scope.valueBytesMax else {
                throw WireError("\(field).budget_id", "at most \(Scope.valueBytesMax) bytes")
            }
            guard WireText.isPlain(claim.budgetID) else {
                throw WireError("\(field).budget_id", "no control characters")
            }
            let ref = claim.unit.isBlank ? inputs.projectedUnit : claim.unit
            let unit = try WireUnit(ref, field: "\(field).unit")
            let amount = try unit.amount(
                try WireAmount(claim.amountAtomic, field: "\(field).amount_atomic"),
                field: "\(field).amount_atomic"
            )
            guard unit.kind != .calls || amount == 1 else {
                throw WireError(
                    "\(field).amount_atomic",
                    "a decision is one call, and this claims \(amount); claim 1, and ask for each "
                        + "call by itself"
                )
            }
            claims.append(WireClaim(budget: claim.budgetID, unit: unit, amount: amount))
        }
        return claims
    }
}
