/// Where a page stands in the navigation.
package enum PagePlace: String, Sendable, CaseIterable {
    case overview, budgets, agents, tools, runs
    case approvals, holds, policy
    case receipts, audit, verify
    case keys, people, settings, docs

    /// The address of the place's first page.
    var link: PageLink { self == .overview ? PageLink() : PageLink(rawValue) }

    var title: String {
        switch self {
        case .overview: "Overview"
        case .budgets: "Budgets"
        case .agents: "Agents"
        case .tools: "Tools"
        case .runs: "Runs"
        case .approvals: "Approvals"
        case .holds: "Holds"
        case .policy: "Policy"
        case .receipts: "Receipts"
        case .audit: "Changes"
        case .verify: "Verifier"
        case .keys: "Keys"
        case .people: "People"
        case .settings: "Settings"
        case .docs: "API"
        }
    }

    private static let groups: [(title: String, places: [PagePlace])] = [
        ("Watch", [.overview, .budgets, .agents, .tools, .runs]),
        ("Decide", [.approvals, .holds, .policy]),
        ("Prove", [.receipts, .audit, .verify]),
        ("Manage", [.keys, .people, .settings, .docs]),
    ]

    /// The navigation's groups, the current place marked and approvals counted.
    static func groups(at current: PagePlace?, _ approvalsWaiting: Int) -> [PageFields] {
        groups.map { group in
            let places = group.places.map { place in
                PageFields([
                    "href": place.link.href, "title": place.title, "isHere": place == current,
                    "count": place == .approvals && approvalsWaiting > 0
                        ? grouped(Int64(approvalsWaiting)) : nil,
                ])
            }
            return PageFields(["title": group.title, "places": places])
        }
    }
}
