extension Coverage {
    /// Every outcome that a command can lead to and, below, what else must have happened.
    static let pinned: [String] = reachable.flatMap { entry in
        entry.outcomes.map { entry.command + " → " + $0 }
    }

    /// What may happen and cannot be expected of every few hundred seeds.
    static let rare: [String] =
        [
            "allowanceExceeded", "expectedOverLimit", "expired", "frozen", "paused",
            "unknownBudget",
        ].map { "vote → refused " + $0 } + ["charge → refused tooManyApprovals"]

    private static let reachable: [(command: String, outcomes: [String])] = [
        (
            "balance",
            [
                "applied",
                "unchanged",
            ]
        ),
        (
            "charge",
            [
                "refused alreadySettled",
                "refused conflict",
                "refused expectedOverLimit",
                "refused expired",
                "refused frozen",
                "refused inFlight",
                "refused invalid",
                "refused keyConflict",
                "refused overLimit",
                "refused paused",
                "refused thresholdReached",
                "refused unknownBudget",
                "settled",
                "settled again",
                "refused allowanceExceeded",
                "refused approvalDenied",
                "refused approvalPending",
            ]
        ),
        (
            "correct",
            [
                "refused conflict",
                "refused invalid",
                "refused unknownHold",
                "settled",
                "settled again",
                "settled, overrun",
            ]
        ),
        (
            "dispatch",
            [
                "dispatched",
                "refused alreadySettled",
                "refused conflict",
                "refused expired",
                "refused unknownHold",
            ]
        ),
        (
            "extend",
            [
                "held",
                "refused alreadySettled",
                "refused conflict",
                "refused expired",
                "refused frozen",
                "refused invalid",
                "refused overLimit",
                "refused paused",
                "refused unknownHold",
                "refused allowanceExceeded",
            ]
        ),
        (
            "freeze",
            [
                "applied",
                "refused unknownBudget",
            ]
        ),
        (
            "hold",
            [
                "held",
                "held again",
                "refused alreadySettled",
                "refused expectedOverLimit",
                "refused expired",
                "refused frozen",
                "refused inFlight",
                "refused invalid",
                "refused keyConflict",
                "refused overLimit",
                "refused paused",
                "refused thresholdReached",
                "refused unknownBudget",
                "refused allowanceExceeded",
                "refused approvalDenied",
                "refused approvalPending",
                "refused conflict",
                "refused tooManyApprovals",
            ]
        ),
        ("note imported", ["applied"]),
        ("note keyDelegation", ["applied"]),
        ("note keyRotation", ["applied"]),
        ("note logOrigin", ["applied"]),
        (
            "pause",
            [
                "applied",
                "refused unknownBudget",
            ]
        ),
        (
            "refund",
            [
                "applied",
                "refused invalid",
                "refused keyConflict",
                "refused unknownBudget",
            ]
        ),
        (
            "release",
            [
                "refused alreadySettled",
                "refused unknownHold",
                "released",
                "refused conflict",
            ]
        ),
        (
            "refuse",
            [
                "refused invalid",
                "refused rule",
                "refused unmatched",
            ]
        ),
        (
            "removeBudget",
            [
                "applied",
                "refused unknownBudget",
            ]
        ),
        (
            "reset",
            [
                "applied",
                "refused unknownBudget",
            ]
        ),
        (
            "resume",
            [
                "applied",
                "refused unknownBudget",
            ]
        ),
        (
            "setBudget",
            [
                "applied",
                "refused invalid",
                "unchanged",
            ]
        ),
        (
            "setLimit",
            [
                "applied",
                "refused invalid",
                "refused unknownBudget",
                "unchanged",
            ]
        ),
        ("own limit", ["admits", "refuses", "warns"]),
        ("setPolicy", ["applied"]),
        (
            "settle",
            [
                "refused conflict",
                "refused invalid",
                "refused unknownHold",
                "settled",
                "settled again",
                "settled late",
                "settled late, overrun",
                "settled, overrun",
            ]
        ),
        ("tick", ["unchanged"]),
        (
            "topUp",
            [
                "applied",
                "refused invalid",
                "refused keyConflict",
                "refused unknownBudget",
            ]
        ),
        (
            "unfreeze",
            [
                "applied",
                "refused unknownBudget",
            ]
        ),
        ("commit", ["lost"]),
        (
            "crash",
            [
                "replay",
                "snapshot",
            ]
        ),
        (
            "expiry",
            [
                "charged",
                "given back",
            ]
        ),
        ("refusals", ["counted"]),
        ("warning", ["recorded"]),
        (
            "vote",
            [
                "applied",
                "refused conflict",
                "refused invalid",
                "refused overLimit",
                "refused selfApproval",
                "refused unknownApproval",
            ]
        ),
        (
            "withdrawApproval",
            [
                "applied",
                "refused conflict",
                "refused unknownApproval",
            ]
        ),
        ("draw", ["held"]),
        (
            "move",
            [
                "another unit",
                "the same unit",
            ]
        ),
        (
            "grant",
            [
                "drawn",
                "past a limit",
                "within limits",
            ]
        ),
        ("approval", ["expired"]),
    ]
}
