import FarthingCore
import FarthingReceipts

/// Makes the entries of a plausible journal: calls that are held and settled by a real book, so that
/// balances follow from them.
struct ReceiptMill {
    private var book = Book()
    private var random = Random(seed: 1)
    private let traffic = Traffic()
    private var nowMs = ReceiptMill.sealedAtMs
    private var ready: [[UInt8]] = []
    private var taken = 0

    static let origin = "farthing/bench"
    static let sealedAtMs: Int64 = 1_785_312_000_000

    /// A key that nobody may trust: the bytes 1 to 32.
    static func key() throws -> SigningKey { try SigningKey((1...32).map { UInt8($0) }) }

    init() {
        for command in Traffic.budgets { _ = book.apply(command, nowMs: nowMs) }
        collect()
    }

    /// The next decision as it is stored.
    mutating func next() -> [UInt8] {
        if taken == ready.count { make() }
        taken += 1
        return ready[taken - 1]
    }

    private mutating func make() {
        ready.removeAll(keepingCapacity: true)
        taken = 0
        let id = HoldID(random: random.next(), random.next())
        _ = book.apply(traffic.hold(id, nowMs: nowMs, using: &random), nowMs: nowMs)
        nowMs += 3
        _ = book.apply(Traffic.settle(id), nowMs: nowMs)
        collect()
    }

    private mutating func collect() {
        for entry in book.takeEntries() {
            var json = JSONWriter(capacity: 1_024)
            entry.write(to: &json)
            ready.append(json.bytes)
        }
        _ = book.takeClosed()
    }
}
