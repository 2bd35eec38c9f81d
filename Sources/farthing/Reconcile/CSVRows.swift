/// The rows of a CSV text (RFC 4180), or of a tab-separated one, with the lines on which they begin.
struct CSVRows {
    private let bytes: [UInt8]
    private let file: ExportFile
    private let separator: UInt8
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8], _ file: ExportFile) throws(Failure) {
        self.bytes = bytes
        self.file = file
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let header = bytes.prefix { $0 != UInt8(ascii: "\n") }
        separator = header.contains(UInt8(ascii: "\t")) ? UInt8(ascii: "\t") : UInt8(ascii: ",")
    }

    mutating func next() throws(Failure) -> (cells: [String], line: Int)? {
        guard position < bytes.count else { return nil }
        let first = line
        var cells: [String] = []
        while true {
            cells.append(try cell())
            guard position < bytes.count else { return (cells, first) }
            let byte = bytes[position]
            position += 1
            if byte == separator { continue }
            if byte == UInt8(ascii: "\r"), position < bytes.count,
                bytes[position] == UInt8(ascii: "\n")
            {
                position += 1
            }
            line += 1
            return (cells, first)
        }
    }

    private mutating func cell() throws(Failure) -> String {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            let start = position
            while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
            return try text(bytes[start..<position])
        }
        let first = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard byte == UInt8(ascii: "\"") else {
                content.append(byte)
                continue
            }
            guard position < bytes.count, bytes[position] == byte else {
                guard position == bytes.count || isEnd(bytes[position]) else {
                    throw file.fault(line, "something follows a closing quotation mark")
                }
                return try text(content[...])
            }
            content.append(byte)
            position += 1
        }
        throw file.fault(first, "a quotation mark is not closed")
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw file.fault(line, "bytes that are not valid UTF-8")
        }
        let isSpace: (Character) -> Bool = { $0 == " " }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
