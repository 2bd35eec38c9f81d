/// What names in paths and of models are made of, so that nobody on the way reads one in two ways.
package enum PlainName {
    /// Longest segment of a path that may stand for a name.
    private static let segmentBytesMax = 256

    /// Letters, digits, `-`, `_` and `.`: what no URI ever escapes.
    package static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Whether a segment of a path is one name and nothing else: no dots alone, no escapes, not
    /// empty. Colons are part of models' names.
    package static func isSegment(_ segment: some Collection<UInt8>) -> Bool {
        (1...segmentBytesMax).contains(segment.count) && segment.first != UInt8(ascii: ".")
            && segment.allSatisfy { isPlain($0) || $0 == UInt8(ascii: ":") }
    }
}
