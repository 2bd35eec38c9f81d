import FarthingSQLite

/// The file that gets a server's port when requests can be taken (`--ready-file`).
enum ReadyFile {
    private static let option = "--ready-file"

    /// Fails where there is something that no server has written there.
    ///
    /// - Parameter data: the server's own folder, which is perhaps made only now.
    static func check(_ path: String, besides data: String? = nil) throws(Failure) {
        let place = try OutputFile.check(path, .replaced, option: option, besides: data)
        guard let place, place.isThere else { return }
        let bytes = try? SmallFile.read(place.path, bytesMax: 64, what: "the ready file")
        guard let bytes, bytes.allSatisfy(Self.isOfPort) else {
            throw Failure(
                .cannotCreate,
                "\(option) \(Shown.safe(path)): there is another file, with more than a port in it; "
                    + "name a new one, or move it away"
            )
        }
    }

    /// Puts the port there, in place of an earlier one.
    static func write(_ path: String, port: Int, besides data: String? = nil) throws(Failure) {
        try check(path, besides: data)
        let bytes = Array("\(port)\n".utf8)
        try OutputFile.write(path, bytes, .replaced, option: option, besides: data)
    }

    private static func isOfPort(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "\n")
    }
}
