/// How far a metered stream has come beside what is held for it.
struct StreamProgress {
    /// How many tokens the hold stays ahead of what was counted, per choice: what may be on its way
    /// when a cut is decided, and what is charged for it.
    static let leadTokens: Int64 = 64
    /// The first tranche of output, per choice.
    static let firstTranche: Int64 = 256
    /// The largest tranche, per choice: doubling beyond it would hold more than a call may ever
    /// need.
    static let largestTranche: Int64 = 4_096

    /// All choices are written at once, each with tokens of its own on the way.
    let lead: Int64
    let trancheMax: Int64
    /// The size of the next tranche.
    var tranche: Int64
    /// True while the answer of an extension is awaited.
    var isExtending = false
    /// True while the answer of a renewal is awaited, which changes no amount.
    var isRenewing = false
    /// True when no more can be had: the stream ends where its hold does.
    var isExhausted = false
    /// True while nothing is read, because the hold is not ahead any more.
    var waitsForGrant = false
    /// True once the client's answer has begun.
    var hasBegun = false
    var wasCut = false

    init(choices: Int64) {
        lead = Self.leadTokens * choices
        trancheMax = Self.largestTranche * choices
        tranche = Self.firstTranche * choices
    }
}
