import FarthingCore
import FarthingPolicy

/// What an operator says that a new key's holder may do.
enum KeyTrust {
    /// Reads a capability's name; nil for an empty one.
    static func capability(_ name: String) throws(Failure) -> Capability? {
        if name.isEmpty { return nil }
        if let capability = Capability(name: name) { return capability }
        let names = Capability.allCases.map(\.name)
        let hint = OperatorText.hint(for: name, among: names)
        throw Failure(
            .usage,
            "--capability \(Shown.safe(name)): unknown capability"
                + (hint.contains("did you mean") ? hint : "") + "; from the least to the most: "
                + names.joined(separator: ", ")
        )
    }

    /// Checks the groups, and that a key which only votes is told nothing about calls.
    static func check(_ request: AdminRequest) throws(Failure) {
        let groups = request.approves
        guard groups.count <= AccessKey.approvesMax else {
            throw Failure(.usage, "--approves: at most \(AccessKey.approvesMax) groups")
        }
        for (index, group) in groups.enumerated() {
            guard !group.isEmpty, group.utf8.count <= AccessKey.groupBytesMax,
                ScopeText.isVisible(group)
            else {
                throw Failure(
                    .usage,
                    "--approves \(Shown.safe(group)): a group's name has 1 to "
                        + "\(AccessKey.groupBytesMax) bytes and no control or invisible characters"
                )
            }
            guard !groups[..<index].contains(group) else {
                throw Failure(.usage, "--approves \(Shown.safe(group)): is given twice")
            }
        }
        guard request.isApproverOnly else { return }
        guard !groups.isEmpty else {
            throw Failure(
                .usage,
                "--approve-only: the key could do nothing; name its group with --approves"
            )
        }
        guard request.capability.isEmpty, request.scope.isEmpty, request.claims == nil else {
            throw Failure(
                .usage,
                "--approve-only: such a key makes no calls; leave --scope, --claim and --capability "
                    + "out"
            )
        }
    }
}
