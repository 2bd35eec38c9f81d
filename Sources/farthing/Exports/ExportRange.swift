import FarthingCore

/// Which entries an export tells of; the end is not in it.
struct ExportRange {
    var fromSequence: Int64 = 0
    var toSequence = Int64.max
    var fromMs = Int64.min
    var toMs = Int64.max

    /// Reads `--from` and `--to`: an entry's number, a date or a time in RFC 3339.
    init(from: String?, to: String?) throws(Failure) {
        let start = try from.map { (text) throws(Failure) in try Self.end(text, "--from") }
        let end = try to.map { (text) throws(Failure) in try Self.end(text, "--to") }
        switch (start, end) {
        case (.sequence, .time), (.time, .sequence):
            throw Failure(
                .usage,
                "--from \(Shown.safe(from ?? "")) --to \(Shown.safe(to ?? "")): give both as entries' "
                    + "numbers, or both as dates or times"
            )
        default: break
        }
        switch start {
        case .sequence(let sequence): fromSequence = sequence
        case .time(let ms): fromMs = ms
        case nil: break
        }
        switch end {
        case .sequence(let sequence): toSequence = sequence
        case .time(let ms): toMs = ms
        case nil: break
        }
        guard fromSequence <= toSequence, fromMs <= toMs else {
            throw Failure(
                .usage,
                "--from \(Shown.safe(from ?? "")) is after --to \(Shown.safe(to ?? "")): nothing "
                    + "lies between"
            )
        }
    }

    var isWhole: Bool {
        fromSequence == 0 && toSequence == .max && fromMs == .min && toMs == .max
    }

    func contains(_ sequence: Int64, _ atMs: Int64) -> Bool {
        sequence >= fromSequence && sequence < toSequence && atMs >= fromMs && atMs < toMs
    }

    /// Whether no later entry can be in it; timestamps never go back.
    func isOver(_ sequence: Int64, _ atMs: Int64) -> Bool {
        sequence >= toSequence || atMs >= toMs
    }

    private enum End {
        case sequence(Int64)
        case time(Int64)
    }

    private static func end(_ text: String, _ name: String) throws(Failure) -> End {
        if let sequence = Int64(text), sequence >= 0 { return .sequence(sequence) }
        guard Int64(text) == nil, let ms = ExportTime.ms(text) else {
            throw Failure(
                .usage,
                "\(name): an entry's number, a date as 2026-11-01, or a time as "
                    + "2026-11-01T09:00:00Z"
            )
        }
        return .time(ms)
    }
}
