/// Which refusals were recorded within the last second, so that a retry storm is one entry with a
/// count and does not fill the disk.
package struct RefusalLog: Sendable {
    /// How long repeats are counted before they are written.
    package static let countForMs: Int64 = 1_000
    /// The most refusals counted at a time; beyond it each is written by itself.
    package static let sourcesMax = 10_000

    package struct Source: Hashable, Sendable {
        package var principal: String
        package var code: RefusalCode
        package var account: AccountKey?
        package var rule: String?

        package init(
            principal: String,
            code: RefusalCode,
            account: AccountKey?,
            rule: String? = nil
        ) {
            self.principal = principal
            self.code = code
            self.account = account
            self.rule = rule
        }

        init(_ refusal: Refusal, _ context: CallContext) {
            principal = context.principal
            code = refusal.code
            account = refusal.account
            rule = refusal.rule
        }
    }

    private struct Count: Sendable {
        var first: Int64
        var sinceMs: Int64
        var repeats: Int64
    }

    private var counts: [Source: Count] = [:]
    /// The sources in the order in which they began, which is the order of their flush.
    private var order: [Source] = []
    private var head = 0

    package init() {}

    /// Counts a repeat; the number of the first one's entry, nil when there is none to repeat.
    package mutating func count(_ source: Source, _ now: Int64) -> Int64? {
        guard let count = counts[source] else { return nil }
        counts[source]?.repeats += 1
        return count.first
    }

    /// Begins to count the repeats of a refusal that was written.
    package mutating func begin(_ source: Source, sequence: Int64, _ now: Int64) {
        guard counts.count < Self.sourcesMax, counts[source] == nil else { return }
        counts[source] = Count(first: sequence, sinceMs: now, repeats: 0)
        order.append(source)
    }

    /// What is being counted, in the order in which it began.
    var pending: [(source: Source, first: Int64, sinceMs: Int64, repeats: Int64)] {
        order[head...].compactMap { source in
            counts[source].map {
                (source: source, first: $0.first, sinceMs: $0.sinceMs, repeats: $0.repeats)
            }
        }
    }

    /// When the oldest count is due; nil when nothing is counted.
    package var nextFlushMs: Int64? {
        guard head < order.count, let count = counts[order[head]] else { return nil }
        return count.sinceMs + Self.countForMs
    }

    /// Takes out the counts that are due at `now`; those without a repeat need no entry.
    package mutating func flush(_ now: Int64) -> [Entry.RefusalRepeats] {
        var due: [Entry.RefusalRepeats] = []
        while let flushMs = nextFlushMs, flushMs <= now {
            let source = order[head]
            head += 1
            guard let count = counts.removeValue(forKey: source), count.repeats > 0 else {
                continue
            }
            due.append(
                Entry.RefusalRepeats(
                    principal: source.principal,
                    code: source.code,
                    account: source.account,
                    rule: source.rule,
                    count: count.repeats,
                    first: count.first
                )
            )
        }
        if head == order.count || head > 1_024 {
            order.removeFirst(head)
            head = 0
        }
        return due
    }
}

/// The keys of operators' changes, the latest ``keptMax`` of them.
struct ChangeKeys: Sendable {
    /// Enough for the retries of a day of changes by hand.
    static let keptMax = 1_000

    /// What a key stands for.
    struct Change: Sendable {
        var sequence: Int64
        /// What was changed, by which a repeat is told from another change.
        var content: String
    }

    private(set) var order: [String] = []
    private var changes: [String: Change] = [:]

    subscript(key: String) -> Change? { key.isEmpty ? nil : changes[key] }

    mutating func note(_ key: String, _ change: Change) {
        if key.isEmpty { return }
        if order.count == Self.keptMax { changes[order.removeFirst()] = nil }
        order.append(key)
        changes[key] = change
    }

    var kept: [(key: String, change: Change)] {
        order.compactMap { key in changes[key].map { (key: key, change: $0) } }
    }
}

extension AccountChange {
    /// What a repeat has in common with the first: all but the note, which only explains.
    func content(isTopUp: Bool) -> String {
        "\(isTopUp ? "topUp" : "refund") \(amount) \(budget)(\(scope))"
    }
}
