#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Tells when a disk has less room than it must have, and when it has enough again.
package struct DiskGuard: Sendable {
    /// What a look at the disk came to, where it is news.
    package enum News: Hashable, Sendable {
        /// There is too little room from now on.
        case low(freeBytes: Int64)
        /// There is enough again.
        case enough(freeBytes: Int64)
    }

    /// The room that there must be, in bytes; 0 asks for none.
    package let freeBytesMin: Int64
    /// Whether the last look found too little.
    package private(set) var isLow = false
    /// What the last look found, in bytes; nil before the first, and where it could not be read.
    package private(set) var freeBytes: Int64?
    private let read: @Sendable () -> Int64?

    /// - Parameter read: the room on the disk in bytes; nil where it cannot be told.
    package init(freeBytesMin: Int64, read: @escaping @Sendable () -> Int64?) {
        self.freeBytesMin = freeBytesMin
        self.read = read
    }

    /// Looks at a folder's disk.
    package init(freeBytesMin: Int64, folder: DataFolder) {
        self.init(freeBytesMin: freeBytesMin) { Self.freeBytes(at: folder.path) }
    }

    /// With enough room again only where there is an eighth more than must be, so that a disk at
    /// the edge does not let calls in and out each second.
    private var freeBytesAgain: Int64 {
        let sum = freeBytesMin.addingReportingOverflow(freeBytesMin / 8)
        return sum.overflow ? Int64.max : sum.partialValue
    }

    /// Looks once; a disk that cannot be read is as it was before.
    package mutating func look() -> News? {
        guard freeBytesMin > 0 else { return nil }
        freeBytes = read()
        guard let freeBytes else { return nil }
        if !isLow, freeBytes < freeBytesMin {
            isLow = true
            return .low(freeBytes: freeBytes)
        }
        if isLow, freeBytes >= freeBytesAgain {
            isLow = false
            return .enough(freeBytes: freeBytes)
        }
        return nil
    }

    /// What others than the system's own user can still write, in bytes; nil where it cannot be told.
    static func freeBytes(at path: String) -> Int64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let bytes = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return bytes.overflow ? Int64.max : Int64(clamping: bytes.partialValue)
    }
}
