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
        guard let image = Base64Prefix.decode(text, bytesMax: Self.decodedBytesMax) else {
            return nil
        }
        self.init(image: image)
    }
}
