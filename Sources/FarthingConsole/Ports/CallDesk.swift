package import FarthingCore

/// What decides about calls that are planned here: the policy and the prices in force, and what a key
/// may say of its calls; implemented by whoever has the gateway.
package protocol CallDesk: Sendable {
    /// The policy that is in force.
    var policy: CompiledPolicy { get }

    /// The prices that are in force, the policy's own among them.
    var prices: PriceBook { get }

    /// The scope of a key's call that claims these values beside it, the tenant not in it; what stands
    /// for a value whose dimension is committed to is durable when this returns.
    ///
    /// - Throws: ``ConsoleError`` 403 where the key may not claim a value, or lacks one that it must
    ///   have; 503 where a commitment can be neither read nor stored.
    func scope(
        of key: AccessKey,
        claiming claims: [(dimension: Dimension, value: String)]
    ) async throws -> Scope

    /// A keyed hash of some bytes, 32 hexadecimal digits: the same after a restart, and nobody else's.
    func keyedHash(_ bytes: [UInt8]) -> String

    /// The hold by its id; nil for one that is open, that never was, or is forgotten.
    func closedHold(_ id: HoldID) async throws(LedgerError) -> HoldRecord?
}
