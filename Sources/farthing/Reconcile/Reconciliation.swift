import FarthingCore

/// The comparison of a journal with what providers say.
struct Reconciliation {
    private(set) var lines: [ReconciledLine] = []
    let calls: [HoldID: JournalCall]

    /// Where the exports tell something apart: a provider's windows, by model or for all models.
    private struct Grid: Hashable {
        var provider: String
        var isByModel: Bool
    }

    /// - Parameters:
    ///   - sources: what ``ExportCheck`` has let pass.
    ///   - edgeMs: how far the provider's clock and its idea of a call's time may be from ours.
    init(
        _ sources: [ExportSource],
        _ calls: [HoldID: JournalCall],
        edgeMs: Int64,
        tolerance: Tolerance
    ) {
        self.calls = calls
        let names = ModelNames(
            ours: Set(calls.values.map { [$0.provider, $0.model] }),
            theirs: Set(
                sources.flatMap { source in
                    source.figures.keys.compactMap { key in key.model.map { [key.provider, $0] } }
                }
            )
        )
        var found: [ExportKey: ReconciledLine] = [:]
        var stated: [Grid: [UsageWindow: ExportFigures]] = [:]
        let telling = Set(sources.filter { !$0.stated.isEmpty }.map(\.provider))
        for source in sources where !source.stated.isEmpty || !telling.contains(source.provider) {
            let grid = Grid(provider: source.provider, isByModel: source.isByModel)
            // Files without a single figure say that there was nothing of anything.
            let figures = source.stated.isEmpty ? ExportFigures.zero : source.stated
            for window in source.windows {
                let earlier = stated[grid]?[window] ?? ExportFigures()
                stated[grid, default: [:]][window] = earlier.filled(by: figures)
            }
            for (key, figures) in source.figures {
                var key = key
                key.model = key.model.map { names.name($0, of: key.provider) }
                var line = found[key] ?? ReconciledLine(key, theirs: ExportFigures())
                _ = line.theirs.add(figures)
                found[key] = line
            }
        }
        Self.place(calls, stated.mapValues { WindowSearch($0.keys) }, names, edgeMs, &found)
        lines = found.values.sorted { $0.key < $1.key }
        for index in lines.indices {
            let key = lines[index].key
            let grid = Grid(provider: key.provider, isByModel: key.model != nil)
            if let figures = stated[grid]?[key.window] {
                lines[index].theirs = lines[index].theirs.filled(by: figures)
            }
            lines[index].judge(tolerance)
        }
    }

    /// Adds each call to the lines of the windows in which it ended, and to those in which the
    /// provider may have counted it instead.
    private static func place(
        _ calls: [HoldID: JournalCall],
        _ places: [Grid: WindowSearch],
        _ names: ModelNames,
        _ edgeMs: Int64,
        _ found: inout [ExportKey: ReconciledLine]
    ) {
        for call in calls.values.sorted(by: { $0.admittedMs < $1.admittedMs }) {
            let span = UsageWindow(
                startMs: call.admittedMs - edgeMs,
                endMs: call.closedMs + edgeMs + 1
            )
            for (grid, search) in places where grid.provider == call.provider {
                let model = grid.isByModel ? names.name(call.model, of: call.provider) : nil
                for window in search.windows(overlapping: span) {
                    let key = ExportKey(window: window, provider: call.provider, model: model)
                    let isHere = window.contains(call.closedMs)
                    guard isHere || found[key] != nil else { continue }
                    var line = found[key] ?? ReconciledLine(key, theirs: ExportFigures())
                    if !isHere {
                        line.entering.add(call)
                    } else {
                        line.add(call)
                        let isInside =
                            window.contains(span.startMs)
                            && window.contains(span.endMs - 1)
                        if !isInside { line.leaving.add(call) }
                    }
                    found[key] = line
                }
            }
        }
    }

    /// Whether every line matches.
    var isMatched: Bool { lines.allSatisfy { $0.status == .matched } }

    func count(_ status: ReconciledLine.Status) -> Int {
        lines.count { $0.status == status }
    }

    /// The sums over the lines whose cost the provider states.
    var total: (oursNanos: Int64, theirs: Int128, uncertainNanos: Int64, isStated: Bool) {
        var ours: Int128 = 0
        var theirs: Int128 = 0
        var uncertain: Int128 = 0
        var isStated = false
        for line in lines where line.theirs.cost != nil {
            ours += Int128(line.ours.costNanos)
            uncertain += Int128(line.uncertainNanos)
            theirs += line.theirs.cost ?? 0
            isStated = true
        }
        return (Int64(clamping: ours), theirs, Int64(clamping: uncertain), isStated)
    }

    /// The cost of all calls in the exports' range, and what part of it rests on something other
    /// than the provider's word: the error bar.
    var errorBar: (spentNanos: Int64, uncertainNanos: Int64) {
        var spent: Int128 = 0
        var uncertain: Int128 = 0
        for call in calls.values where isCounted(call) {
            spent += Int128(call.costNanos)
            if call.isUncertain { uncertain += Int128(call.costNanos) }
        }
        return (Int64(clamping: spent), Int64(clamping: uncertain))
    }

    private func isCounted(_ call: JournalCall) -> Bool {
        countedRange[call.provider].map { $0.contains(call.closedMs) } ?? false
    }

    /// From the first to the last window of each provider.
    private var countedRange: [String: UsageWindow] {
        var ranges: [String: UsageWindow] = [:]
        for line in lines {
            var range = ranges[line.key.provider] ?? line.key.window
            range.startMs = min(range.startMs, line.key.window.startMs)
            range.endMs = max(range.endMs, line.key.window.endMs)
            ranges[line.key.provider] = range
        }
        return ranges
    }
}

/// Finds the windows that overlap a stretch of time.
struct WindowSearch {
    private let sorted: [UsageWindow]
    private let lengthMs: Int64

    init(_ windows: some Sequence<UsageWindow>) {
        sorted = windows.sorted()
        lengthMs = sorted.map { $0.endMs - $0.startMs }.max() ?? 0
    }

    func windows(overlapping span: UsageWindow) -> ArraySlice<UsageWindow> {
        let first = firstIndex { $0.startMs > span.startMs - lengthMs - 1 }
        let end = firstIndex { $0.startMs >= span.endMs }
        return sorted[first..<max(first, end)].filter { $0.overlaps(span) }[...]
    }

    private func firstIndex(where isAfter: (UsageWindow) -> Bool) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if isAfter(sorted[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
