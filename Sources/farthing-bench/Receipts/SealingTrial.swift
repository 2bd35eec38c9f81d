import FarthingCore
import FarthingReceipts

/// What sealing costs, in processor time for each entry: hashing, chaining, growing the tree, and
/// signing its head once a batch.
struct SealingTrial {
    let batch: Int
    let signsEach: Bool
    /// Most microseconds for an entry; nil where a figure is but to be read.
    let limit: Double?

    static let all = [
        SealingTrial(batch: 1, signsEach: false, limit: nil),
        SealingTrial(batch: 16, signsEach: false, limit: 4),
        SealingTrial(batch: 64, signsEach: false, limit: 4),
        SealingTrial(batch: 64, signsEach: true, limit: 20),
    ]

    var name: String { "sealing-\(batch)" + (signsEach ? "-sign-each" : "") }

    /// Microseconds for an entry, the middle of so many runs.
    func run(_ decisions: [[UInt8]], runs: Int) throws -> Double {
        let key = SigningKey()
        var figures: [Double] = []
        for _ in 0..<runs {
            var seal = try JournalSeal(
                origin: ReceiptMill.origin,
                signer: key,
                signsEach: signsEach
            )
            var lines: [UInt8] = []
            let start = Instant.processTime
            for first in stride(from: 0, to: decisions.count, by: batch) {
                lines.removeAll(keepingCapacity: true)
                for decision in decisions[first..<min(first + batch, decisions.count)] {
                    try seal.append(decision: decision, to: &lines)
                }
                _ = try seal.seal(atMs: ReceiptMill.sealedAtMs)
            }
            let took = Instant.processTime.seconds(since: start)
            figures.append(took * 1e6 / Double(decisions.count))
        }
        return quantile(figures)
    }
}
