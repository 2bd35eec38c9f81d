import FarthingCore

/// The sums of one hour that have grown, and where each is.
struct SumTable {
    /// Values that are told apart in an hour, for each group; all others are one. Enough for 10,000
    /// agents, and of pairs for what these use.
    static let valuesMax = 20_000
    static let pairsMax = 100_000
    /// Groups that are told apart in an hour: those with names of ours, and tags.
    static let groupsMax = 256

    /// Counted up when every index that was handed out is void.
    private(set) var epoch = 0
    private(set) var hourMs: Int64 = 0
    private var indices: [StatisticsKey: Int] = [:]
    private var keys: [StatisticsKey] = []
    private var figures: [StatisticsFigures] = []
    private var changed: [Int] = []
    private var counts: [StatisticsGroup: Int] = [:]
    /// Of hours before.
    private var finished: [(key: StatisticsKey, figures: StatisticsFigures)] = []

    /// Begins an hour, unless it is the one that has begun.
    mutating func begin(hourMs: Int64) {
        guard hourMs != self.hourMs else { return }
        finish()
        self.hourMs = hourMs
        epoch += 1
        indices.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        figures.removeAll(keepingCapacity: true)
        counts.removeAll()
    }

    /// Where a sum is, of the hour that has begun.
    mutating func index(
        _ group: StatisticsGroup,
        _ value: String,
        _ other: String,
        workspace: String,
        currency: String
    ) -> Int {
        let isKnown = counts[group] != nil || counts.count < Self.groupsMax
        let group = isKnown ? group : .dimension(.tag(StatisticsKey.rest))
        var key = StatisticsKey(
            hourMs: hourMs,
            currency: currency,
            workspace: workspace,
            group: group,
            value: value,
            other: other
        )
        if let index = indices[key] { return index }
        let count = counts[group] ?? 0
        if count >= Self.countMax(group) {
            key.value = StatisticsKey.rest
            if !key.other.isEmpty { key.other = StatisticsKey.rest }
            // Of which workspace it is stays, as long as there is room for that.
            if count >= 2 * Self.countMax(group) { key.workspace = StatisticsKey.rest }
            if let index = indices[key] { return index }
        }
        counts[group] = count + 1
        let index = keys.count
        indices[key] = index
        keys.append(key)
        figures.append(StatisticsFigures())
        return index
    }

    mutating func add(_ figures: StatisticsFigures, at index: Int) {
        if self.figures[index].isZero { changed.append(index) }
        self.figures[index] += figures
    }

    /// What has grown since it was last taken.
    mutating func take() -> [(key: StatisticsKey, figures: StatisticsFigures)] {
        finish()
        defer { finished.removeAll(keepingCapacity: true) }
        return finished
    }

    private mutating func finish() {
        // One that went back to zero in between stands there twice.
        for index in changed where !figures[index].isZero {
            finished.append((key: keys[index], figures: figures[index]))
            figures[index] = StatisticsFigures()
        }
        changed.removeAll(keepingCapacity: true)
    }

    private static func countMax(_ group: StatisticsGroup) -> Int {
        if case .pair = group { return pairsMax }
        return valuesMax
    }
}
