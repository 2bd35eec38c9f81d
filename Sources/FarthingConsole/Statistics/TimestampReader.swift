import FarthingCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads entries' timestamps, of which many in a row are the same.
struct TimestampReader {
    private var last: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private var lastMs: Int64 = 0

    /// Nil for what is none.
    mutating func read(_ node: JSONView) -> Int64? {
        guard node.isPlain, node.utf8Length == 24 else { return nil }
        let bytes = UnsafeRawBufferPointer(node.source)
        let words = (
            bytes.loadUnaligned(fromByteOffset: 1, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 9, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 17, as: UInt64.self)
        )
        if words == last { return lastMs }
        guard let ms = node.withRawString({ parseTimestamp($0) }) ?? nil else { return nil }
        last = words
        lastMs = ms
        return ms
    }
}

/// Finds where lines end.
enum LineEnd {
    /// How many bytes stand before the first line feed; all where there is none.
    static func find(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let start = bytes.baseAddress,
            let found = memchr(start, Int32(UInt8(ascii: "\n")), bytes.count)
        else { return bytes.count }
        return UnsafeRawPointer(found) - start
    }
}
