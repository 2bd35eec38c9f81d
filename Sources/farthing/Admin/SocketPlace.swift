import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A path by which the admin socket can be named: the system takes hardly more than a hundred bytes.
struct SocketPlace {
    /// Systems take 104 or 108 bytes, the closing zero included; this is safe with all of them.
    private static let bytesMax = 100

    let path: String
    /// The open folder that a short path leads through; -1 where the path is short anyway.
    private let folder: Int32

    /// Finds a path; nil where the folder's own is too long and the system knows no other.
    init?(_ folder: DataFolder) {
        if folder.adminSocket.utf8.count <= Self.bytesMax {
            path = folder.adminSocket
            self.folder = -1
            return
        }
        #if os(Linux)
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        path = "/proc/self/fd/\(descriptor)/admin.sock"
        self.folder = descriptor
        #else
        return nil
        #endif
    }

    func close() {
        if folder >= 0 { _ = Self.closeFile(folder) }
    }

    private static func closeFile(_ descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.close(descriptor)
        #else
        Darwin.close(descriptor)
        #endif
    }
}
