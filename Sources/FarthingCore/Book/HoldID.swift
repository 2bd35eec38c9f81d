/// Names one hold: 128 random bits, written as a lower-case UUID of version 4.
///
/// Whoever asks for the hold makes the id, so that an outcome that got lost can be asked for again.
public struct HoldID: Hashable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    /// Makes an id of 128 random bits; version and variant bits are written over.
    public init(random high: UInt64, _ low: UInt64) {
        self.high = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        self.low = (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    }

    /// Reads a lower-case UUID with hyphens, of any version; nil for anything else.
    public init?(_ text: some StringProtocol) {
        // Bytes are read by code that is no generic, which would take microseconds for it.
        let words =
            text.utf8.withContiguousStorageIfAvailable(Self.words)
            ?? Array(text.utf8).withUnsafeBufferPointer(Self.words)
        guard let words else { return nil }
        (high, low) = words
    }

    private static func words(_ text: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64)? {
        guard text.count == 36 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (position, byte) in text.enumerated() {
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let value: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
            // The third hyphen stands in the middle.
            if position < 18 { high = high << 4 | value } else { low = low << 4 | value }
        }
        return (high, low)
    }

    /// The id as a lower-case UUID.
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            write(to: buffer)
            return 36
        }
    }

    /// Appends the id's 36 characters.
    package func append(to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { buffer in
            write(to: buffer)
            bytes.append(contentsOf: buffer)
        }
    }

    /// Writes the id's 36 characters to the start of `buffer`, which must have room for them.
    package func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
        var position = 0
        for shift in stride(from: 60, through: 0, by: -4) {
            if position == 8 || position == 13 {
                buffer[position] = UInt8(ascii: "-")
                position += 1
            }
            buffer[position] = hexDigit(UInt8(truncatingIfNeeded: high >> UInt64(shift)) & 15)
            position += 1
        }
        for shift in stride(from: 60, through: 0, by: -4) {
            if position == 18 || position == 23 {
                buffer[position] = UInt8(ascii: "-")
                position += 1
            }
            buffer[position] = hexDigit(UInt8(truncatingIfNeeded: low >> UInt64(shift)) & 15)
            position += 1
        }
    }
}
