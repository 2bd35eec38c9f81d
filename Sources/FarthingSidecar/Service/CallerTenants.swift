/// Whose money a caller may close whose certificate is not for the tenant that is served: what was held for
/// its own tenant, when the policy named that one, is owed all the same.
enum CallerTenants {
    /// The tenants of its certificate; nil for every caller that is served.
    @TaskLocal static var only: [String]?

    /// Whether the caller may close a hold.
    static func mayClose(_ hold: SidecarHold) -> Bool {
        guard let only else { return true }
        return hold.tenant.map { only.contains($0) } ?? false
    }
}
