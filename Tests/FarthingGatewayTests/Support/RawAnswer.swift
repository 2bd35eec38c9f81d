/// One HTTP/1.1 answer as it came over the wire.
struct RawAnswer: Sendable {
    var status: Int
    var head: String
    var body: [UInt8]
    /// False when it ended with the connection instead of by its own framing.
    var isFramed: Bool

    var text: String { String(decoding: body, as: UTF8.self) }

    func fields(_ name: String) -> [String] {
        head.split(separator: "\r\n").dropFirst()
            .filter { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { String($0.dropFirst(name.utf8.count + 1).drop { $0 == " " }) }
    }

    func field(_ name: String) -> String? { fields(name).first }

    /// The first answer in the bytes and how many it takes; nil while it is not whole.
    static func parse(
        _ bytes: [UInt8],
        isClosed: Bool,
        isHead: Bool = false
    ) -> (answer: RawAnswer, length: Int)? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        let words = head.split(separator: " ", omittingEmptySubsequences: false)
        // What begins in any other way is out of step: no status.
        let isAnswer = words.first == "HTTP/1.1" && words.count > 2
        let status = isAnswer ? Int(words[1]) ?? 0 : 0
        var answer = RawAnswer(status: status, head: head, body: [], isFramed: true)
        let start = end.upperBound
        if status < 200 || isHead { return (answer, start) }
        if let length = answer.field("content-length").flatMap({ Int($0) }) {
            guard bytes.count >= start + length else { return nil }
            answer.body = Array(bytes[start..<start + length])
            return (answer, start + length)
        }
        if answer.field("transfer-encoding") == "chunked" {
            guard let (body, length) = dechunked(bytes[start...]) else { return nil }
            answer.body = body
            return (answer, start + length)
        }
        guard isClosed else { return nil }
        answer.isFramed = false
        answer.body = Array(bytes[start...])
        return (answer, bytes.count)
    }

    private static func dechunked(_ bytes: ArraySlice<UInt8>) -> (body: [UInt8], length: Int)? {
        var rest = bytes
        var body: [UInt8] = []
        while let feed = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[rest.startIndex..<feed], as: UTF8.self)
            guard let size = Int(line.dropLast(), radix: 16) else { return nil }
            rest = rest[(feed + 1)...]
            guard rest.count >= size + 2 else { return nil }
            body.append(contentsOf: rest.prefix(size))
            rest = rest.dropFirst(size + 2)
            if size == 0 { return (body, rest.startIndex - bytes.startIndex) }
        }
        return nil
    }
}
