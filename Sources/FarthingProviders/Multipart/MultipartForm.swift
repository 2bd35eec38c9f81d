/// A form as RFC 7578 has it, read strictly: what two parsers could read in two ways is refused.
///
/// There is nothing before the first part and nothing behind the last; the boundary stands nowhere
/// but between parts; a part's head has its disposition and at most a content type.
package struct MultipartForm: Sendable {
    /// The whole body; parts are ranges of it, nothing is copied.
    package let bytes: [UInt8]
    /// In the order of the body; a name may come several times.
    package private(set) var parts: [MultipartPart] = []

    /// Fields of one form; the longest list that OpenAI documents is far shorter.
    package static let partsMax = 256
    /// Bytes of one part's head; a name and a file's name take a few hundred.
    package static let headBytesMax = 2_048

    /// Reads a body; throws where it is not exactly a form.
    package init(_ bytes: [UInt8], _ boundary: MultipartBoundary) throws(MultipartError) {
        self.bytes = bytes
        let finder = MarkFinder(Array(("--" + boundary.text).utf8))
        var marks = finder.next(in: bytes, from: 0).map { ($0, $0 + finder.mark.count) }
        guard let first = marks, first.0 == 0 else {
            throw MultipartError("it does not begin with its boundary")
        }
        while let (_, end) = marks {
            if bytes[end...].starts(with: "--".utf8) {
                let rest = bytes.count - end - 2
                guard rest == 0 || rest == 2 && bytes[(end + 2)...].elementsEqual("\r\n".utf8)
                else { throw MultipartError("something stands behind its end") }
                if parts.isEmpty { throw MultipartError("it has no parts") }
                return
            }
            guard bytes[end...].starts(with: "\r\n".utf8) else {
                throw MultipartError("a boundary is not followed by a line's end")
            }
            guard let next = finder.next(in: bytes, from: end) else { break }
            // Anywhere else it would be a boundary to one parser and content to another.
            guard next >= end + 4, bytes[next - 2] == 0x0D, bytes[next - 1] == 0x0A else {
                throw MultipartError("its boundary stands inside of a part")
            }
            guard parts.count < Self.partsMax else {
                throw MultipartError("it has more than \(Self.partsMax) parts")
            }
            parts.append(try MultipartPart(bytes, end + 2..<next - 2))
            marks = (next, next + finder.mark.count)
        }
        throw MultipartError("its end is missing")
    }

    /// The text of a part; nil where it is no valid UTF-8.
    package func text(of part: MultipartPart) -> String? {
        String(validating: bytes[part.content], as: UTF8.self)
    }
}

/// Finds a mark by Horspool's method, which looks at few of the bytes between.
private struct MarkFinder {
    let mark: [UInt8]
    /// How far the mark may be moved by the byte under its end.
    private var shifts: [Int]

    init(_ mark: [UInt8]) {
        self.mark = mark
        shifts = [Int](repeating: mark.count, count: 256)
        for (index, byte) in mark.dropLast().enumerated() {
            shifts[Int(byte)] = mark.count - 1 - index
        }
    }

    func next(in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index <= bytes.count - mark.count {
            let last = bytes[index + mark.count - 1]
            if last == mark[mark.count - 1],
                bytes[index..<index + mark.count].elementsEqual(mark)
            {
                return index
            }
            index += shifts[Int(last)]
        }
        return nil
    }
}
