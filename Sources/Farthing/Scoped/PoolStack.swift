import FarthingCore

/// The local limits around a task: the innermost place of each tree of them, outermost tree first.
///
/// In one tree a call is held in the whole chain at once. Trees that know nothing of each other, a
/// session used inside of a scope, are held one after the other, and let go again where a later one
/// refuses.
package struct PoolStack: Sendable {
    private(set) var places: [PoolPlace] = []

    package var isEmpty: Bool { places.isEmpty }

    /// The innermost place.
    var innermost: PoolPlace? { places.last }

    /// Goes one place further in; nothing where the task is in that tree at or below it already.
    ///
    /// - Throws: ``SpendError`` `invalid` for a place inside of another limit than those around the
    ///   task: there its calls would pass the one, or be bound by the other.
    mutating func enter(_ place: PoolPlace) throws(SpendError) {
        guard let index = places.firstIndex(where: { $0.forest === place.forest }) else {
            guard place.around == nil else { throw .isElsewhere }
            places.append(place)
            return
        }
        if place.contains(places[index]) { return }
        guard places[index].contains(place) else { throw .isElsewhere }
        places[index] = place
    }

    /// The same limits with a place's own chain in the place of what the task has of its tree.
    func with(_ place: PoolPlace) -> PoolStack {
        var other = self
        if let index = places.firstIndex(where: { $0.forest === place.forest }) {
            other.places[index] = place
        } else {
            other.places.append(place)
        }
        return other
    }

    /// Books a cost for which nothing was held.
    func record(_ cost: PoolAmounts) {
        for place in places { place.record(cost) }
    }

    package func hold(_ amounts: PoolAmounts) -> PoolRefusal? {
        for (index, place) in places.enumerated() {
            guard let refusal = place.hold(amounts) else { continue }
            for held in places[..<index] { held.release(amounts) }
            return refusal
        }
        return nil
    }

    package func change(from held: PoolAmounts, to amounts: PoolAmounts) -> PoolRefusal? {
        if held == amounts { return nil }
        for (index, place) in places.enumerated() {
            guard let refusal = place.change(from: held, to: amounts) else { continue }
            for changed in places[..<index] { _ = changed.change(from: amounts, to: held) }
            return refusal
        }
        return nil
    }

    /// Books what a call has cost, and tells whoever asked to be told of the shares it has reached.
    package func settle(held: PoolAmounts, cost: PoolAmounts) {
        for place in places { place.settle(held: held, cost: cost) }
    }

    package func release(_ held: PoolAmounts) {
        for place in places { place.release(held) }
    }

    /// Tells the sessions around the task of a call that did not fit a limit, theirs or another's.
    func tell(_ error: SpendError) {
        guard error.isOverLimit else { return }
        for place in places { place.forest.onExceeded?(error) }
    }
}

extension SpendError {
    fileprivate static let isElsewhere = SpendError(
        .invalid,
        "The scope was opened inside of another limit than those around this call, and belongs to that "
            + "one. Make a new scope here, or run it for the first time outside of every limit."
    )
}
