/// The kinds that entries of the journal have, as docs/formats/entries.md has them.
enum EntryKinds {
    static let all = [
        "approvalAsk", "approvalExpire", "approvalGrant", "approvalVote", "approvalWithdraw",
        "balance", "betterSettle", "charge", "correction", "dispatch", "expire", "extend", "freeze",
        "hold", "imported", "keyDelegation", "keyRotation", "lateSettle", "logOrigin", "move",
        "pause", "refund", "refusal", "refusals", "registry", "release", "removeBudget", "reset",
        "resume", "setBudget", "setLimit", "setPolicy", "settle", "topUp", "unfreeze", "warning",
        "weakerSettle",
    ]

    /// Fails for a word that is none: a mistyped kind must not look like one without entries.
    static func check(_ kind: String) throws(Failure) {
        guard !all.contains(kind) else { return }
        throw Failure(
            .usage,
            "--kind \(Shown.safe(kind)): there is none of this name; the kinds are "
                + all.joined(separator: ", ")
        )
    }
}
