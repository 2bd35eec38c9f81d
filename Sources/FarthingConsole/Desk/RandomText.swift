/// Names and secrets that nobody guesses.
package enum RandomText {
    /// Lower-case hexadecimal digits, two for each byte of the system's randomness.
    package static func hex(bytes count: Int) -> String {
        var random = SystemRandomNumberGenerator()
        var text = ""
        text.reserveCapacity(count * 2)
        for _ in 0..<count {
            let byte = UInt8.random(in: 0...255, using: &random)
            for digit in [byte >> 4, byte & 15] {
                text.unicodeScalars.append(Unicode.Scalar(digit < 10 ? 48 + digit : 87 + digit))
            }
        }
        return text
    }
}
