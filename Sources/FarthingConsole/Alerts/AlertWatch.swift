package import FarthingCore

/// Says from how accounts go on what somebody should look at: pure, asked every so often.
package struct AlertWatch: Sendable {
    /// Over what a pace is measured: at most, and at least.
    static let lookbackMaxMs: Int64 = 3_600_000
    static let lookbackMinMs: Int64 = 300_000
    /// Accounts of shorter windows are over before anybody has read of them.
    static let windowMinMs: Int64 = 3_600_000
    /// Looks at an account that are remembered.
    private static let looksMax = 13
    /// Accounts that are watched; further ones are not.
    private static let accountsMax = 200_000
    /// Of the limit, in hundredths, before which no pace says anything.
    private static let spentMinPercent: Int64 = 1

    /// What an account had spent at a time.
    private struct Look: Sendable {
        var atMs: Int64
        var spent: Int64
    }

    private var looks: [AccountKey: [Look]] = [:]
    private var raised: Set<Alert.Raised> = []
    /// What nobody has accounted for, of one day.
    private var unaccountedNanos: Int64 = 0
    private var dayEndsMs = Int64.min

    package init() {}

    /// Takes what was raised before the server's start.
    package mutating func remember(_ items: [RegistryItem]) {
        raised.formUnion(items.compactMap(Alert.raised))
    }

    /// Takes back that an alert was raised: it could not be kept.
    package mutating func forget(_ alert: Alert) { raised.remove(alert.raised) }

    /// What was spent in an account between the first and the last look at it, and in how many
    /// milliseconds; nil where it was not looked at twice.
    func pace(of account: AccountKey) -> (spent: Int64, lengthMs: Int64)? {
        guard let known = looks[account], let first = known.first, let last = known.last,
            last.atMs > first.atMs
        else { return nil }
        return (
            last.spent.subtractingReportingOverflow(first.spent).partialValue,
            last.atMs - first.atMs
        )
    }

    /// Looks at the accounts as they stand.
    ///
    /// - Returns: what is new.
    package mutating func take(
        _ accounts: [AccountStatement],
        nowMs: Int64,
        terms: ConsoleSettingsItem.Alerts
    ) -> [Alert] {
        var alerts: [Alert] = []
        var next: [AccountKey: [Look]] = [:]
        for account in accounts.prefix(Self.accountsMax) where Self.isWatched(account) {
            let lookbackMs = Self.lookbackMs(account)
            var known = looks[account.key] ?? []
            let look = Look(atMs: nowMs, spent: account.spent)
            known.removeAll { nowMs - $0.atMs > lookbackMs || $0.atMs > nowMs }
            let stepMs = lookbackMs / Int64(Self.looksMax - 1)
            // The latest look counts whenever it was; those before it are some time apart.
            let end = known.count - 1
            if end > 0, known[end].atMs - known[end - 1].atMs < stepMs {
                known[end] = look
            } else {
                known.append(look)
            }
            next[account.key] = known
            guard terms.isEnabled, !account.isPaused, !account.isFrozen else { continue }
            alerts += self.alerts(account, known, nowMs, terms)
        }
        looks = next
        // What belongs to windows that are over is never asked after again.
        raised = raised.filter { one in one.account.map { next[$0] != nil } ?? true }
        let new = alerts.filter { raised.insert($0.raised).inserted }
        return new
    }

    /// Takes a charge of which nobody knows whether it was billed.
    ///
    /// - Parameter nanos: in nano-dollars.
    /// - Returns: what is new.
    package mutating func take(
        unaccountedNanos nanos: Int64,
        atMs: Int64,
        terms: ConsoleSettingsItem.Alerts
    ) -> Alert? {
        let day = Window.day.interval(containing: atMs, zone: .utc)
        if day.endMs > dayEndsMs {
            dayEndsMs = day.endMs
            unaccountedNanos = 0
        }
        guard day.endMs == dayEndsMs else { return nil }
        unaccountedNanos.addClamped(nanos)
        guard terms.isEnabled, unaccountedNanos > terms.unaccountedNanos else { return nil }
        var alert = Alert(
            .unaccounted,
            account: nil,
            unit: .money("USD"),
            limit: terms.unaccountedNanos,
            spent: unaccountedNanos
        )
        alert.windowEndsMs = dayEndsMs
        return raised.insert(alert.raised).inserted ? alert : nil
    }

    /// Whether a line of the journal tells of a charge of which nobody knows whether it was billed.
    package static func mayBeUnaccounted(_ line: ArraySlice<UInt8>) -> Bool {
        line.contains(unknown) || line.contains(charged)
    }

    private static let unknown = Array(#""evidence":"unknown""#.utf8)
    private static let charged = Array(#"{"charged":true,"#.utf8)

    // MARK: Judging

    /// Whether its sum grows towards a limit.
    private static func isWatched(_ account: AccountStatement) -> Bool {
        guard account.isEnforced, account.limit > 0, account.unit != .concurrent else {
            return false
        }
        if account.windowEndsMs == Int64.max { return true }
        return account.windowEndsMs - account.key.windowStartMs >= windowMinMs
    }

    private static func lookbackMs(_ account: AccountStatement) -> Int64 {
        guard account.windowEndsMs != Int64.max else { return lookbackMaxMs }
        let length = account.windowEndsMs - account.key.windowStartMs
        return min(lookbackMaxMs, max(lookbackMinMs, length / 24))
    }

    private func alerts(
        _ account: AccountStatement,
        _ looks: [Look],
        _ nowMs: Int64,
        _ terms: ConsoleSettingsItem.Alerts
    ) -> [Alert] {
        guard let first = looks.first, let last = looks.last else { return [] }
        let elapsedMs = last.atMs - first.atMs
        let grown = Int128(last.spent) - Int128(first.spent)
        let limit = Int128(account.limit) + Int128(account.topUps)
        guard elapsedMs >= Self.lookbackMinMs, grown > 0,
            Int128(account.spent) * 100 >= limit * Int128(Self.spentMinPercent)
        else { return [] }
        var alerts: [Alert] = []
        let hasEnd = account.windowEndsMs != Int64.max
        if hasEnd {
            let length = Int128(account.windowEndsMs) - Int128(account.key.windowStartMs)
            let percent = grown * length * 100 / (limit * Int128(elapsedMs))
            if percent >= Int128(terms.burnRatePercent) {
                var alert = Self.alert(.burnRate, account, limit)
                alert.ratePercent = Int64(clamping: percent)
                alerts.append(alert)
            }
        }
        let leftMs = Int128(account.free) * Int128(elapsedMs) / grown
        // What is used up already has been told of by its first refusal.
        if account.free > 0, leftMs <= Int128(terms.exhaustionWithinMs),
            !hasEnd || Int128(nowMs) + leftMs < Int128(account.windowEndsMs)
        {
            var alert = Self.alert(.exhaustion, account, limit)
            alert.usedUpMs = nowMs + Int64(leftMs)
            alerts.append(alert)
        }
        return alerts
    }

    private static func alert(
        _ kind: Alert.Kind,
        _ account: AccountStatement,
        _ limit: Int128
    ) -> Alert {
        var alert = Alert(
            kind,
            account: account.key,
            unit: account.unit,
            limit: Int64(clamping: limit),
            spent: account.spent
        )
        alert.held = account.held
        alert.windowEndsMs = account.windowEndsMs == Int64.max ? nil : account.windowEndsMs
        return alert
    }
}

extension ArraySlice<UInt8> {
    /// Whether some bytes stand in it.
    fileprivate func contains(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, count >= bytes.count else { return false }
        return withUnsafeBytes { buffer in
            let last = buffer.count - bytes.count
            var place = 0
            while place <= last {
                if buffer[place] == first,
                    bytes.indices.allSatisfy({ buffer[place + $0] == bytes[$0] })
                {
                    return true
                }
                place += 1
            }
            return false
        }
    }
}
