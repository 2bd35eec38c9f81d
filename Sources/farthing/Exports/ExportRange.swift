import FarthingCore

/// Which entries an export tells of; the end is not in it.
struct ExportRange {
    var fromSequence: Int64 = 0
    var toSequence = Int64.max
    var fromMs = Int64.min
    var toMs = Int64.max

    /// Reads `--from` and `--to`: an entry's number, a date or a time in RFC 3339.
    init(from: String?, to: String?) throws(Failure) {
        if let from {
            switch try Self.end(from, "--from") {
            case .sequence(let sequence): fromSequence = sequence
            case .time(let ms): fromMs = ms
            }
        }
        if let to {
            switch try Self.end(to, "--to") {
            case .sequence(let sequence): toSequence = sequence
            case .time(let ms): toMs = ms
            }
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
