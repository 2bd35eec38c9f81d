package import FarthingCore

/// By what calls are told apart in a sum.
package enum StatisticsGroup: Hashable, Sendable {
    /// All calls together.
    case all
    case dimension(Dimension)
    /// What became of the calls: `allow`, `downgrade`, `shadow`, or a refusal's code.
    case decision
    /// Two dimensions at once.
    case pair(Dimension, Dimension)

    /// The dimensions that have sums of their own, beside every tag. `project` is the workspace, which
    /// every sum has; a session is as good as a run.
    package static let dimensions: [Dimension] = [
        .tenant, .team, .user, .agent, .run, .provider, .model, .tool,
    ]

    /// The pairs that have sums: what an agent and a run did, and for whom a tool or a model did it.
    package static let pairs: [(Dimension, Dimension)] = [
        (.agent, .model), (.agent, .tool), (.run, .model), (.run, .tool),
    ]

    /// The name under which it is stored.
    package var name: String {
        switch self {
        case .all: ""
        case .dimension(let dimension): dimension.name
        case .decision: "decision"
        case .pair(let first, let second): first.name + "*" + second.name
        }
    }

    /// Reads what ``name`` writes; nil for another.
    package init?(name: String) {
        let fixed: [StatisticsGroup] =
            [.all, .decision] + Self.pairs.map { .pair($0.0, $0.1) }
        if let found = fixed.first(where: { $0.name == name }) {
            self = found
        } else if let dimension = Dimension(name: name) {
            self = .dimension(dimension)
        } else {
            return nil
        }
    }
}

/// Names one sum.
package struct StatisticsKey: Hashable, Sendable {
    /// The hour's start in milliseconds UTC.
    package var hourMs: Int64
    /// As ISO 4217 writes it.
    package var currency: String
    /// The calls' `project`; empty where they have none.
    package var workspace: String
    package var group: StatisticsGroup
    /// The value of what is grouped by, of the first dimension of a pair.
    package var value: String
    /// The value of the second dimension of a pair; else empty.
    package var other: String

    /// Stands for all values beyond the most that are told apart.
    package static let rest = "…"
    package static let hourMs: Int64 = 3_600_000

    /// The start of a time's hour, in UTC.
    package static func hour(of ms: Int64) -> Int64 {
        ms - ((ms % hourMs) + hourMs) % hourMs
    }

    package init(
        hourMs: Int64,
        currency: String,
        workspace: String,
        group: StatisticsGroup,
        value: String = "",
        other: String = ""
    ) {
        self.hourMs = hourMs
        self.currency = currency
        self.workspace = workspace
        self.group = group
        self.value = value
        self.other = other
    }
}

/// What some calls add up to, or by how much that grows.
package struct StatisticsFigures: Hashable, Sendable {
    package var calls: Int64 = 0
    package var refused: Int64 = 0
    package var costNanos: Int64 = 0
    package var refusedNanos: Int64 = 0
    package var inputTokens: Int64 = 0
    package var outputTokens: Int64 = 0

    package init(
        calls: Int64 = 0,
        refused: Int64 = 0,
        costNanos: Int64 = 0,
        refusedNanos: Int64 = 0,
        inputTokens: Int64 = 0,
        outputTokens: Int64 = 0
    ) {
        self.calls = calls
        self.refused = refused
        self.costNanos = costNanos
        self.refusedNanos = refusedNanos
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
    }

    package var isZero: Bool { self == StatisticsFigures() }

    /// Adds others; what would not fit an `Int64` stays at its end.
    package static func += (left: inout StatisticsFigures, right: StatisticsFigures) {
        left.calls.addClamped(right.calls)
        left.refused.addClamped(right.refused)
        left.costNanos.addClamped(right.costNanos)
        left.refusedNanos.addClamped(right.refusedNanos)
        left.inputTokens.addClamped(right.inputTokens)
        left.outputTokens.addClamped(right.outputTokens)
    }
}

extension Int64 {
    /// Adds, and stays at the end of what there is where the sum is none.
    mutating func addClamped(_ other: Int64) {
        let (sum, overflows) = addingReportingOverflow(other)
        self = overflows ? (other > 0 ? .max : .min) : sum
    }
}
