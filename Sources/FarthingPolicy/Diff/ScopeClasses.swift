import FarthingCore

/// Every scope that two policies can tell apart, one of each kind.
struct ScopeClasses {
    /// One dimension: its absence first, then one value of each kind.
    struct Axis {
        var dimension: Dimension
        var patterns: [Glob]
        /// nil stands for a call without the dimension.
        var values: [String?]
        /// By value, then by pattern, whether it fits.
        var fits: [[Bool]]
    }

    /// The most scopes that are looked at.
    static let scopesMax = 200_000

    let axes: [Axis]
    /// How many scopes there are.
    let count: Int

    /// Why scopes cannot be taken apart.
    enum Fault: Error {
        case tooMany
        case tangled(Dimension)
    }

    /// Takes scopes apart by the terms of matches and conditions.
    ///
    /// - Parameters:
    ///   - models: names that are told apart from all others besides, since calls may be downgraded
    ///     to them.
    ///   - tenant: the one tenant that calls have.
    init(_ terms: [(Dimension, Glob)], models: [String], tenant: String) throws(Fault) {
        var byDimension: [Dimension: [Glob]] = [:]
        for (dimension, pattern) in terms {
            if byDimension[dimension]?.contains(pattern) ?? false { continue }
            byDimension[dimension, default: []].append(pattern)
        }
        for model in models {
            guard let pattern = Glob(model) else { continue }
            if byDimension[.model]?.contains(pattern) ?? false { continue }
            byDimension[.model, default: []].append(pattern)
        }
        var axes: [Axis] = []
        var count = 1
        for (dimension, patterns) in byDimension.sorted(by: {
            utf8Precedes($0.key.name, $1.key.name)
        }) {
            let axis: Axis
            if dimension == .tenant {
                let fits = [patterns.map { $0.matches(tenant) }]
                axis = Axis(dimension: .tenant, patterns: patterns, values: [tenant], fits: fits)
            } else {
                guard let classes = TextClasses(patterns) else { throw .tangled(dimension) }
                let none = [Bool](repeating: false, count: patterns.count)
                axis = Axis(
                    dimension: dimension,
                    patterns: patterns,
                    values: [nil] + classes.classes.map(\.witness),
                    fits: [none] + classes.classes.map(\.fits)
                )
            }
            axes.append(axis)
            let (product, overflow) = count.multipliedReportingOverflow(by: axis.values.count)
            guard !overflow, product <= Self.scopesMax else { throw .tooMany }
            count = product
        }
        self.axes = axes
        self.count = count
    }

    /// A scope as the place of its value on each axis.
    func places(_ index: Int) -> [Int] {
        var rest = index
        return axes.map { axis in
            defer { rest /= axis.values.count }
            return rest % axis.values.count
        }
    }

    func scope(_ places: [Int]) -> Scope {
        var scope = Scope()
        for (axis, place) in zip(axes, places) { scope[axis.dimension] = axis.values[place] }
        return scope
    }

    /// The places of the same scope with another model; nil where no axis has it.
    func places(_ places: [Int], model: String) -> [Int]? {
        guard let axis = axes.firstIndex(where: { $0.dimension == .model }),
            let value = axes[axis].values.firstIndex(of: model)
        else { return nil }
        var places = places
        places[axis] = value
        return places
    }

    /// What a list of terms looks at, ready to be asked of many scopes.
    func selector(_ terms: [(Dimension, Glob)]) -> Selector {
        var allowed: [(axis: Int, values: [Bool])] = []
        for (dimension, pattern) in terms {
            guard let axis = axes.firstIndex(where: { $0.dimension == dimension }),
                let column = axes[axis].patterns.firstIndex(of: pattern)
            else { continue }
            let fits = axes[axis].fits.map { $0[column] }
            if let known = allowed.firstIndex(where: { $0.axis == axis }) {
                allowed[known].values = zip(allowed[known].values, fits).map { $0 && $1 }
            } else {
                allowed.append((axis, fits))
            }
        }
        return Selector(allowed: allowed)
    }

    /// The scopes that fit some terms: those whose place on each named axis is allowed.
    struct Selector {
        var allowed: [(axis: Int, values: [Bool])]

        func holds(_ places: [Int]) -> Bool {
            allowed.allSatisfy { $0.values[places[$0.axis]] }
        }

        var isEmpty: Bool { allowed.contains { !$0.values.contains(true) } }

        /// Whether every scope that fits `other` fits this.
        func covers(_ other: Selector) -> Bool {
            if other.isEmpty { return true }
            return allowed.allSatisfy { axis, values in
                guard let there = other.allowed.first(where: { $0.axis == axis }) else {
                    return !values.contains(false)
                }
                return zip(values, there.values).allSatisfy { $0 || !$1 }
            }
        }

        /// A place on an axis that fits `other` and not this; nil where there is none.
        func gap(_ other: Selector) -> (axis: Int, place: Int)? {
            for (axis, values) in allowed {
                let there = other.allowed.first { $0.axis == axis }
                for place in values.indices where !values[place] {
                    if there.map({ $0.values[place] }) ?? true { return (axis, place) }
                }
            }
            return nil
        }
    }
}
