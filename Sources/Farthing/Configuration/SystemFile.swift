#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Files and variables of the system, without Foundation.
enum SystemFile {
    /// Why a file was not read.
    struct Failure: Error {
        let reason: String
        /// Whether there is no such file, rather than one that cannot be read.
        let isMissing: Bool
    }

    /// Reads a file of at most `bytesMax` bytes whole.
    static func read(_ path: String, bytesMax: Int) throws(Failure) -> [UInt8] {
        // Not blocking, so that a pipe that nobody writes to does not hang the program.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw lastFailure() }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count <= bytesMax {
            let count = chunk.withUnsafeMutableBytes { systemRead(file, $0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw lastFailure() }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
        throw Failure(reason: "it is longer than \(bytesMax) bytes", isMissing: false)
    }

    /// The value of an environment variable; nil where it is not set or empty.
    static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    private static func lastFailure() -> Failure {
        let number = errno
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        let isMissing = number == ENOENT || number == ENAMETOOLONG || number == ENOTDIR
        return Failure(reason: reason, isMissing: isMissing)
    }
}

// Inside the enum the name `read` means its own function.
private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    read(file, bytes.baseAddress, bytes.count)
}
