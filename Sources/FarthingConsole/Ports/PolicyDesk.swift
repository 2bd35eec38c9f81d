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

    /// A number that each change of what is in force counts up, that of a console's budget too. Asked
    /// for each call of a tool: quick.
    var edition: Int { get }

    /// Whose policy it is: what its calls have in the dimension `tenant`; nil for nobody's.
    var tenant: String? { get }

    /// What decides of a call which budgets it counts in, and by which exchange rates; nil where nothing
    /// is in force but what the workspaces' own budgets say. Asked for where a plan is made.
    var terms: PolicyTerms? { get }
}

/// The policy in force beside the exchange rates that it goes by.
package struct PolicyTerms: Sendable {
    /// With the console's budgets in it.
    package let policy: CompiledPolicy
    /// The policy's own before the price book's.
    package let rates: ExchangeRates

    package init(policy: CompiledPolicy, rates: ExchangeRates) {
        self.policy = policy
        self.rates = rates
    }
}

extension PolicyDesk {
    /// None.
    package var inForce: PolicyMark? { nil }

    /// Always the same.
    package var edition: Int { 0 }

    /// Nobody's.
    package var tenant: String? { nil }

    /// None.
    package var terms: PolicyTerms? { nil }
}
