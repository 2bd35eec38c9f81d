package import FarthingCore

/// What puts policies in force; implemented by whoever knows where the policy lies.
package protocol PolicyDesk: Sendable {
    /// Reads the policy and the console's budgets again and puts them in force: wholly, or not at all.
    ///
    /// - Throws: ``ConsoleError`` 422 where something is wrong with them, 503 where the ledger cannot;
    ///   what was in force stays.
    func putInForce() async throws

    /// The policy that is in force, as receipts name it; nil where there is none. Asked for each call
    /// of a tool: quick.
    var inForce: PolicyMark? { get }

    /// Whose policy it is: what its calls have in the dimension `tenant`; nil for nobody's.
    var tenant: String? { get }
}

extension PolicyDesk {
    /// None.
    package var inForce: PolicyMark? { nil }

    /// Nobody's.
    package var tenant: String? { nil }
}
