import FarthingCore

/// Who and what a call is for, as its sums and its places need it: made once for all calls of the same.
///
/// It belongs to one machine, which keeps with it where its sums are.
final class CallSubject {
    let principal: String
    let workspace: String
    let agent: String?
    let tool: String?
    let run: String?
    /// The run that gave this one its money.
    let parent: String?
    /// The run for which this is no call, but money set aside.
    let child: String?
    let hasModel: Bool
    let isToolOnly: Bool
    /// What became of it, where it was admitted.
    let decision: String
    /// What it is counted under, beside its decision.
    let groups: [(group: StatisticsGroup, value: String, other: String)]
    /// The reasons of which there is a count.
    let reasons: [String]
    /// Where its entries are to be found.
    let places: [(field: EntryField, value: String)]

    /// The machine's places of its sums in one hour and currency, of its entries and of its run.
    var sums = Cached()
    var lists = Cached()
    /// Whether it is told already that its agent uses its tool.
    var isPaired = false

    struct Cached {
        var epoch = -1
        var currency = ""
        var indices: [Int] = []
    }

    /// Reasons that begin so are counted.
    static let countedPrefix = "rule:"
    /// Tags that are counted at most; a scope has no more dimensions.
    static let tagsMax = Scope.dimensionsMax

    static let parentRun = Dimension.tag("parent_run")
    static let childRun = Dimension.tag("child_run")

    init(principal: String, scope: Scope, isDowngraded: Bool, isEnforced: Bool, reasons: [String]) {
        self.principal = principal
        workspace = scope[.project] ?? ""
        agent = scope[.agent]
        tool = scope[.tool]
        run = scope[.run]
        parent = scope[Self.parentRun]
        child = scope[Self.childRun]
        hasModel = scope[.model] != nil
        isToolOnly = scope[.tool] != nil && scope[.model] == nil
        decision = !isEnforced ? "shadow" : isDowngraded ? "downgrade" : "allow"
        self.reasons = reasons.filter { $0.hasPrefix(Self.countedPrefix) }
        groups = Self.groups(scope)
        let fields: [(EntryField, String?)] = [
            (.principal, principal), (.workspace, workspace), (.agent, agent),
            (.user, scope[.user]), (.run, run), (.model, scope[.model]), (.tool, tool),
        ]
        places = fields.compactMap { field, value in
            guard let value, !value.isEmpty else { return nil }
            return (field: field, value: value)
        }
    }

    private static func groups(
        _ scope: Scope
    ) -> [(group: StatisticsGroup, value: String, other: String)] {
        var groups: [(group: StatisticsGroup, value: String, other: String)] = [(.all, "", "")]
        var tags = 0
        for (dimension, value) in scope.sorted {
            if case .tag = dimension {
                guard dimension != parentRun, dimension != childRun, tags < tagsMax else {
                    continue
                }
                tags += 1
            } else if !StatisticsGroup.dimensions.contains(dimension) {
                continue
            }
            groups.append((.dimension(dimension), value, ""))
        }
        for (first, second) in StatisticsGroup.pairs {
            guard let value = scope[first], let other = scope[second] else { continue }
            groups.append((.pair(first, second), value, other))
        }
        return groups
    }
}
