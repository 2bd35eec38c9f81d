import Farthing
import FarthingCore
import NIOPosix
import Synchronization

/// What the server has not confirmed yet: a place for the end of every open call, taken before the call
/// begins, so that there is always room for it.
final class Outbox: Sendable {
    private struct State {
        var free: [Int]
        /// Places that are taken, by their call's end where it is known and on its way.
        var records: [Int: OutboxRecord] = [:]
        /// Those of them that nobody sends at the moment.
        var waiting: Set<Int> = []
        var sequence: Int64
    }

    private let state: Mutex<State>
    private let file: OutboxFile?
    private let placesMax: Int

    private init(_ file: OutboxFile?, _ records: [Int: OutboxRecord], _ placesMax: Int) {
        let count = max(placesMax, records.count, (records.keys.max() ?? -1) + 1)
        let state = State(
            free: (0..<count).reversed().filter { records[$0] == nil },
            records: records,
            waiting: Set(records.keys),
            sequence: records.values.reduce(0) { max($0, $1.sequence) }
        )
        self.state = Mutex(state)
        self.file = file
        self.placesMax = count
    }

    /// Opens an outbox in a folder, with what was left in it; in memory without one.
    static func open(
        _ folder: String?,
        name: String,
        _ placesMax: Int
    ) throws(SpendError) -> Outbox {
        guard let folder else { return Outbox(nil, [:], placesMax) }
        let (file, records) = try OutboxFile.take(folder, name, lines: placesMax)
        return Outbox(file, records, placesMax)
    }

    /// Records that wait to be sent.
    var waitingCount: Int { state.withLock { $0.records.count } }

    /// Takes a place for a call's end.
    ///
    /// - Throws: `ledgerUnavailable` where all are taken: the call must not begin.
    func reserve() throws(SpendError) -> Int {
        guard let place = state.withLock({ $0.free.popLast() }) else {
            throw SpendError(
                .ledgerUnavailable,
                "The outbox is full: \(placesMax) calls are open, or wait for the server to hear of "
                    + "their end. Nothing was held; wait, or raise openCallsMax."
            )
        }
        return place
    }

    /// Gives a place back whose call the server knows to be over, or that never began.
    func free(_ place: Int) {
        let hasRecord = state.withLock { state in
            state.waiting.remove(place)
            return state.records[place] != nil
        }
        // Blanked before it is free, so that it cannot blank the next call's record, and before it
        // counts as sent: who has waited for that finds nothing in the file.
        if hasRecord { file?.clear(place) }
        state.withLock { state in
            state.records[place] = nil
            state.free.append(place)
        }
    }

    /// Notes how a call ended, under the next number; returns once that is on the disk.
    func note(_ place: Int, _ record: OutboxRecord) async -> OutboxRecord {
        let record = state.withLock { state in
            state.sequence += 1
            var record = record
            record.sequence = state.sequence
            state.records[place] = record
            return record
        }
        guard let file else { return record }
        let bytes = OutboxFile.lineBytes
        guard let line = record.line(bytes: bytes) ?? record.shortened?.line(bytes: bytes) else {
            return record
        }
        // A disk that fails leaves the memory: the record is sent as long as the process lives.
        _ = try? await NIOThreadPool.singleton.runIfActive { file.keep(line, at: place) }
        return record
    }

    /// Leaves a record to whoever sends what waits.
    func leave(_ place: Int) { state.withLock { _ = $0.waiting.insert(place) } }

    /// Puts a record behind those that wait beside it.
    func postpone(_ place: Int) {
        state.withLock { state in
            state.sequence += 1
            state.records[place]?.sequence = state.sequence
        }
    }

    /// What waits, in its order; withdrawals, which may take their time, behind all else.
    func waiting() -> [(place: Int, record: OutboxRecord)] {
        state.withLock { state in
            state.waiting.compactMap { place in state.records[place].map { (place, $0) } }
                .sorted { first, second in
                    let (first, second) = (first.1, second.1)
                    if first.isWithdrawal != second.isWithdrawal { return second.isWithdrawal }
                    return first.sequence < second.sequence
                }
        }
    }
}
