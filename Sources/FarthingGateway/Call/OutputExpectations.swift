/// How long outputs usually are: a running mean per model and agent.
struct OutputExpectations {
    struct Key: Hashable {
        var model: String
        var agent: String
    }

    /// Expected where nothing is known yet.
    static let unknownTokens: Int64 = 512
    /// Means kept; beyond it all are forgotten and learned anew.
    static let keptMax = 10_000
    /// A new length counts for at least a 64th, so that the mean follows a change.
    static let memory: Int64 = 64

    private struct Mean {
        /// In 256ths of a token, so that small changes are not lost.
        var fixed: Int64
        var count: Int64
    }

    private var means: [Key: Mean] = [:]

    /// The usual length, at most `limit` tokens.
    func tokens(_ key: Key, limit: Int64) -> Int64 {
        guard let mean = means[key] else { return min(limit, Self.unknownTokens) }
        return min(limit, max(1, mean.fixed / 256))
    }

    mutating func learn(_ key: Key, tokens: Int64) {
        let fixed = min(tokens, 1 << 40) * 256
        guard var mean = means[key] else {
            if means.count >= Self.keptMax { means.removeAll() }
            means[key] = Mean(fixed: fixed, count: 1)
            return
        }
        mean.count = min(mean.count + 1, Self.memory)
        mean.fixed += (fixed - mean.fixed) / mean.count
        means[key] = mean
    }
}
