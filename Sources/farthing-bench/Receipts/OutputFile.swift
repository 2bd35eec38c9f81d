#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that is written from its beginning to its end.
struct OutputFile {
    private let path: String
    private let file: UnsafeMutablePointer<FILE>

    init(_ path: String) throws {
        guard let file = fopen(path, "w") else { throw TrialError("\(path): cannot be written") }
        self.path = path
        self.file = file
    }

    /// Writes all bytes and empties the array.
    func write(_ bytes: inout [UInt8]) throws {
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw TrialError("\(path): cannot be written")
        }
        bytes.removeAll(keepingCapacity: true)
    }

    func end() throws {
        guard fclose(file) == 0 else { throw TrialError("\(path): cannot be written") }
    }
}
