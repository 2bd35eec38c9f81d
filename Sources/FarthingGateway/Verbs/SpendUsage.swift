import FarthingCore

/// A usage as a caller states it, before a call as a bound, after it as what was used.
enum SpendUsage {
    /// The members of a bound, for `decide`, `hold` and `extend`.
    static let boundMembers = ["input_tokens", "max_output_tokens", "min_output_tokens"]
    /// The members of what was used, for `settle`. They are disjoint: no token counts in two.
    static let usedMembers = [
        "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens",
        "reasoning_tokens",
    ]

    /// What a call may use at the most.
    struct Bound {
        var inputTokens: Int64
        var outputTokens: Int64
        /// With fewer output tokens than this the caller has no use for the hold.
        var leastOutputTokens: Int64
        var cost: CostBound

        var ceilingNanos: Int64 { cost.amountNanos(outputTokens: outputTokens) }
        var output: OutputBound { OutputBound(wanted: outputTokens, least: leastOutputTokens) }
    }

    /// Reads and prices a bound.
    static func bound(_ node: JSONNode, _ price: ModelPrice) throws(RequestRefusal) -> Bound {
        try SpendBody.check(node, allowed: boundMembers, prefix: "usage.")
        guard let input = try count(node, "input_tokens") else {
            throw .spendMissing("usage.input_tokens")
        }
        guard let output = try count(node, "max_output_tokens") ?? price.maxOutputTokens else {
            throw .spend(
                "no_output_limit",
                "usage.max_output_tokens",
                "No largest output is known for this model. State 'usage.max_output_tokens'."
            )
        }
        let least = try count(node, "min_output_tokens") ?? output
        guard least <= output else {
            throw .spend(
                "integer_above_max_value",
                "usage.min_output_tokens",
                "'usage.min_output_tokens' must be at most 'usage.max_output_tokens'."
            )
        }
        do throws(PriceError) {
            let bound = CallBound(inputTokensMax: input, outputTokensMax: output)
            return Bound(
                inputTokens: input,
                outputTokens: output,
                leastOutputTokens: least,
                cost: try price.costBound(bound)
            )
        } catch {
            throw .unpriced(error.message)
        }
    }

    /// Reads what was used.
    static func used(_ node: JSONNode) throws(RequestRefusal) -> Usage {
        try SpendBody.check(node, allowed: usedMembers, prefix: "usage.")
        guard let input = try count(node, "input_tokens") else {
            throw .spendMissing("usage.input_tokens")
        }
        guard let output = try count(node, "output_tokens") else {
            throw .spendMissing("usage.output_tokens")
        }
        return Usage(
            inputTokens: input,
            cachedInputTokens: try count(node, "cached_input_tokens") ?? 0,
            cacheWriteTokens: try count(node, "cache_write_tokens") ?? 0,
            outputTokens: output,
            reasoningTokens: try count(node, "reasoning_tokens") ?? 0
        )
    }

    private static func count(_ node: JSONNode, _ name: String) throws(RequestRefusal) -> Int64? {
        try SpendBody.integer(node.member(name), "usage." + name, 0...Usage.bucketMax)
    }
}
