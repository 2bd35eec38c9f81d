import Synchronization

/// Whether a body has begun: what its guards took is given back where it has not.
package final class Begin: Sendable {
    private let flag = Atomic(false)

    package init() {}

    package var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() { flag.store(true, ordering: .releasing) }
}
