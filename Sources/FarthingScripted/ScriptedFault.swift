/// What can be made to go wrong with one answer.
package enum ScriptedFault: Hashable, Sendable {
    case none
    /// A first byte a second late and a tenth of a second between chunks.
    case slow
    /// The connection ends in mid-stream or mid-body.
    case cut
    /// The connection is reset before any byte of the answer; nothing is billed.
    case reset
    /// An answer without usage.
    case noUsage
    /// A usage of nothing but zeros.
    case zeroUsage
    /// A usage that says half of what is billed.
    case wrongUsage
    /// A stream whose usage arrives half a second after its last word.
    case lateUsage
    /// A stream that tells half of its usage first, and then twice the whole.
    case repeatedUsage
    /// The request is accepted and billed, and never answered. A plain answer is billed whole; a
    /// stream is made as it is sent, so only what ``ScriptedOptions/billAfterCloseTokens`` adds.
    case timeout
    /// A body of ``ScriptedOptions/hugeBytes`` bytes.
    case huge
    /// A JSON text cut in half, or one broken SSE frame.
    case malformed
    /// A gzip body although nobody asked for one.
    case compressed
    /// A stream, or a body, that stalls half-way and keeps the connection.
    case hang
    /// An error answer. 502, 504 and 520 to 524 are billed, the others are not.
    case status(Int)

    /// Reads a fault as steering and options write it; nil for a name that is none.
    package init?(name: some StringProtocol) {
        if let fault = Self.named[String(name)] {
            self = fault
        } else if let status = Int(name), (400...599).contains(status) {
            self = .status(status)
        } else {
            return nil
        }
    }

    /// The name by which steering, options and the bill know this fault.
    package var name: String {
        if case .status(let status) = self { return String(status) }
        return Self.named.first { $0.value == self }?.key ?? "none"
    }

    /// Whether a provider bills an answer of this kind although it is an error.
    static func isBilled(status: Int) -> Bool {
        status == 502 || status == 504 || (520...524).contains(status)
    }

    private static let named: [String: ScriptedFault] = [
        "none": .none,
        "slow": .slow,
        "cut": .cut,
        "reset": .reset,
        "no_usage": .noUsage,
        "zero_usage": .zeroUsage,
        "wrong_usage": .wrongUsage,
        "late_usage": .lateUsage,
        "repeated_usage": .repeatedUsage,
        "timeout": .timeout,
        "huge": .huge,
        "malformed": .malformed,
        "compressed": .compressed,
        "hang": .hang,
    ]
}
