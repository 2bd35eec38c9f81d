extension ImageSize {
    /// How much of an image is decoded to find its size. Cameras put previews of some hundred
    /// kilobytes before it; what lies further back counts as unreadable.
    private static let decodedBytesMax = 1 << 20

    /// Reads the size from a `data:…;base64,…` URL of a PNG, JPEG, GIF or WebP image; nil for
    /// everything else, and the caller then takes the bound for any size. The declared media type
    /// is not believed.
    package init?(dataURL url: some Collection<UInt8>) {
        guard url.prefix(5).elementsEqual("data:".utf8) else { return nil }
        // A media type with its parameters is short; a later comma belongs to something else.
        guard let comma = url.prefix(256).firstIndex(of: UInt8(ascii: ",")) else { return nil }
        guard url[..<comma].suffix(7).elementsEqual(";base64".utf8) else { return nil }
        let text = url[url.index(after: comma)...]
        guard let image = Self.decoded(text, bytesMax: Self.decodedBytesMax) else { return nil }
        self.init(image: image)
    }

    /// The first bytes of a base64 text; nil where it has a character that is none of base64's.
    private static func decoded(_ text: some Sequence<UInt8>, bytesMax: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount = 0
        for character in text {
            let value: UInt8
            switch character {
            case 0x41...0x5A: value = character - 0x41
            case 0x61...0x7A: value = character - 0x61 + 26
            case 0x30...0x39: value = character - 0x30 + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            case UInt8(ascii: "="): return bytes
            default: return nil
            }
            bits = (bits << 6 | UInt32(value)) & 0xFFFFFF
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
                if bytes.count == bytesMax { return bytes }
            }
        }
        return bytes
    }
}
