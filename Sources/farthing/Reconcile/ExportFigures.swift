/// What an export says of a window and a model; nil where it says nothing.
struct ExportFigures: Hashable {
    /// The largest count that a line may say.
    static let countMax: Int64 = 1_000_000_000_000

    var requests: Int64?
    var inputTokens: Int64?
    var outputTokens: Int64?
    /// In billionths of a nano: ``ExactAmount``.
    var cost: Int128?

    static let zero = ExportFigures(requests: 0, inputTokens: 0, outputTokens: 0, cost: 0)

    var isEmpty: Bool {
        requests == nil && inputTokens == nil && outputTokens == nil && cost == nil
    }

    /// Whether it says something that the other says too.
    func overlaps(_ other: ExportFigures) -> Bool {
        (requests != nil && other.requests != nil)
            || (inputTokens != nil && other.inputTokens != nil)
            || (outputTokens != nil && other.outputTokens != nil)
            || (cost != nil && other.cost != nil)
    }

    /// Adds another's figures; false where a sum is out of bounds.
    mutating func add(_ other: ExportFigures) -> Bool {
        requests = Self.sum(requests, other.requests)
        inputTokens = Self.sum(inputTokens, other.inputTokens)
        outputTokens = Self.sum(outputTokens, other.outputTokens)
        if let more = other.cost { cost = (cost ?? 0) + more }
        return (cost ?? 0).magnitude <= ExactAmount.max.magnitude
            && [requests, inputTokens, outputTokens].allSatisfy { ($0 ?? 0) < Int64.max / 2 }
    }

    /// The figures that `stated` names, zero where nothing is known of them.
    func filled(by stated: ExportFigures) -> ExportFigures {
        ExportFigures(
            requests: requests ?? stated.requests.map { _ in 0 },
            inputTokens: inputTokens ?? stated.inputTokens.map { _ in 0 },
            outputTokens: outputTokens ?? stated.outputTokens.map { _ in 0 },
            cost: cost ?? stated.cost.map { _ in 0 }
        )
    }

    private static func sum(_ left: Int64?, _ right: Int64?) -> Int64? {
        guard let right else { return left }
        return Int64(clamping: Int128(left ?? 0) + Int128(right))
    }
}

/// What one line of a comparison is about.
struct ExportKey: Hashable, Comparable {
    var window: UsageWindow
    var provider: String
    /// Nil stands for all models of the provider.
    var model: String?

    static func < (left: ExportKey, right: ExportKey) -> Bool {
        if left.window != right.window { return left.window < right.window }
        return (left.provider, left.model ?? "") < (right.provider, right.model ?? "")
    }
}

/// What one file says of one provider.
struct ExportSource {
    var file: String
    var provider: String
    /// Every window that the file covers, those with nothing in them included.
    var windows: Set<UsageWindow> = []
    var figures: [ExportKey: ExportFigures] = [:]
    /// Which figures the file states at all; those are not nil.
    var stated = ExportFigures()

    /// Whether the file tells models apart.
    var isByModel: Bool { figures.keys.contains { $0.model != nil } }

    /// Adds a line; false where a sum is out of bounds.
    mutating func add(_ more: ExportFigures, model: String?, in window: UsageWindow) -> Bool {
        windows.insert(window)
        if more.isEmpty { return true }
        stated = stated.filled(by: more)
        let key = ExportKey(window: window, provider: provider, model: model)
        return figures[key, default: ExportFigures()].add(more)
    }

    /// The same without models.
    var withoutModels: ExportSource {
        var source = ExportSource(file: file, provider: provider, windows: windows)
        source.stated = stated
        for (key, figures) in figures {
            _ = source.add(figures, model: nil, in: key.window)
        }
        return source
    }
}
