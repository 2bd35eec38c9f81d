/// Where an event stands in the journal: its entry, and which of the entry's events it is.
///
/// As a cursor it is the first place that has not been read.
package struct EventPlace: Hashable, Comparable, Sendable {
    /// The entry's number.
    package var sequence: Int64
    /// Counted from 0; few entries make more than one event.
    package var index: Int64

    package init(sequence: Int64, index: Int64 = 0) {
        self.sequence = sequence
        self.index = index
    }

    /// Reads what ``text`` writes; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let sequence = Self.number(parts[0]) else { return nil }
        guard parts.count == 2 else {
            self.init(sequence: sequence)
            return
        }
        guard let index = Self.number(parts[1]) else { return nil }
        self.init(sequence: sequence, index: index)
    }

    private static func number(_ text: some StringProtocol) -> Int64? {
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int64(text),
            number < Int64.max
        else { return nil }
        return number
    }

    /// `123`, and `123.1` for a second event of the same entry.
    package var text: String { index == 0 ? "\(sequence)" : "\(sequence).\(index)" }

    /// The place right behind.
    package var next: EventPlace { EventPlace(sequence: sequence, index: index + 1) }

    package static func < (left: EventPlace, right: EventPlace) -> Bool {
        (left.sequence, left.index) < (right.sequence, right.index)
    }
}
