package import FarthingCore

/// A hold as a settlement needs to know it: open, or over.
package struct SidecarHold: Hashable, Sendable {
    /// One budget in which it counts.
    package struct Line: Hashable, Sendable {
        package var budget: String
        package var scope: String
        package var unit: BudgetUnit
        /// Nano-units of another currency for one US dollar; nil for dollars and for what is no
        /// money.
        package var rateNanos: Int64?
        /// What is held, or was when it ended.
        package var held: Int64
        /// What was charged; zero while it is open.
        package var charged: Int64 = 0

        package init(
            budget: String,
            scope: String,
            unit: BudgetUnit,
            rateNanos: Int64? = nil,
            held: Int64,
            charged: Int64 = 0
        ) {
            self.budget = budget
            self.scope = scope
            self.unit = unit
            self.rateNanos = rateNanos
            self.held = held
            self.charged = charged
        }
    }

    /// How it stands.
    package enum State: Hashable, Sendable {
        case open
        /// Settled, by the entry of this number.
        case settled(sequence: Int64)
        case released(sequence: Int64)
        /// Given back because its time was over.
        case expired(sequence: Int64)
    }

    /// What it was made for.
    package enum Kind: String, Hashable, Sendable {
        /// A decision's claim.
        case call
        case session
        /// A sub-agent's budget.
        case grant

        fileprivate var shown: String {
            switch self {
            case .call: "a decision's reservation"
            case .session: "a session's reservation"
            case .grant: "a grant's id"
            }
        }
    }

    package var id: HoldID
    package var lines: [Line]
    package var state: State
    /// When it ends by itself, in milliseconds UTC; zero where that is not known any more.
    package var expiresAtMs: Int64
    /// The entry that admitted it.
    package var sequence: Int64
    /// The tenant, the run and the model that it was held for, where they are known.
    package var tenant: String?
    package var run: String?
    package var model: String?
    /// What its claim said, where it is known: ``ClaimTags``.
    package var unit: WireUnit?
    package var pricing: WirePricing?
    /// Of a grant, the routes that it is for; nil for every route.
    package var routes: [String]?
    /// What it was made for; nil where it does not say so.
    package var kind: Kind?
    /// In whose name it was made; nil where that is not known.
    package var principal: String?
    /// Whether nobody could say what it held when it was made: its lines say what it held later.
    package var isOpeningUnknown = false

    package init(
        id: HoldID,
        lines: [Line],
        state: State = .open,
        expiresAtMs: Int64,
        sequence: Int64,
        tenant: String? = nil,
        run: String? = nil,
        model: String? = nil
    ) {
        self.id = id
        self.lines = lines
        self.state = state
        self.expiresAtMs = expiresAtMs
        self.sequence = sequence
        self.tenant = tenant
        self.run = run
        self.model = model
    }

    package var isOpen: Bool { state == .open }

    /// Whether it is what a field's id must name; one that does not say what it is will do.
    ///
    /// - Throws: ``SidecarRefusal`` for one that was made for something else.
    func check(isFor wanted: Kind, _ field: String) throws(SidecarRefusal) {
        guard let kind, kind != wanted else { return }
        throw SidecarRefusal(
            .conflict,
            "\(field): \(id) is \(kind.shown), and no \(wanted.rawValue)'s."
        )
    }
}
