/// A change of some bytes of a body; all others stay as they are.
package struct Splice: Hashable, Sendable {
    /// The bytes to replace; empty where something is put in.
    package var range: Range<Int>
    package var replacement: [UInt8]

    package init(_ range: Range<Int>, _ replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }

    /// The body with `splices` applied, which must be in order and not overlap.
    package static func apply(_ splices: [Splice], to body: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(splices.reduce(body.count) { $0 + $1.replacement.count })
        var position = 0
        for splice in splices {
            result.append(contentsOf: body[position..<splice.range.lowerBound])
            result.append(contentsOf: splice.replacement)
            position = splice.range.upperBound
        }
        result.append(contentsOf: body[position...])
        return result
    }
}
