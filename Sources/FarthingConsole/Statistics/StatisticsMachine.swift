import FarthingCore

/// Adds up a journal's entries, taken in order: what calls cost by hour and by what they are for, what
/// runs did, and where entries are found again.
///
/// In memory is what is open, and what has come since ``takeNews()``; what it has forgotten it asks for.
/// After an error it must not be used: a new one goes on from what is durable.
package struct StatisticsMachine {
    /// The number of the entry that it takes next.
    package private(set) var nextSequence: Int64
    /// When the last entry was made, in milliseconds UTC.
    package private(set) var lastMs: Int64 = 0
    /// Entries since ``takeNews()``.
    package private(set) var newCount = 0
    /// Corrections of calls whose entries are not in reach, which no sum has.
    package internal(set) var missedCount = 0

    var budgets = BudgetHistory()
    /// The holds that are open, by the entries that admitted them.
    var open: [Int64: OpenCall] = [:]
    var subjects = InternTable<CallSubject>(countMax: 50_000)
    var callLines = InternTable<CallLines>(countMax: 20_000)
    var sums = SumTable()
    var places = PlaceTable()
    var author = ChangeAuthor()
    var runs: [RunName: RunNews] = [:]
    var accounts: [AccountKey: Int64] = [:]
    var reasons: [String: Int64] = [:]
    var toolAgents: Set<ToolAgent> = []
    var currencies: [String: String] = [:]
    /// Whom the latest refusals were of, for their repeats.
    var refusals = RecentRefusals()
    var news = StatisticsNews()
    private var clock = TimestampReader()
    var scratch: [UInt8] = []

    /// Of how many entries one has its time noted: what is looked through where a time begins.
    private static let timesEvery: Int64 = 1_024

    /// A hold as it was admitted.
    struct OpenCall {
        var subject: CallSubject
        var lines: CallLines
        /// False for money that is set aside for another run.
        var isCall: Bool { subject.child == nil }
    }

    struct RunName: Hashable {
        var run: String
        var workspace: String
    }

    /// Why an entry cannot be added.
    package struct Fault: Error, CustomStringConvertible {
        package let sequence: Int64
        package var description: String {
            "the journal's entry \(sequence) cannot be read; run farthing verify"
        }
    }

    /// - Parameters:
    ///   - nextSequence: the first entry that it takes.
    ///   - budgets: what budgets counted before.
    ///   - currencies: those of workspaces.
    ///   - hour: the sums that the latest hour has.
    package init(
        nextSequence: Int64 = 0,
        budgets: [BudgetTerms] = [],
        currencies: [(workspace: String, currency: String)] = [],
        hour: [StatisticsKey] = []
    ) {
        self.nextSequence = nextSequence
        for terms in budgets { self.budgets.note(terms) }
        for item in currencies { self.currencies[item.workspace] = item.currency }
        guard let hourMs = hour.map(\.hourMs).max() else { return }
        sums.begin(hourMs: hourMs)
        for key in hour where key.hourMs == hourMs {
            _ = sums.index(
                key.group,
                key.value,
                key.other,
                workspace: key.workspace,
                currency: key.currency
            )
        }
    }

    /// Takes the stored lines of a batch in.
    ///
    /// - Throws: ``Fault``, and what `past` throws.
    package mutating func take(
        _ lines: [UInt8],
        from first: Int64,
        _ past: some StatisticsPast
    ) throws {
        var sequence = first
        try lines.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
                let count = LineEnd.find(rest)
                try takeLine(
                    UnsafeRawBufferPointer(rebasing: rest[..<count]),
                    sequence,
                    past
                )
                start += count + 1
                sequence += 1
            }
        }
    }

    private mutating func takeLine(
        _ line: UnsafeRawBufferPointer,
        _ sequence: Int64,
        _ past: some StatisticsPast
    ) throws {
        var result: Result<Void, any Error> = .failure(Fault(sequence: sequence))
        do throws(JSONError) {
            try JSONView.read(line) { view in
                result = Result { try take(view, line, sequence, past) }
            }
        } catch {
            throw Fault(sequence: sequence)
        }
        try result.get()
        if sequence % Self.timesEvery == 0 { news.times.append((sequence, lastMs)) }
        nextSequence = sequence + 1
        newCount += 1
    }

    private mutating func take(
        _ line: JSONView,
        _ bytes: UnsafeRawBufferPointer,
        _ sequence: Int64,
        _ past: some StatisticsPast
    ) throws {
        guard let scan = EntryScan(line), let kind = scan.kind,
            let atMs = scan.entry.member("timestamp").flatMap({ clock.read($0) })
        else { throw Fault(sequence: sequence) }
        if atMs != lastMs {
            lastMs = atMs
            sums.begin(hourMs: StatisticsKey.hour(of: atMs))
        }
        let name = kind.string ?? ""
        places.add(sequence, at: places.index(.kind, name))
        switch name {
        case "charge", "hold": try takeAdmission(scan, sequence)
        case "settle", "lateSettle", "betterSettle", "correction":
            try takeSettlement(scan, sequence, isFirst: name == "settle", past)
        case "expire", "release": try takeEnd(scan, sequence, past)
        case "dispatch", "extend", "weakerSettle":
            if let call = try call(scan, past) { note(call.subject, sequence) }
        case "refusal": try takeRefusal(scan, sequence)
        default:
            // Rare enough to be read as a whole.
            guard let document = try? JSONDocument([UInt8](bytes)),
                let entry = document.root.member("decision").flatMap({ Entry($0) })
            else { throw Fault(sequence: sequence) }
            try take(entry, scan, sequence, past)
        }
    }

    /// What has come since it was last taken; it goes on from here only once this is durable.
    package mutating func takeNews() -> StatisticsNews {
        var taken = news
        news = StatisticsNews()
        taken.sums = sums.take()
        taken.places = places.take()
        taken.runs = Array(runs.values)
        taken.accounts = accounts.map { (account: $0.key, calls: $0.value) }
        taken.reasons = reasons.map { (reason: $0.key, count: $0.value) }
        taken.toolAgents = Array(toolAgents)
        runs.removeAll(keepingCapacity: true)
        accounts.removeAll(keepingCapacity: true)
        reasons.removeAll(keepingCapacity: true)
        toolAgents.removeAll(keepingCapacity: true)
        newCount = 0
        return taken
    }
}
