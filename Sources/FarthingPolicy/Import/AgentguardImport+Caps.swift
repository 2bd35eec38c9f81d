import FarthingCore

extension AgentguardImport {
    private typealias Cap = AgentguardPolicy.Cap

    /// A cap with its place and its amount in nanos.
    private struct Placed {
        let index: Int
        let cap: Cap
        let nanos: Int64

        var path: String { "caps[\(index)]" }
    }

    /// Adds budgets and rules for the caps, window by window.
    func addCaps(to policy: inout Policy, _ terms: [Match.Term]) {
        let placed = source.caps.enumerated().compactMap { place($0.element, $0.offset) }
        for cap in placed where cap.cap.action == .allow {
            notes.warn(.dropped, cap.path, "a cap that allows does nothing, there as here")
        }
        var windows: [AgentguardWindow] = []
        for cap in placed where cap.cap.action != .allow && !windows.contains(cap.cap.window) {
            windows.append(cap.cap.window)
            tell(cap)
        }
        tellDowngrades(placed, terms)
        for window in windows {
            addWindow(placed.filter { $0.cap.window == window }, window, terms, &policy)
        }
    }

    /// Cents as nanos; nil, and reported, for an amount below zero.
    private func place(_ cap: Cap, _ index: Int) -> Placed? {
        let path = "caps[\(index)].amountCents"
        guard cap.amountCents >= 0 else {
            let message =
                "\(cap.amountCents) cents: a limit is 0 or more; with 0 nothing passes "
                + "that costs anything"
            notes.context.report(PolicyError(path: path, message: message))
            return nil
        }
        let (nanos, overflow) = cap.amountCents.multipliedReportingOverflow(by: 10_000_000)
        if overflow || nanos > Money.maxNanos {
            notes.warn(.differs, path, "the largest amount here is 900 million USD; taken for it")
            return Placed(index: index, cap: cap, nanos: Money.maxNanos)
        }
        return Placed(index: index, cap: cap, nanos: nanos)
    }

    private func tell(_ cap: Placed) {
        switch cap.cap.window {
        case .perMinute, .perHour, .perDay: break
        case .perCall:
            notes.warn(
                .differs,
                cap.path + ".window",
                "each call is judged by itself; there all calls of one millisecond add up"
            )
        case .perMonth:
            notes.warn(
                .differs,
                cap.path + ".window",
                "a month of the calendar, in UTC; there it is thirty days counted from 1970"
            )
        }
    }

    private func tellDowngrades(_ placed: [Placed], _ terms: [Match.Term]) {
        let downgrades = placed.filter { $0.cap.action == .downgrade && $0.cap.downgradeTo != nil }
        guard let first = downgrades.first else { return }
        for cap in downgrades {
            guard let prices, let target = cap.cap.downgradeTo else { continue }
            let check = DowngradeCheck([target], of: terms, prices, path: cap.path)
            for error in check.errors {
                notes.warn(
                    .differs,
                    cap.path + ".downgradeTo",
                    "no server takes the policy before this is changed: \(error.message); there the "
                        + "name is not looked up"
                )
            }
        }
        notes.warn(
            .differs,
            first.path + ".downgradeTo",
            "taken where it is cheaper and the call's provider has it, and the limits are judged on "
                + "it; there it is taken whatever it costs and the limits are not asked again"
        )
        if downgrades.count > 1 {
            notes.warn(
                .differs,
                downgrades[1].path + ".downgradeTo",
                "where several caps are exceeded the cheapest target counts; there the first listed"
            )
        }
    }

