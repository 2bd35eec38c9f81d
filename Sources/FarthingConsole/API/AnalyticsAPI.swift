import FarthingCore

/// `/v1/analytics`.
package struct AnalyticsAPI: Sendable {
    private let desk: ConsoleDesk

    package init(desk: ConsoleDesk) { self.desk = desk }

    package var routes: [Route] { [Route("GET", "/v1/analytics", .principal(.read), get)] }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let question = try AnalyticsQuestion(request, desk)
        let sums = try await desk.statistics.sums(question.statistics)
        return AnalyticsAnswer(sums, question).answer()
    }
}

/// What analytics are asked for.
struct AnalyticsQuestion {
    static let hourMs: Int64 = 3_600_000
    /// What is told where no times are asked for.
    private static let usualMs: Int64 = 24 * hourMs
    /// The end of the year 9999.
    private static let latestMs: Int64 = 253_402_300_799_999
    /// The most steps between the times.
    private static let stepsMax: Int64 = 2_000
    private static let topMax: Int64 = 200
    private static let topUsual: Int64 = 50

    /// How long a point is.
    enum Step: String, CaseIterable {
        case none, hour, day, week, month

        /// At least; a day that a clock is set forward on is shorter.
        var shortestMs: Int64 {
            switch self {
            case .none: .max
            case .hour: hourMs
            case .day: 23 * hourMs
            case .week: 7 * 24 * hourMs - hourMs
            case .month: 28 * 24 * hourMs - hourMs
            }
        }
    }

    /// As it was asked.
    let by: String
    let step: Step
    let zone: ZoneRules
    let top: Int
    let currency: String
    let statistics: StatisticsQuestion

    init(_ request: ConsoleRequest, _ desk: ConsoleDesk) throws {
        var query = QueryMembers(request)
        let hasFrom = request.query.contains { $0.name == "from_ms" }
        let hasTo = request.query.contains { $0.name == "to_ms" }
        let times = query.times()
        by = query.name("by", lengthMax: 72) ?? "none"
        step = query.word("step", Step.self) ?? .none
        top = Int(query.integer("top", 1...Self.topMax) ?? Self.topUsual)
        currency = query.name("currency", lengthMax: 3) ?? "USD"
        if BudgetUnit(name: currency)?.isMoney != true || currency.utf8.count != 3 {
            query.fault("currency", "must be the code of a currency, as USD")
        }
        let zoneName = query.name("zone", lengthMax: 64) ?? "UTC"
        let rules = desk.zone(zoneName)
        if rules == nil { query.fault("zone", "must be the IANA name of a time zone") }
        zone = rules ?? .utc
        let dimension = Self.dimension(by)
        if dimension == nil, by != "none" {
            query.fault("by", "must be none, workspace, agent, tool, model, user, run or tag:NAME")
        }
        let asked = query.name("workspace", lengthMax: 50)
        let filters = Self.filters(&query, asked: asked, beside: dimension)
        // What is out of its bounds has been noted, and must not be counted with.
        let toMs = min(hasTo ? times.upperBound : desk.clockMs() + 1, Self.latestMs)
        let fromMs = min(hasFrom ? times.lowerBound : max(0, toMs - Self.usualMs), Self.latestMs)
        if fromMs > toMs { query.fault("from_ms", "must not be after to_ms") }
        let first = fromMs / Self.hourMs * Self.hourMs
        let last = (toMs / Self.hourMs + (toMs % Self.hourMs > 0 ? 1 : 0)) * Self.hourMs
        if step != .none, (last - first) / step.shortestMs > Self.stepsMax {
            query.fault("step", "makes more than \(Self.stepsMax) points between these times")
        }
        try query.check()
        var filter = filters
        filter[.project] = try desk.workspaceFilter(asked, for: request.principal)
        statistics = StatisticsQuestion(
            fromMs: first,
            toMs: last,
            by: dimension,
            isHourly: step != .none,
            filter: filter
        )
    }

    /// The filters but the workspace; beside what is grouped by, one of them all is told.
    private static func filters(
        _ query: inout QueryMembers,
        asked workspace: String?,
        beside dimension: Dimension?
    ) -> [Dimension: String] {
        var filters: [Dimension: String] = [:]
        var count = workspace != nil && dimension != .project ? 1 : 0
        for named in [Dimension.agent, .tool, .model, .user, .run] {
            guard let value = query.name(named.name, lengthMax: 256) else { continue }
            filters[named] = value
            if named != dimension { count += 1 }
            guard count > 1 else { continue }
            query.fault(
                named.name,
                "is one too many: beside by, one of workspace, agent, tool, model, user and run is "
                    + "counted"
            )
        }
        return filters
    }

