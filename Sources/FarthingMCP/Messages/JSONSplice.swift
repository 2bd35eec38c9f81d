package import FarthingCore

/// Adds members to objects inside a text and leaves every other byte as it is.
package struct JSONSplice {
    private let bytes: [UInt8]
    private var insertions: [(place: Int, text: [UInt8])] = []

    /// A text, and nothing added.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Adds a member at the end of an object, which must not have it.
    package mutating func add(_ name: StaticString, _ value: [UInt8], to object: JSONNode) {
        var text: [UInt8] = object.count > 0 ? [UInt8(ascii: ",")] : []
        text.append(UInt8(ascii: "\""))
        text += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        text += Array("\":".utf8)
        insertions.append((object.range.upperBound - 1, text + value))
    }

    /// Adds an element at the end of an array.
    package mutating func append(_ value: [UInt8], to array: JSONNode) {
        let comma: [UInt8] = array.count > 0 ? [UInt8(ascii: ",")] : []
        insertions.append((array.range.upperBound - 1, comma + value))
    }

    /// The whole text.
    package var result: [UInt8] {
        var result: [UInt8] = []
        var start = 0
        for (place, text) in insertions.sorted(by: { $0.place < $1.place }) {
            result += bytes[start..<place]
            result += text
            start = place
        }
        return result + bytes[start...]
    }
}