    private func addWindow(
        _ caps: [Placed],
        _ window: AgentguardWindow,
        _ terms: [Match.Term],
        _ policy: inout Policy
    ) {
        let name = window.window.name
        let blocks = caps.filter { $0.cap.action == .block }
        let hard = blocks.min { ($0.nanos, $0.index) < ($1.nanos, $1.index) }
        for cap in blocks where cap.index != hard?.index {
            let other = hard?.path ?? ""
            notes.warn(.dropped, cap.path, "never reached: \(other) blocks the same window before")
        }
        var main = hard.map { budget(name, window, $0.nanos, terms) }
        if let reason = hard?.cap.reason { main?.addThreshold(10_000, .block, reason) }
        var parts: [Budget] = []
        for cap in caps where cap.cap.action == .downgrade {
            guard let target = cap.cap.downgradeTo else {
                notes.warn(.dropped, cap.path, "a downgrade to nothing changes nothing")
                continue
            }
            let action = ThresholdAction.downgrade(to: [target])
            if cap.nanos == 0 {
                policy.rules.append(freeOnly(cap, target, "\(name)-soft", terms, policy))
            } else if let limit = main?.limit, let share = exactShare(cap.nanos, of: limit) {
                main?.addThreshold(share, action, cap.cap.reason)
            } else if let (limit, share) = roundLimit(cap.nanos, atLeast: main?.limit) {
                var soft = budget("\(name)-soft", window, limit, terms)
                soft.warnsByDefault = false
                soft.addThreshold(share, action, cap.cap.reason)
                parts.append(soft)
                if main == nil {
                    notes.warn(
                        .differs,
                        cap.path,
                        "a budget here has a limit: this one's is \(decimalText(nanos: limit)) USD"
                    )
                }
            } else {
                notes.warn(.dropped, cap.path, "beyond the largest amount, never reached")
            }
        }
        for cap in caps where cap.cap.action == .shadow {
            var shadow = budget("\(name)-shadow", window, cap.nanos, terms)
            shadow.isEnforced = false
            if let reason = cap.cap.reason { shadow.addThreshold(10_000, .block, reason) }
            parts.append(shadow)
        }
        for var part in [main].compactMap(\.self) + parts {
            part.id = unused(part.id, policy.budgets.map(\.id))
            policy.budgets.append(part)
        }
    }

    private func budget(
        _ id: String,
        _ window: AgentguardWindow,
        _ limit: Int64,
        _ terms: [Match.Term]
    ) -> Budget {
        Budget(
            id: id,
            match: Match(terms),
            per: isCompatible ? AgentguardScope.names.map { $0.dimension(meaning) } : [],
            unit: .money("USD"),
            limit: limit,
            window: window.window,
            isEnforced: partsAreEnforced,
            warnsByDefault: !isCompatible
        )
    }

    /// Above nothing every call that costs anything is downgraded; a share of nothing is nothing, so
    /// it is a rule.
    private func freeOnly(
        _ cap: Placed,
        _ target: String,
        _ id: String,
        _ terms: [Match.Term],
        _ policy: Policy
    ) -> Rule {
        Rule(
            id: unused(id, policy.rules.map(\.id)),
            conditions: scoped(terms) + [.cost(.greater, nanos: 0)],
            action: .downgrade(to: [target]),
            isEnforced: partsAreEnforced,
            reason: cap.cap.reason
        )
    }

    /// `id`, or with a number where it is used.
    private func unused(_ id: String, _ used: [String]) -> String {
        guard used.contains(id) else { return id }
        var number = 2
        while used.contains("\(id)-\(number)") { number += 1 }
        return "\(id)-\(number)"
    }
}

/// What share of a limit an amount is, in basis points; nil where it is none exactly.
private func exactShare(_ nanos: Int64, of limit: Int64) -> Int64? {
    guard nanos <= limit, limit > 0 else { return nil }
    let scaled = Int128(nanos) * 10_000
    return scaled % Int128(limit) == 0 ? Int64(scaled / Int128(limit)) : nil
}

/// A limit of which an amount is a round share, and the share in basis points: the least limit that
/// is not below `least`, or without one the largest, which stands for none.
private func roundLimit(_ nanos: Int64, atLeast least: Int64?) -> (limit: Int64, share: Int64)? {
    let shares: [Int64] = [5_000, 2_500, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1]
    let fitting = shares.compactMap { share -> (limit: Int64, share: Int64)? in
        let (limit, overflow) = nanos.multipliedReportingOverflow(by: 10_000 / share)
        return overflow || limit > Money.maxNanos ? nil : (limit, share)
    }
    guard let least else { return fitting.last }
    return fitting.first { $0.limit >= least } ?? fitting.last
}

extension Budget {
    fileprivate mutating func addThreshold(
        _ basisPoints: Int64,
        _ action: ThresholdAction,
        _ reason: String?
    ) {
        guard let threshold = Threshold(atBasisPoints: basisPoints, action: action, reason: reason)
        else { return }
        thresholds.append(threshold)
    }
}
