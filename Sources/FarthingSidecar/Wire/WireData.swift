package import SwiftProtobuf

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// Bytes as the generated messages hold them.
package func wireData(_ bytes: some Sequence<UInt8>) -> Data { Data(bytes) }

/// The bytes of a message's field.
package func wireBytes(_ data: Data) -> [UInt8] { [UInt8](data) }

extension Google_Protobuf_Timestamp {
    /// A time in milliseconds UTC.
    package init(atMs: Int64) {
        self.init()
        let seconds = atMs >= 0 ? atMs / 1_000 : (atMs - 999) / 1_000
        self.seconds = seconds
        nanos = Int32(atMs - seconds * 1_000) * 1_000_000
    }

    /// The time in milliseconds UTC, cut off; nil for one that no clock shows.
    package var atMs: Int64? {
        guard (-62_135_596_800...253_402_300_799).contains(seconds),
            (0...999_999_999).contains(nanos)
        else { return nil }
        return seconds * 1_000 + Int64(nanos) / 1_000_000
    }
}
