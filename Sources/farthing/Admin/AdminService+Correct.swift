import FarthingCore
import FarthingSQLite

extension AdminService {
    /// Corrects closed calls; a repeat changes nothing. Those before the first that is refused stay
    /// corrected.
    func correct(_ request: AdminRequest) async throws -> [UInt8] {
        let corrections = request.corrections
        guard !corrections.isEmpty, corrections.count <= Correction.perRequestMax else {
            throw Failure(.usage, "from 1 to \(Correction.perRequestMax) corrections at a time")
        }
        guard request.note.utf8.count <= 500 else {
            throw Failure(.usage, "--note: at most 500 bytes")
        }
        let note = request.note
        let commands = corrections.map { Command.correct($0.request, note: note) }
        var entries: [Int64] = []
        let outcomes = try await ledger.apply(commands, nowMs: systemNowMs())
        for (correction, outcome) in zip(corrections, outcomes) {
            switch outcome {
            case .settled(let settled): entries.append(settled.sequence)
            case .refused(let refusal):
                throw Failure(
                    .usage,
                    "the call \(correction.hold): the ledger refused its correction: "
                        + refusal.code.rawValue
                )
            default: throw Failure(.unavailable, "the call \(correction.hold): not corrected")
            }
        }
        return AdminAnswer.done { json in
            json.key("entries")
            json.beginArray()
            for entry in entries { json.int(entry) }
            json.endArray()
        }
    }
}
