/// The two spellings of a key, in a file or in the environment.
enum KeyText {
    /// Reads `count` raw bytes, or twice as many hexadecimal digits and perhaps one line end; nil
    /// for anything else. The lengths differ, so that no text can be read in two ways.
    static func bytes(of text: [UInt8], count: Int) -> [UInt8]? {
        if text.count == count { return text }
        var digits = text[...]
        if digits.last == UInt8(ascii: "\n") { digits.removeLast() }
        if digits.last == UInt8(ascii: "\r") { digits.removeLast() }
        return digits.count == 2 * count ? Hex.bytes(digits) : nil
    }
}
