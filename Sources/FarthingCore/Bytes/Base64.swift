/// Bytes as printable text (RFC 4648); on reading only the one spelling that is written.
package struct Base64: Sendable {
    /// Section 4's alphabet, with padding.
    package static let standard = Base64(last: "+/", isPadded: true)
    /// Section 5's alphabet, which stands in headers and addresses, without padding.
    package static let url = Base64(last: "-_", isPadded: false)

    private let digits: [UInt8]
    /// The value of each character; 255 for those that are no digit.
    private let values: [UInt8]
    private let isPadded: Bool

    private init(last: String, isPadded: Bool) {
        let first = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        digits = Array((first + last).utf8)
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        self.values = values
        self.isPadded = isPadded
    }

    /// The text of bytes.
    package func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        append(bytes, to: &text)
        return text
    }

    /// Appends the text of bytes.
    package func append(_ bytes: some Sequence<UInt8>, to text: inout [UInt8]) {
        var group: UInt32 = 0
        var held = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            held += 1
            if held == 3 {
                appendDigits(of: group, count: 4, to: &text)
                group = 0
                held = 0
            }
        }
        guard held > 0 else { return }
        appendDigits(of: group << UInt32(8 * (3 - held)), count: held + 1, to: &text)
        guard isPadded else { return }
        for _ in held..<3 { text.append(UInt8(ascii: "=")) }
    }

    /// The bytes of a text; nil for one that ``encode(_:)`` would have spelt otherwise: white space,
    /// padding that is missing or too much, bits that stand for nothing.
    package func decode(_ text: some BidirectionalCollection<UInt8>) -> [UInt8]? {
        var padding = 0
        if isPadded {
            guard text.count.isMultiple(of: 4) else { return nil }
            padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var group: UInt32 = 0
        var held = 0
        for digit in text.dropLast(padding) {
            let value = values[Int(digit)]
            guard value < 64 else { return nil }
            group = group << 6 | UInt32(value)
            held += 1
            if held == 4 {
                for shift: UInt32 in [16, 8, 0] {
                    bytes.append(UInt8(truncatingIfNeeded: group >> shift))
                }
                group = 0
                held = 0
            }
        }
        guard held > 0 else { return padding == 0 ? bytes : nil }
        // Two digits carry a byte and four idle bits, three carry two bytes and two idle bits.
        let idle = UInt32(held == 2 ? 4 : 2)
        guard held > 1, group & (1 << idle - 1) == 0 else { return nil }
        group >>= idle
        if held == 3 { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
        bytes.append(UInt8(truncatingIfNeeded: group))
        return bytes
    }

    private func appendDigits(of group: UInt32, count: Int, to text: inout [UInt8]) {
        for index in 0..<count {
            text.append(digits[Int(group >> UInt32(18 - 6 * index) & 63)])
        }
    }
}
