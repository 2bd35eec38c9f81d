import FarthingCore

extension JSONView {
    /// Tokens of a piece of visible text: at least one, and without a vocabulary each byte may be
    /// one; none unless the value is a text.
    func pieceTokens(_ counter: TokenCounter?) -> Int64 {
        let length = utf8Length
        guard length > 0 else { return 0 }
        guard let counter else { return Int64(length) }
        return max(1, withUTF8 { counter.count(UnsafeRawBufferPointer($0)) } ?? 0)
    }
}
