import Farthing
import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

/// What somebody should look at before it becomes a refusal or a bill.
struct AlertTests {
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 3_600_000
    /// Midnight UTC.
    private static let midnight: Int64 = 1_799_971_200_000

    private let terms = ConsoleSettingsItem.Alerts()

    /// An account of a day with a limit of 2,400: a hundred an hour use it up exactly.
    private func account(
        _ spent: Int64,
        held: Int64 = 0,
        window: ClosedRange<Int64>? = nil,
        isPaused: Bool = false,
        unit: BudgetUnit = .money("USD")
    ) -> AccountStatement {
        let window = window ?? Self.midnight...(Self.midnight + 24 * Self.hour)
        return AccountStatement(
            key: AccountKey(
                budget: "b",
                scope: "agent=a",
                windowStartMs: window.lowerBound,
                generation: 0
            ),
            unit: unit,
            limit: 2_400,
            topUps: 0,
            spent: spent,
            held: held,
            overrun: 0,
            wouldRefuse: 0,
            isEnforced: true,
            isPaused: isPaused,
            isFrozen: false,
            windowEndsMs: window.upperBound
        )
    }

    /// The alerts of an account that spends so much a minute, looked at each minute.
    private func alerts(
        aMinute step: Int64,
        minutes: Int64,
        from start: Int64 = 100,
        beginning beganMs: Int64 = midnight + hour,
        window: ClosedRange<Int64>? = nil,
        isPaused: Bool = false,
        unit: BudgetUnit = .money("USD")
    ) -> [Alert] {
        var watch = AlertWatch()
        var alerts: [Alert] = []
        for minute in 0...minutes {
            let look = account(
                start + minute * step,
                window: window,
                isPaused: isPaused,
                unit: unit
            )
            alerts += watch.take([look], nowMs: beganMs + minute * Self.minute, terms: terms)
        }
        return alerts
    }

    @Test("a pace of twice what the limit bears is told, once in a window")
    func burnRate() throws {
        let found = alerts(aMinute: 4, minutes: 90)
        #expect(found.map(\.kind) == [.burnRate])
        let alert = try #require(found.first)
        #expect(alert.ratePercent == 240 && alert.limit == 2_400)
        #expect(alert.spent == 120, "after five minutes of looking")
    }

    @Test("the pace that uses the limit up exactly is none to tell of")
    func evenPace() {
        #expect(alerts(aMinute: 1, minutes: 600).isEmpty)
        #expect(alerts(aMinute: 0, minutes: 600, from: 2_399).isEmpty)
    }

    @Test("an account that will be used up within the hour is told, with the time")
    func exhaustion() throws {
        let found = alerts(aMinute: 2, minutes: 10, from: 2_300)
        let alert = try #require(found.first { $0.kind == .exhaustion })
        // 2,310 spent after five minutes, and 90 left at two a minute.
        #expect(alert.usedUpMs == Self.midnight + Self.hour + (5 + 45) * Self.minute)
        #expect(found.filter { $0.kind == .exhaustion }.count == 1)
    }

    @Test("a window that ends before is no matter, nor one that is used up, or paused")
    func noExhaustion() {
        let late = Self.midnight + 23 * Self.hour + 40 * Self.minute
        let ending = alerts(aMinute: 2, minutes: 10, from: 2_300, beginning: late)
        #expect(!ending.contains { $0.kind == .exhaustion })
        #expect(alerts(aMinute: 1, minutes: 10, from: 2_400).allSatisfy { $0.kind == .burnRate })
        #expect(alerts(aMinute: 9, minutes: 60, isPaused: true).isEmpty)
        #expect(alerts(aMinute: 9, minutes: 60, unit: .concurrent).isEmpty)
    }

    @Test("a budget without an end has a forecast, and no pace")
    func total() {
        let found = alerts(aMinute: 9, minutes: 60, from: 1_500, window: 0...Int64.max)
        #expect(found.map(\.kind) == [.exhaustion])
    }

    @Test("the next window is another matter, and what was told before a restart is not told again")
    func again() throws {
        var watch = AlertWatch()
        let first = try #require(alerts(aMinute: 4, minutes: 30).first)
        let item = RegistryItem(
            collection: Alert.collection,
            id: first.id,
            version: 1,
            document: first.document,
            changedAtMs: 0,
            sequence: 0
        )
        watch.remember([item])
        var told: [Alert] = []
        for day in 0..<2 {
            let start = Self.midnight + Int64(day) * 24 * Self.hour
            for minute in 0..<20 {
                let look = account(
                    100 + Int64(minute) * 4,
                    window: start...(start + 24 * Self.hour)
                )
                let nowMs = start + Self.hour + Int64(minute) * Self.minute
                told += watch.take([look], nowMs: nowMs, terms: terms)
            }
        }
        #expect(told.map(\.kind) == [.burnRate])
        #expect(told.first?.account?.windowStartMs == Self.midnight + 24 * Self.hour)
        #expect(told.first?.id == first.id, "one item for all windows of an account")
    }