    private static func dimension(_ by: String) -> Dimension? {
        switch by {
        case "workspace": .project
        case "agent": .agent
        case "tool": .tool
        case "model": .model
        case "user": .user
        case "run": .run
        default:
            by.hasPrefix("tag:") && (1...64).contains(by.unicodeScalars.count - 4)
                ? Dimension(name: by) : nil
        }
    }

    /// Where the step begins in which an hour lies.
    func stepStart(_ hourMs: Int64) -> Int64 {
        let window: Window
        switch step {
        case .none, .hour: return hourMs
        case .day: window = .day
        case .week: window = .week
        case .month: window = .month
        }
        return max(0, window.interval(containing: hourMs, zone: zone).startMs)
    }
}

/// Sums, grouped and in steps.
struct AnalyticsAnswer {
    private let question: AnalyticsQuestion
    private var groups: [Group] = []
    private var other: Group?
    private var total = Group(value: "")

    /// What calls of one value add up to.
    private struct Group {
        var value: String
        var figures = StatisticsFigures()
        var points: [Int64: StatisticsFigures] = [:]

        mutating func add(_ figures: StatisticsFigures, at startMs: Int64?) {
            self.figures += figures
            if let startMs { points[startMs, default: StatisticsFigures()] += figures }
        }

        mutating func add(_ other: Group) {
            figures += other.figures
            for (startMs, part) in other.points {
                points[startMs, default: StatisticsFigures()] += part
            }
        }
    }

    init(_ sums: [StatisticsSum], _ question: AnalyticsQuestion) {
        self.question = question
        var found: [String: Group] = [:]
        for sum in sums {
            let isOurs = sum.currency == question.currency
            let figures = StatisticsFigures(
                calls: sum.calls,
                refused: sum.refused,
                costNanos: isOurs ? sum.costNanos : 0,
                refusedNanos: isOurs ? sum.refusedNanos : 0,
                inputTokens: sum.inputTokens,
                outputTokens: sum.outputTokens
            )
            let startMs = sum.hourMs.map(question.stepStart)
            found[sum.value, default: Group(value: sum.value)].add(figures, at: startMs)
        }
        for group in found.values { total.add(group) }
        guard question.by != "none" else { return }
        let sorted = found.values.sorted { left, right in
            let (one, two) = (left.figures, right.figures)
            if one.costNanos != two.costNanos { return one.costNanos > two.costNanos }
            if one.calls != two.calls { return one.calls > two.calls }
            return utf8Precedes(left.value, right.value)
        }
        groups = Array(sorted.prefix(question.top))
        for group in sorted.dropFirst(question.top) {
            var rest = other ?? Group(value: "")
            rest.add(group)
            other = rest
        }
    }

    func answer() -> ConsoleAnswer {
        .json { json in
            json.key("by")
            json.string(question.by)
            json.key("currency")
            json.string(question.currency)
            json.key("from_ms")
            json.int(question.statistics.fromMs)
            json.key("groups")
            json.beginArray()
            for group in groups { Self.write(group, to: &json) }
            json.endArray()
            json.key("other")
            if let other { Self.write(other, to: &json) } else { json.null() }
            json.key("step")
            json.string(question.step.rawValue)
            json.key("to_ms")
            json.int(question.statistics.toMs)
            json.key("total")
            Self.write(total, to: &json)
        }
    }

    private static func write(_ group: Group, to json: inout JSONWriter) {
        json.beginObject()
        json.key("calls")
        json.int(group.figures.calls)
        json.key("cost_nanos")
        json.int(group.figures.costNanos)
        json.key("input_tokens")
        json.int(group.figures.inputTokens)
        json.key("output_tokens")
        json.int(group.figures.outputTokens)
        json.key("points")
        json.beginArray()
        for (startMs, figures) in group.points.sorted(by: { $0.key < $1.key }) {
            json.beginObject()
            json.key("at_ms")
            json.int(startMs)
            json.key("calls")
            json.int(figures.calls)
            json.key("cost_nanos")
            json.int(figures.costNanos)
            json.key("refused")
            json.int(figures.refused)
            json.endObject()
        }
        json.endArray()
        json.key("refused")
        json.int(group.figures.refused)
        json.key("refused_nanos")
        json.int(group.figures.refusedNanos)
        json.key("value")
        json.string(group.value)
        json.endObject()
    }
}
