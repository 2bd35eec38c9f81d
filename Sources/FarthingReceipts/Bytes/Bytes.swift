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
        return self[offset..<offset + text.count].elementsEqual(text)
    }

    /// Whether `text` stands at `offset`; false, too, where it would reach outside.
    func has(_ text: [UInt8], at offset: Int) -> Bool {
        text.withUnsafeBytes { has($0, at: offset) }
    }

    /// The offset of the next line feed, if there is one.
    func lineFeed(from start: Int) -> Int? {
        var offset = start
        // 32 bytes at a time; a byte at a time this scan would cost more than the hash.
        let feeds = SIMD32<UInt8>(repeating: UInt8(ascii: "\n"))
        while offset + 32 <= count {
            let chunk = loadUnaligned(fromByteOffset: offset, as: SIMD32<UInt8>.self)
            if any(chunk .== feeds) { break }
            offset += 32
        }
        return self[offset...].firstIndex(of: UInt8(ascii: "\n"))
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
