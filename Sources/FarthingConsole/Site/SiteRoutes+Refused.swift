import FarthingCore

/// What refused calls would have cost: by registered prices and by bounds that were computed, never by what
/// an agent says.
extension SiteRoutes {
    /// Workspaces whose tools are looked through: what more there are adds nothing.
    private static let workspacesMax = 50

    /// What the refusals from a time on would have cost, in the visit's currency.
    func refusedNanos(fromMs: Int64, _ visit: SiteVisit) async throws -> Int64 {
        let models = visit.own(
            try await figures.sums(fromMs: fromMs, by: .model, filter: visit.filter)
        )
        var nanos = Int128(0)
        for sum in models where !sum.value.isEmpty { nanos += Int128(sum.refusedNanos) }
        let workspaces = Set(desk.registry.tools(of: visit.workspace).map(\.workspace))
            .filter { currency(of: $0) == visit.currency }
            .sorted().prefix(Self.workspacesMax)
        for workspace in workspaces {
            let sums = try await figures.sums(
                fromMs: fromMs,
                by: .tool,
                filter: [.project: workspace]
            )
            for sum in sums where sum.currency == visit.currency {
                nanos += Int128(refusedNanos(sum, in: workspace) ?? 0)
            }
        }
        return Int64(clamping: nanos)
    }

    /// What a tool's refused calls would have cost at its registered price; nil where it has none.
    func refusedNanos(_ sum: StatisticsSum, in workspace: String) -> Int64? {
        guard !sum.value.isEmpty, let tool = desk.registry.tool(workspace, sum.value) else {
            return nil
        }
        return Int64(clamping: Int128(sum.refused) * Int128(tool.costNanos))
    }
}
