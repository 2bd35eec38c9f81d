/// A part of a recording's bytes; every read is checked, and nothing is copied.
struct AudioBytes {
    let bytes: [UInt8]
    let range: Range<Int>

    var count: Int { range.count }

    /// A byte by its distance from the beginning; nil behind the end.
    func byte(_ offset: Int) -> UInt8? {
        offset >= 0 && offset < count ? bytes[range.lowerBound + offset] : nil
    }

    /// Bytes from `offset` on, at most up to the end.
    func from(_ offset: Int, count: Int = .max) -> AudioBytes {
        let start = range.lowerBound + min(max(0, offset), self.count)
        let taken = min(max(0, count), range.upperBound - start)
        return AudioBytes(bytes: bytes, range: start..<start + taken)
    }

    func has(_ text: StaticString, at offset: Int = 0) -> Bool {
        guard offset >= 0, offset <= count else { return false }
        return text.withUTF8Buffer { bytes[range].dropFirst(offset).starts(with: $0) }
    }

    /// An unsigned number of up to seven bytes, the lowest first; nil where it does not lie within.
    func little(_ offset: Int, _ width: Int) -> Int? {
        guard offset >= 0, width <= count - offset else { return nil }
        let start = range.lowerBound + offset
        return bytes[start..<start + width].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// An unsigned number of up to seven bytes, the highest first; nil where it does not lie within.
    func big(_ offset: Int, _ width: Int) -> Int? {
        guard offset >= 0, width <= count - offset else { return nil }
        let start = range.lowerBound + offset
        return bytes[start..<start + width].reduce(0) { $0 << 8 | Int($1) }
    }

    /// A number of eight bytes, the highest first; nil where it does not lie within, or is no count.
    func bigCount(_ offset: Int) -> Int? {
        guard let high = big(offset, 4), let low = big(offset + 4, 4), high < 1 << 31 else {
            return nil
        }
        return high << 32 | low
    }
}
