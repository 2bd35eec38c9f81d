/// What somebody may do in the console.
package enum Permission: String, Hashable, Sendable, CaseIterable {
    /// See figures, budgets, agents, tools, runs.
    case read
    /// See receipts, proofs, exports and who changed what.
    case audit
    /// Pause, resume, reset, top up, register tools and agents, end runs.
    case operate
    /// Decide approvals.
    case approve
    /// Everything else: keys, people, policies, settings, webhooks.
    case administer
}

/// What a person is in a tenant; each has its permissions, and some people have several.
package enum Role: String, Hashable, Sendable, CaseIterable {
    case viewer
    case auditor
    case approver
    case `operator`
    case admin

    /// What it may do.
    package var permissions: Set<Permission> {
        switch self {
        case .viewer: [.read]
        case .auditor: [.read, .audit]
        case .approver: [.read, .approve]
        case .operator: [.read, .operate]
        case .admin: Set(Permission.allCases)
        }
    }
}
