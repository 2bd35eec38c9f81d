#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

extension [UInt8] {
    mutating func append(_ text: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        )
    }
}

extension UnsafeRawBufferPointer {
    /// Whether `text` stands at `offset`; false, too, where it would reach outside.
    func has(_ text: StaticString, at offset: Int) -> Bool {
        has(
            UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount),
            at: offset
        )
    }

    /// Whether `text` stands at `offset`; false, too, where it would reach outside.
    func has(_ text: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        guard offset >= 0, offset <= count - text.count else { return false }
        // Eight bytes at a time; the bounds were checked just now.
        var index = 0
        while index + 8 <= text.count {
            let word = loadUnaligned(fromByteOffset: offset + index, as: UInt64.self)
            guard word == text.loadUnaligned(fromByteOffset: index, as: UInt64.self) else {
                return false
            }
            index += 8
        }
        while index < text.count {
            guard self[offset + index] == text[index] else { return false }
            index += 1
        }
        return true
    }

    /// Whether `text` stands at `offset`; false, too, where it would reach outside.
    func has(_ text: [UInt8], at offset: Int) -> Bool {
        text.withUnsafeBytes { has($0, at: offset) }
    }

    /// The offset of the next line feed, if there is one.
    func lineFeed(from start: Int) -> Int? {
        guard let base = baseAddress, start < count else { return nil }
        // The C library's scan; a byte at a time it would cost more than the hash.
        guard let found = memchr(base + start, 0x0A, count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[range])
    }
}

/// Reads a decimal number of at most 19 digits without sign and without leading zeros.
func decimal(_ digits: some Collection<UInt8>) -> Int64? {
    guard (1...19).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { return nil }
    var value: Int64 = 0
    for byte in digits {
        let digit = Int64(byte) - Int64(UInt8(ascii: "0"))
        guard (0...9).contains(digit) else { return nil }
        let (tenfold, overflows) = value.multipliedReportingOverflow(by: 10)
        let (next, overflowsNext) = tenfold.addingReportingOverflow(digit)
        guard !overflows, !overflowsNext else { return nil }
        value = next
    }
    return value
}
