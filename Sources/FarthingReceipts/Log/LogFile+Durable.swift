#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

extension LogFile {
    /// Writes a file so that, when this returns, its bytes and its name are on the disk.
    ///
    /// After an error nobody knows which of the two is there, the old file or the new one: read it.
    package static func replaceDurably(_ path: String, with bytes: [UInt8]) throws(LogError) {
        try replace(path, with: bytes, isDurable: true)
        let parent = parent(of: path)
        let folder = open(parent, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard folder >= 0 else { throw LogError("cannot open \(parent): \(reason())") }
        defer { close(folder) }
        guard fsync(folder) == 0 else {
            throw LogError("cannot make a name in \(parent) durable: \(reason())")
        }
    }

    private static func reason() -> String {
        strerror(errno).map { String(cString: $0) } ?? "error \(errno)"
    }
}
