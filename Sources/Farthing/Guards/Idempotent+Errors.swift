extension GuardError {
    static func badIdempotent(_ tool: String) -> GuardError {
        GuardError(
            .badIdempotent,
            tool: tool,
            message:
                "The time to live of \(shown(tool))'s keys must be more than nothing and at most "
                + "366 days."
        )
    }

    static func missingKey(_ tool: String) -> GuardError {
        GuardError(
            .missingKey,
            tool: tool,
            message: "\(shown(tool)) needs an idempotency key of 1 to 256 bytes.",
            details: ["tool_name": shown(tool)]
        )
    }

    static func inProgress(_ tool: String, _ key: String) -> GuardError {
        GuardError(
            .inProgress,
            tool: tool,
            message: "The same call of \(shown(tool)) is under way.",
            details: ["key": shown(key)],
            hint: "Wait for it to end, then ask again with the same key."
        )
    }

    static func duplicate(_ tool: String, _ key: String) -> GuardError {
        GuardError(
            .duplicate,
            tool: tool,
            message: "The same call of \(shown(tool)) took place already.",
            details: ["key": shown(key)],
            hint: "Do not repeat it."
        )
    }

    static func outcomeUnknown(_ tool: String, _ key: String, _ lastError: String) -> GuardError {
        GuardError(
            .outcomeUnknown,
            tool: tool,
            message: "The same call of \(shown(tool)) failed, and what it did is not known.",
            details: ["key": shown(key), "last_error_type": shown(lastError)],
            hint: "Look whether it took place before you use another key."
        )
    }

    static func keyConflict(_ tool: String, _ key: String) -> GuardError {
        GuardError(
            .keyConflict,
            tool: tool,
            message: "The key of this call of \(shown(tool)) was used for another.",
            details: ["key": shown(key)],
            hint: "Use a new key for a new call, and the old one only to repeat the old call."
        )
    }
}
