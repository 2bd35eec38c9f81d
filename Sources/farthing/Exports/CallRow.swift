import FarthingCore

/// What an entry of the journal adds to what was spent, with the call that it is about.
struct CallRow {
    enum Kind: String {
        case settle, release, expire, charge, refusal
        case lateSettle, betterSettle, correction
        case refund

        var isCorrection: Bool {
            self == .lateSettle || self == .betterSettle || self == .correction
        }
    }

    /// The call, as its admission has it.
    struct Call {
        var id: HoldID
        var sequence: Int64
        var admittedMs: Int64
        var projectedNanos: Int64
        var context: CallContext
    }

    let kind: Kind
    let sequence: Int64
    let atMs: Int64
    /// 64 lower-case hexadecimal digits.
    let entryHash: ArraySlice<UInt8>
    /// Nil for a change of an account.
    var call: Call?
    /// What the spend grows by, in nano-units; a correction's difference.
    var nanos: Int64 = 0
    var currency = "USD"
    var evidence: Evidence?
    var usage: SettledUsage?
    /// The entry that this one corrects, and when that was made.
    var corrects: Int64?
    var correctsMs: Int64?
    /// Why it was refused, given back, or changed.
    var why = ""
    /// Of a refund.
    var account: AccountKey?
    var ending: String? { usage?.ending ?? (kind == .expire ? "expired" : nil) }
}
