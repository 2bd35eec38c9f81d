package import FarthingCore

/// What money is set aside for: one claim of a decision, in the desk's words.
package struct SidecarCall: Hashable, Sendable {
    /// Who and what it is for; the desk adds the tenant.
    package var scope: Scope
    /// The budget that was claimed: it must be among those that count the call. Nil for none.
    package var budget: String?
    /// The most that it may come to, in nano-dollars; nil where only another unit is known.
    package var nanos: Int64?
    /// Its tokens; nil where only another unit is known.
    package var tokens: Int64?
    package var credits: [String: Int64] = [:]
    /// Whether its claim says that it is a call, and nothing of what it comes to.
    package var isClaimedAsCall = false
    /// Makes a retry find the first attempt; nil for none.
    package var key: String?
    /// What the key is bound to.
    package var content: String = ""
    /// How long the hold lasts.
    package var expiresInMs: Int64
    /// Whether it is no call but money for several, which count as calls themselves.
    package var isAllowance = false
    /// The hold out of which it is drawn; nil for none.
    package var source: HoldID?
    /// What the client calls the way that it goes; nil where that was judged when it was asked for first.
    package var route: String?
    /// What all claims of its decision come to, in nano-dollars and tokens, for rules and people; nil where it is
    /// the only one.
    package var judged: Judged?
    /// Sets its approval apart from those of other claims; nil for none.
    package var approvalMark: String?
    /// The subject of the approval that it is resumed with; nil for none.
    package var approvedSubject: String?
    /// Whether it may be held up until people have decided or there is room.
    package var mayWait = true

    /// Amounts as rules judge them.
    package struct Judged: Hashable, Sendable {
        package var nanos: Int64
        package var tokens: Int64

        package init(nanos: Int64, tokens: Int64) {
            self.nanos = nanos
            self.tokens = tokens
        }
    }

    package init(scope: Scope, budget: String? = nil, expiresInMs: Int64) {
        self.scope = scope
        self.budget = budget
        self.expiresInMs = expiresInMs
    }

    /// Takes a claim's amount.
    package mutating func take(_ unit: WireUnit.Kind, _ amount: Int64) {
        switch unit {
        case .dollars: nanos = amount
        case .tokens: tokens = amount
        case .calls: isClaimedAsCall = true
        case .credits(let name): credits[name] = amount
        }
    }
}

/// What became of a call for money.
package enum SidecarAnswer: Sendable {
    /// It is set aside, now.
    case held(SidecarHold)
    /// The same key came before, and its hold is open.
    case open(HoldID)
    /// The same key came before, and its hold is settled.
    case settled(HoldID)
    /// Another model is to take the call, and nothing is held.
    case downgrade(to: String, reasons: [String])
    /// Somebody must say yes first.
    case approval(HoldID, SidecarAsk)
    case refused(SidecarRefusal)
}

/// Why no money was set aside.
package struct SidecarRefusal: Hashable, Sendable {
    /// What the protocol calls the reason.
    package enum Kind: Hashable, Sendable {
        case exhausted
        /// The same for a budget of one run.
        case runExhausted
        case paused
        /// The kill switch stops what it is for.
        case killed
        case rule
        /// A rule says that it is to be left out.
        case skipped
        case unknownBudget
        case unmatched
        case denied
        /// The key came before with other content.
        case keyConflict
        /// The source has less left.
        case source
        /// The source's time is over, or it was given back.
        case expired
        case invalid
        /// Another policy is in force by now; its desk is to be asked.
        case outdated
        case unknownHold
        /// The hold is settled.
        case settled
        /// The prices are others than those that were frozen.
        case pricing
        /// The hold is over, or another entry has changed it meanwhile.
        case conflict
        /// The ledger cannot answer: nothing was held, and a retry is safe.
        case unavailable
        /// Nobody knows whether it was held; a retry by key finds out.
        case unknownOutcome
    }

    package var kind: Kind
    package var message: String
    package var reasons: [String]
    package var budget: String?
    package var rule: String?
    package var sequence: Int64?

    package init(
        _ kind: Kind,
        _ message: String,
        reasons: [String] = [],
        budget: String? = nil,
        rule: String? = nil,
        sequence: Int64? = nil
    ) {
        self.kind = kind
        self.message = message
        self.reasons = reasons
        self.budget = budget
        self.rule = rule
        self.sequence = sequence
    }
}
