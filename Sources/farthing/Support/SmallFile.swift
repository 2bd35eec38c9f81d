#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Small files, read and written whole.
enum SmallFile {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Reads a file of at most `bytesMax` bytes.
    ///
    /// - Parameter what: what the file is to the user, for the error.
    static func read(_ path: String, bytesMax: Int, what: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Failure(.configuration, "\(path): cannot read \(what): \(systemReason())")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= bytesMax {
            let count = Self.read(descriptor, &chunk)
            if count < 0 {
                throw Failure(.configuration, "\(path): cannot read \(what): \(systemReason())")
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[0..<count])
        }
        throw Failure(.configuration, "\(path): \(what) is larger than \(bytesMax) bytes")
    }

    /// Writes a file in place of what was there.
    static func write(_ path: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(path): cannot be written: \(systemReason())")
        }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Self.write(descriptor, $0) }
            guard count > 0 else {
                throw Failure(.cannotCreate, "\(path): cannot be written: \(systemReason())")
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Removes a file; one that is not there is what is wanted.
    static func remove(_ path: String) { unlink(path) }

    private static func read(_ descriptor: Int32, _ chunk: inout [UInt8]) -> Int {
        chunk.withUnsafeMutableBytes { systemRead(descriptor, $0) }
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        systemWrite(descriptor, bytes)
    }
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, bytes.baseAddress, bytes.count)
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

/// The system's words for the latest error of a call.
func systemReason() -> String { systemReason(errno) }

/// The system's words for an error.
func systemReason(_ number: Int32) -> String {
    guard let words = strerror(number) else { return "error \(number)" }
    return String(cString: words).lowercased()
}
