/// How long outputs usually are, per model and agent: a running mean, and a quantile.
struct OutputExpectations {
    struct Key: Hashable {
        var model: String
        var agent: String
    }

    /// Expected where nothing is known yet.
    static let unknownTokens: Int64 = 512
    /// Keys kept; beyond it all are forgotten and learned anew.
    static let keptMax = 10_000
    /// A new length counts for at least a 64th, so that the mean follows a change.
    static let memory: Int64 = 64
    /// Outputs that must have been seen before a quantile of them is worth anything.
    static let learnedMin = 20

    private struct Record {
        /// In 256ths of a token, so that small changes are not lost.
        var fixed: Int64 = 0
        var count: Int64 = 0
        var lengths = LengthHistogram()
    }

    private var records: [Key: Record] = [:]

    /// The usual length, at most `limit` tokens.
    func tokens(_ key: Key, limit: Int64) -> Int64 {
        guard let record = records[key] else { return min(limit, Self.unknownTokens) }
        return min(limit, max(1, record.fixed / 256))
    }

    /// A length that 95 of 100 outputs do not pass, at most `limit` tokens; all of `limit` until
    /// enough has been seen, because a guess that is none would let a budget burst at once.
    func quantile(_ key: Key, limit: Int64) -> Int64 {
        guard let record = records[key], record.lengths.count >= Self.learnedMin else {
            return limit
        }
        return min(limit, record.lengths.quantile(permille: 950))
    }

    mutating func learn(_ key: Key, tokens: Int64) {
        if records[key] == nil, records.count >= Self.keptMax { records.removeAll() }
        let tokens = max(0, min(tokens, 1 << 40))
        let fixed = tokens * 256
        var record = records[key] ?? Record()
        record.count = min(record.count + 1, Self.memory)
        record.fixed += (fixed - record.fixed) / record.count
        record.lengths.add(tokens)
        records[key] = record
    }
}
