import FarthingCore
import FarthingReceipts
import Synchronization

/// Seals what a ledger in memory writes, in batches, as a store does; nothing is kept.
final class SealedMill: Sendable {
    private struct State: Sendable {
        var seal: JournalSeal
        var json = JSONWriter(capacity: 1_024)
        var lines: [UInt8] = []
        var waiting = 0
        var taken = 0
    }

    private let state: Mutex<State>
    private let batch: Int

    init(batch: Int, signsEach: Bool) throws {
        let seal = try JournalSeal(
            origin: ReceiptMill.origin,
            signer: SigningKey(),
            signsEach: signsEach
        )
        state = Mutex(State(seal: seal))
        self.batch = batch
    }

    /// Entries so far; a signature covers all but those of the last batch.
    var takenCount: Int { state.withLock { $0.taken } }

    func take(_ entry: Entry) {
        state.withLock { state in
            do {
                state.json.removeAll()
                entry.write(to: &state.json)
                try state.seal.append(decision: state.json.bytes, to: &state.lines)
                state.waiting += 1
                state.taken += 1
                guard state.waiting == batch else { return }
                _ = try state.seal.seal(atMs: entry.atMs)
                state.waiting = 0
                state.lines.removeAll(keepingCapacity: true)
            } catch {
                preconditionFailure("an entry of our own is sealed: \(error)")
            }
        }
    }
}
