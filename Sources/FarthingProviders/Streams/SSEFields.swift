/// One line of an event: a field's name and value.
struct SSEField {
    private let name: Slice<UnsafeRawBufferPointer>

    /// What stands behind the colon, less one space.
    let value: UnsafeRawBufferPointer

    /// Nil for comments and empty lines.
    init?(_ line: Slice<UnsafeRawBufferPointer>) {
        // The names that count are short: a colon farther behind means another field.
        let colon = line.prefix(8).firstIndex(of: UInt8(ascii: ":"))
        guard let colon else {
            guard !line.isEmpty else { return nil }
            name = line
            value = UnsafeRawBufferPointer(rebasing: line[line.endIndex...])
            return
        }
        guard colon > line.startIndex else { return nil }
        name = line[..<colon]
        let rest = line[(colon + 1)...]
        value = UnsafeRawBufferPointer(
            rebasing: rest.first == UInt8(ascii: " ") ? rest.dropFirst() : rest
        )
    }

    var isData: Bool { isNamed("data") }
    var isEventName: Bool { isNamed("event") }

    private func isNamed(_ other: StaticString) -> Bool {
        guard name.count == other.utf8CodeUnitCount else { return false }
        for offset in 0..<name.count
        where name[name.startIndex + offset] != other.utf8Start[offset] {
            return false
        }
        return true
    }
}

/// The fields of an event that has more than one line.
struct SSEFields {
    private var rest: Slice<UnsafeRawBufferPointer>
    private var dataLines = 0
    private var first: UnsafeRawBufferPointer?
    private var joined: [UInt8] = []
    private(set) var name: UnsafeRawBufferPointer?

    init(_ raw: UnsafeRawBufferPointer, skipsMark: Bool) {
        rest = raw[...]
        if skipsMark, raw.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    }

    mutating func read() {
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            take(rest[..<end])
            // The empty line between CR and LF is none of the fields; no need to pair them.
            rest = rest[(end + 1)...]
        }
        take(rest)
    }

    private mutating func take(_ line: Slice<UnsafeRawBufferPointer>) {
        guard let field = SSEField(line) else { return }
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
