/// Watches the runs of agents: how many steps each has made, what it repeats, how fast it spends.
///
/// A value without clock and lock, of bounded size. It forgets: what it knows is gone with the process,
/// and a run that has long been silent makes room for another. What must hold for ever is said by a
/// budget with `window: run`, which the book keeps; this is what stops a run that goes in circles
/// before it has spent one.
public struct RunGuard: Sendable {
    /// Different requests remembered of a run; beyond it the one made longest ago is forgotten. A
    /// loop has few.
    public static let requestsMax = 64
    /// Settlements over which the present cost of a step is averaged.
    public static let recentMax = 10
    /// How many more steps a run is taken to make that does not say it will make more.
    public static let stepsAhead: Int64 = 10

    /// Runs remembered; beyond it the one silent for longest is forgotten.
    public let runsMax: Int

    private struct Slot: Sendable {
        var key: RunKey
        var run = WatchedRun()
        /// Neighbours in the order of use; -1 where there is none.
        var newer = -1
        var older = -1
    }

    private var slots: [Slot] = []
    private var index: [RunKey: Int] = [:]
    private var newest = -1
    private var oldest = -1

    /// A guard that knows no run.
    ///
    /// - Parameter runsMax: at least 1.
    public init(runsMax: Int) {
        precondition(runsMax > 0, "a guard has room for one run at least")
        self.runsMax = runsMax
    }

    /// How many runs are remembered.
    public var count: Int { slots.count }

    /// Counts a call that begins.
    ///
    /// - Parameters:
    ///   - key: its run.
    ///   - request: a keyed hash of what is asked, of whom and with which model: equal for the same
    ///     request, and not to be foreseen by who makes it.
    ///   - terms: with what the run's spending is compared.
    /// - Returns: the run, this call included.
    public mutating func begin(_ key: RunKey, request: UInt64, _ terms: RunTerms) -> RunFacts {
        let slot = use(key)
        slots[slot].run.begin(request)
        slots[slot].run.plan(terms)
        return slots[slot].run.facts(request, terms, more: 0)
    }

    /// The run as it stands; or where `asNext`, as a call would find it that began now.
    public func facts(
        _ key: RunKey,
        request: UInt64,
        _ terms: RunTerms,
        asNext: Bool = false
    ) -> RunFacts {
        var run = index[key].map { slots[$0].run } ?? WatchedRun()
        run.plan(terms)
        return run.facts(request, terms, more: asNext ? 1 : 0)
    }

    /// Books what a call has cost, once; does nothing for a run that is forgotten.
    ///
    /// - Parameters:
    ///   - nanos: what was charged, in nano-dollars.
    ///   - succeeded: whether the call ended as it should; its request then begins anew.
    public mutating func settle(_ key: RunKey, request: UInt64, nanos: Int64, succeeded: Bool) {
        guard let slot = index[key] else { return }
        slots[slot].run.settle(request, nanos: nanos, succeeded: succeeded)
    }

    /// The slot of a run, which is now the one used last.
    private mutating func use(_ key: RunKey) -> Int {
        if let slot = index[key] {
            if slot == newest { return slot }
            unlink(slot)
            link(slot)
            return slot
        }
        let slot: Int
        if slots.count < runsMax {
            slot = slots.count
            slots.append(Slot(key: key))
        } else {
            slot = oldest
            unlink(slot)
            index[slots[slot].key] = nil
            slots[slot] = Slot(key: key)
        }
        index[key] = slot
        link(slot)
        return slot
    }

    private mutating func link(_ slot: Int) {
        slots[slot].newer = -1
        slots[slot].older = newest
        if newest >= 0 { slots[newest].newer = slot }
        newest = slot
        if oldest < 0 { oldest = slot }
    }

    private mutating func unlink(_ slot: Int) {
        let (newer, older) = (slots[slot].newer, slots[slot].older)
        if newer >= 0 { slots[newer].older = older } else { newest = older }
        if older >= 0 { slots[older].newer = newer } else { oldest = newer }
    }
}
