import FarthingCore
import FarthingPages
import Synchronization

/// Somebody who looks at a page: what they look at, and when their day began.
struct SiteVisit: Sendable {
    let request: ConsoleRequest
    let principal: Principal
    /// The workspace that is looked at; nil for all.
    let workspace: String?
    /// The currency of sums: the workspace's or, for all, the usual workspace's.
    let currency: String
    let nowMs: Int64
    /// When the day began in the workspace's zone.
    let dayMs: Int64

    /// The bar of an hour's chart in which the day began: sums are by whole hours.
    var firstHourMs: Int64 { StatisticsKey.hour(of: dayMs) }

    /// What sums and lists are narrowed down to.
    var filter: [Dimension: String] { workspace.map { [.project: $0] } ?? [:] }

    /// An amount in the visit's currency.
    func money(_ nanos: Int64) -> PageAmount { PageAmount(nanos: nanos, currency: currency) }

    /// Of some sums those in the visit's currency.
    func own(_ sums: [StatisticsSum]) -> [StatisticsSum] {
        sums.filter { $0.currency == currency }
    }

    /// Whether something of a workspace, or of none, is looked at.
    func shows(_ other: String?) -> Bool { workspace == nil || workspace == other }
}

/// Which workspace each session looks at; in memory, as sessions are.
final class SiteChoices: Sendable {
    private let chosen = Mutex<[String: String]>([:])

    /// The workspace that a request is about: what its address says, else what its session has chosen
    /// before; nil for all.
    ///
    /// - Throws: ``ConsoleError`` 404 for one that is not there, or that the principal may not see.
    func workspace(
        of request: ConsoleRequest,
        _ principal: Principal,
        _ registry: Registry
    ) throws -> String? {
        if let only = principal.workspace { return only }
        // The address of agent-gov's dashboard says it so.
        let asked = request.queryValue("workspace") ?? request.queryValue("workspace_id")
        guard let asked else {
            let before = principal.csrf.flatMap { csrf in chosen.withLock { $0[csrf] } }
            return before.flatMap { registry.workspace($0) == nil ? nil : $0 }
        }
        guard asked.isEmpty || registry.workspace(asked) != nil else {
            throw ConsoleError.notFound("workspace")
        }
        if let csrf = principal.csrf {
            chosen.withLock { chosen in
                // Whoever is forgotten sees all workspaces again.
                if chosen.count >= Sessions.countMax { chosen = [:] }
                chosen[csrf] = asked.isEmpty ? nil : asked
            }
        }
        return asked.isEmpty ? nil : asked
    }
}
