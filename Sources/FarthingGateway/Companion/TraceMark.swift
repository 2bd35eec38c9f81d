import FarthingCore

/// What tells one trace of a hold from every other, and a repeat of it from a change, as the note of the
/// entry that has booked it: hashes, so that nothing of the provider's is kept.
struct TraceMark: Sendable {
    private static let word = "commit"

    let id: String
    let amounts: String

    /// - Parameter event: the provider's id of its event; traces without one are the same.
    init(
        _ hold: HoldID,
        _ event: String?,
        _ amounts: [Int64],
        _ hash: ([UInt8]) -> String
    ) {
        id = hash(Array("trace/1 \(hold) \(event ?? "")".utf8))
        let list = amounts.map(String.init).joined(separator: " ")
        self.amounts = String(hash(Array("amounts/1 \(list)".utf8)).prefix(16))
    }

    /// What the entry says.
    var note: String { "\(Self.word) \(id) \(amounts)" }

    /// Whether a note is of the same event.
    func isOf(_ note: String) -> Bool { note.hasPrefix("\(Self.word) \(id) ") }
}
