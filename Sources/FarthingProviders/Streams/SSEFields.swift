/// One line of an event: a field's name and value.
struct SSEField {
    private let name: UnsafeRawBufferPointer

    /// What stands behind the colon, less one space.
    let value: UnsafeRawBufferPointer

    /// The names that count are short: a colon farther behind means another field.
    private static let nameBytesMax = 7

    /// Nil for comments and empty lines.
    init?(_ event: UnsafeRawBufferPointer, _ line: Range<Int>) {
        let nameLimit = min(line.upperBound, line.lowerBound + Self.nameBytesMax + 1)
        var colon = line.lowerBound
        while colon < nameLimit, event[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon < nameLimit else {
            guard !line.isEmpty else { return nil }
            name = UnsafeRawBufferPointer(rebasing: event[line])
            value = UnsafeRawBufferPointer(rebasing: event[line.upperBound..<line.upperBound])
            return
        }
        guard colon > line.lowerBound else { return nil }
        var start = colon + 1
        if start < line.upperBound, event[start] == UInt8(ascii: " ") { start += 1 }
        name = UnsafeRawBufferPointer(rebasing: event[line.lowerBound..<colon])
        value = UnsafeRawBufferPointer(rebasing: event[start..<line.upperBound])
    }

    var isData: Bool { isNamed("data") }
    var isEventName: Bool { isNamed("event") }

    private func isNamed(_ other: StaticString) -> Bool {
        guard name.count == other.utf8CodeUnitCount else { return false }
        for offset in 0..<name.count where name[offset] != other.utf8Start[offset] { return false }
        return true
    }
}

/// The fields of an event that has more than one line.
struct SSEFields {
    private let raw: UnsafeRawBufferPointer
    private let start: Int
    private var dataLines = 0
    private var first: UnsafeRawBufferPointer?
    private var joined: [UInt8] = []
    private(set) var name: UnsafeRawBufferPointer?

    init(_ raw: UnsafeRawBufferPointer, skipsMark: Bool) {
        self.raw = raw
        start = skipsMark && raw.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    mutating func read() {
        var lineStart = start
        while true {
            let lineEnd = raw.lineEnd(from: lineStart)
            take(lineStart..<lineEnd)
            guard lineEnd < raw.count else { return }
            // The empty line between CR and LF is none of the fields; no need to pair them.
            lineStart = lineEnd + 1
        }
    }

    private mutating func take(_ line: Range<Int>) {
        guard let field = SSEField(raw, line) else { return }
        if field.isEventName { name = field.value }
        guard field.isData else { return }
        dataLines += 1
        if dataLines == 1 {
            first = field.value
        } else {
            if dataLines == 2, let first { joined.append(contentsOf: first) }
            joined.append(UInt8(ascii: "\n"))
            joined.append(contentsOf: field.value)
        }
    }

    /// Calls `body` with the data: in place when it is one line.
    func withData(_ body: (UnsafeRawBufferPointer?) -> Void) {
        if dataLines < 2 { body(first) } else { joined.withUnsafeBytes { body($0) } }
    }
}
