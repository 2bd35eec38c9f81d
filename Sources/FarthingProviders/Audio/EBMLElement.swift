/// One element of EBML (RFC 8794).
struct EBMLElement {
    let id: Int
    /// Length of its identifier and its size.
    let headBytes: Int
    /// Nil where it lasts until something else begins.
    let size: Int?

    /// The element that begins at an offset; nil where none does.
    init?(_ bytes: AudioBytes, at offset: Int) {
        guard let first = bytes.byte(offset) else { return nil }
        let idBytes = first.leadingZeroBitCount + 1
        guard idBytes <= 4, let id = bytes.big(offset, idBytes),
            let size = EBMLNumber(bytes, at: offset + idBytes)
        else { return nil }
        self.id = id
        headBytes = idBytes + size.width
        self.size = size.value
    }
}

/// A number whose first byte says how long it is.
struct EBMLNumber {
    let width: Int
    /// Nil where all its bits are ones.
    let value: Int?

    init?(_ bytes: AudioBytes, at offset: Int) {
        guard let first = bytes.byte(offset), first != 0 else { return nil }
        width = first.leadingZeroBitCount + 1
        var number = UInt64(first) & 0x7F >> (UInt64(width) - 1)
        for index in 1..<max(1, width) {
            guard let byte = bytes.byte(offset + index) else { return nil }
            number = number << 8 | UInt64(byte)
        }
        let ones = UInt64(1) << (7 * UInt64(width)) - 1
        value = number == ones ? nil : Int(number)
    }
}
