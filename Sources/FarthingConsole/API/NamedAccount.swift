import FarthingCore

/// Which of a budget's accounts is meant.
enum NamedAccount {
    /// The longest that is read, in bytes: more than the longest that a budget has.
    static let bytesMax = 1_024

    /// The values that `agent=a1,team=x` names; nil where it is not written so, names a dimension
    /// twice, or has a value that no call has.
    static func read(_ text: String) -> Scope? {
        var scope = Scope()
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let equals = part.firstIndex(of: "="),
                let dimension = Dimension(name: unescaped(part[..<equals])),
                scope[dimension] == nil
            else { return nil }
            let value = unescaped(part[part.index(after: equals)...])
            guard value.utf8.count <= Scope.valueBytesMax else { return nil }
            scope[dimension] = value
        }
        return scope
    }

    /// Where calls have a `%` and two hexadecimal digits for a character.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