    @Test("what nobody can account for is added up by the day, and told once")
    func unaccounted() {
        var watch = AlertWatch()
        let big = terms.unaccountedNanos
        #expect(watch.take(unaccountedNanos: big, atMs: Self.midnight, terms: terms) == nil)
        let alert = watch.take(unaccountedNanos: 1, atMs: Self.midnight + 1, terms: terms)
        #expect(alert?.kind == .unaccounted && alert?.spent == big + 1)
        #expect(watch.take(unaccountedNanos: big, atMs: Self.midnight + 2, terms: terms) == nil)
        let next = Self.midnight + 25 * Self.hour
        #expect(watch.take(unaccountedNanos: big, atMs: next, terms: terms) == nil)
        #expect(watch.take(unaccountedNanos: 5, atMs: next, terms: terms)?.spent == big + 5)
    }

    @Test("the settings switch them off")
    func off() {
        var off = terms
        off.isEnabled = false
        var watch = AlertWatch()
        for minute in 0..<30 {
            let look = account(100 + Int64(minute) * 50)
            let nowMs = Self.midnight + Self.hour + Int64(minute) * Self.minute
            #expect(watch.take([look], nowMs: nowMs, terms: off).isEmpty)
        }
        #expect(watch.take(unaccountedNanos: .max, atMs: Self.midnight, terms: off) == nil)
    }

    @Test("an alert is an entry of the journal; one that could not be kept is raised again")
    func raised() async throws {
        let budget = Budget(id: "pool", unit: .money("USD"), limit: 2_400, window: .day)
        let rig = try await SpendRig(budgets: [budget]) { _ in [] }
        let settings = try await SettingsInForce(rig.store)
        let desk = AlertDesk(desk: rig.desk, settings: settings)
        for minute in 0..<12 {
            if minute == 5 { rig.store.failOnce(LedgerError(.unavailable, "no")) }
            _ = try await rig.hold("pool", [:], nanos: 100, isSent: true)
            rig.clock.advance(byMs: Self.minute)
            let holds = try await rig.store.openHolds(limit: 10)
            _ = try await rig.store.apply(
                holds.map {
                    .settle(SettleRequest(id: $0.id, amounts: [100], evidence: .reported))
                },
                nowMs: rig.clock.nowMs
            )
            try? await desk.look()
        }
        let lines = rig.index.rows.map { String(decoding: $0.line, as: UTF8.self) }
        let alerts = lines.filter { $0.contains(#""collection":"alerts""#) }
        #expect(alerts.count == 2, "its pace, and its end")
        #expect(alerts.allSatisfy { $0.contains(#""by":"server""#) })
    }

    @Test("a charge of which nobody knows whether it was billed is found in the journal")
    func unaccountedEntries() async throws {
        let budget = Budget(
            id: "pool",
            unit: .money("USD"),
            limit: 9_000_000_000,
            window: .total
        )
        let rig = try await SpendRig(budgets: [budget]) { _ in [] }
        let settings = try await SettingsInForce(rig.store)
        let desk = AlertDesk(desk: rig.desk, settings: settings)
        _ = try await rig.hold("pool", [:], nanos: 2_000_000_000, isSent: true)
        rig.clock.advance(byMs: 700_000)
        _ = try await rig.store.apply([.tick], nowMs: rig.clock.nowMs)
        let found = rig.index.rows.filter { AlertWatch.mayBeUnaccounted($0.line[...]) }
        #expect(found.map(\.kind) == ["expire"])
        try await desk.look(atUnaccounted: found.map(\.sequence))
        let told = rig.index.rows.last.map { String(decoding: $0.line, as: UTF8.self) }
        #expect(told?.contains(#""kind":"unaccounted""#) == true, "\(told ?? "-")")
    }

    @Test("a clock that was far ahead for a moment is told for as long as its windows stand")
    func aheadOnce() async throws {
        let budget = Budget(id: "pool", unit: .money("USD"), limit: 2_400, window: .day)
        let rig = try await SpendRig(budgets: [budget]) { _ in [] }
        let settings = try await SettingsInForce(rig.store)
        let desk = AlertDesk(desk: rig.desk, settings: settings)
        let nowMs = rig.clock.nowMs
        _ = try await rig.hold("pool", [:], nanos: 1, isSent: true)
        try await desk.look()
        #expect(desk.aheadUntilMs == nil)
        let years: Int64 = 400 * 365 * 24 * Self.hour
        rig.clock.advance(byMs: years)
        _ = try await rig.hold("pool", [:], nanos: 1, isSent: true)
        rig.clock.set(toMs: nowMs)
        try await desk.look()
        let untilMs = try #require(desk.aheadUntilMs)
        #expect(untilMs > nowMs + years && untilMs <= nowMs + years + 24 * Self.hour)
    }
}
