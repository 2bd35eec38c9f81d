/// Cuts a stream of bytes into lines, none longer than a bound.
package struct LineFramer {
    /// What came up to a line feed.
    package enum Line: Equatable, Sendable {
        /// All of a line, without its end.
        case whole([UInt8])
        /// A line that was too long, and is dropped; with its beginning.
        case tooLong([UInt8])
    }

    /// What is kept of a line that is too long: enough for the id of nearly every message.
    package static let beginningBytesMax = 1_024

    private let bytesMax: Int
    private var line: [UInt8] = []
    private var isTooLong = false

    /// Nothing has come yet.
    package init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// Takes in what came, and hands out the lines that it ends; empty lines are none.
    package mutating func take(_ bytes: some Sequence<UInt8>) -> [Line] {
        var lines: [Line] = []
        for byte in bytes {
            if byte == 0x0A {
                if let line = end() { lines.append(line) }
            } else if !isTooLong {
                line.append(byte)
                if line.count > bytesMax {
                    isTooLong = true
                    line = Array(line.prefix(Self.beginningBytesMax))
                }
            }
        }
        return lines
    }

    /// The last line, which nothing has ended; nil for none.
    package mutating func end() -> Line? {
        defer {
            line = []
            isTooLong = false
        }
        if isTooLong { return .tooLong(line) }
        if line.last == 0x0D { line.removeLast() }
        return line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) ? nil : .whole(line)
    }
}
