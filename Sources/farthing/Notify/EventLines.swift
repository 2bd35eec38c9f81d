import FarthingCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Tells from a stored line's bytes alone that no event comes of it, since nearly all lines are of
/// holds and settlements, and to read those takes a hundred times as long.
enum EventLines {
    private static let marker = Array(#"kind":""#.utf8)
    private static let quiet: [[UInt8]] = [
        "hold", "settle", "dispatch", "extend", "release", "expire", "charge", "refusals",
        "lateSettle", "betterSettle", "weakerSettle", "correction", "balance",
    ].map { Array(($0 + "\"").utf8) }

    /// Whether a line must be read; true for every kind that is not known here.
    static func mayMatter(_ line: ArraySlice<UInt8>) -> Bool {
        line.withUnsafeBytes { bytes in
            var rest = bytes
            var isKnown = false
            while let base = rest.baseAddress, let found = memchr(base, 0x6B, rest.count) {
                let at = UnsafeRawPointer(found) - base
                // A quote inside a text is escaped, so that only a member's name can be found.
                let isName = rest[at...].starts(with: marker)
                rest = UnsafeRawBufferPointer(rebasing: rest[(at + (isName ? marker.count : 1))...])
                guard isName else { continue }
                guard quiet.contains(where: { rest.starts(with: $0) }) else { return true }
                isKnown = true
            }
            return !isKnown
        }
    }
}
