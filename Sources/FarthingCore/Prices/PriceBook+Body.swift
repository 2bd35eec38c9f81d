extension PriceBook {
    /// The bytes that a book's hash is over: all after the line that states it; nil where there is no
    /// such line.
    package static func body(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[rest.startIndex..<end]
            rest = rest[(end + 1)...]
            if line.starts(with: "sha256 ".utf8) { return rest }
        }
        return nil
    }
}
