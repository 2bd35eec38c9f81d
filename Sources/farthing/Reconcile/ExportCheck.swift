/// Refuses exports that say the same thing twice: their sums would be too high.
enum ExportCheck {
    static func check(_ sources: [ExportSource]) throws(Failure) {
        for (index, source) in sources.enumerated() {
            for other in sources[..<index] where other.provider == source.provider {
                try checkTwice(source, other)
            }
            try checkWindows(sources[...index].filter { $0.provider == source.provider }, source)
        }
    }

    private static func checkTwice(
        _ source: ExportSource,
        _ other: ExportSource
    ) throws(Failure) {
        let fewer = source.figures.count < other.figures.count ? source : other
        let more = fewer.file == source.file ? other : source
        for (key, figures) in fewer.figures {
            guard let again = more.figures[key], figures.overlaps(again) else { continue }
            throw Failure(
                .unreadable,
                "\(source.file): \(other.file) has the same figures for \(key.window.text) and "
                    + "\(Shown.safe(key.model ?? "all models")); give each export once"
            )
        }
    }

    /// Windows of one figure follow each other; they are the same in every file, or apart.
    private static func checkWindows(
        _ sources: [ExportSource],
        _ latest: ExportSource
    ) throws(Failure) {
        for isCost in [true, false] {
            let stating = sources.filter { isCost ? $0.statesCost : $0.statesUsage }
            let windows = stating.reduce(into: Set()) { $0.formUnion($1.windows) }.sorted()
            for (left, right) in zip(windows, windows.dropFirst()) where left.overlaps(right) {
                throw Failure(
                    .unreadable,
                    "\(latest.file): the windows \(left.text) and \(right.text) overlap, so that "
                        + "\(isCost ? "costs" : "usage") would count twice; give exports of one width"
                )
            }
            let byModel = stating.filter(\.isByModel)
            guard let source = byModel.first else { continue }
            for other in stating where !other.isByModel || other.mixesModels(isCost) {
                let shared = other.windows.intersection(source.windows)
                guard let window = shared.min(), !other.figures.isEmpty else { continue }
                throw Failure(
                    .unreadable,
                    "\(other.file): \(window.text): lines with and without a model; give exports "
                        + "that are grouped by model, or compare with --all-models"
                )
            }
        }
    }
}

extension ExportSource {
    fileprivate var statesCost: Bool { stated.cost != nil }

    fileprivate var statesUsage: Bool {
        stated.inputTokens != nil || stated.outputTokens != nil || stated.requests != nil
    }

    /// Whether some lines name a model and others do not.
    fileprivate func mixesModels(_ isCost: Bool) -> Bool {
        isByModel
            && figures.contains { key, figures in
                key.model == nil && (isCost ? figures.cost != nil : figures.inputTokens != nil)
            }
    }
}
