package import NIOCore

/// The head of a provider's answer: its status, and its fields as they stand in the bytes.
package struct ResponseHead {
    /// The most fields in one head.
    package static let fieldsMax = 200

    package enum Framing {
        case none
        case fixed(Int)
        case chunked
        case untilClose
    }

    package struct Fault: Error {
        package let reason: String
    }

    /// One field; the ranges are offsets into ``block``.
    struct Field {
        var name: Range<Int>
        var value: Range<Int>
        /// The whole line, its end included.
        var line: Range<Int>

        /// Whether the line is spelled as we would spell it.
        var isPlain: Bool {
            value.lowerBound == name.upperBound + 2 && value.upperBound + 2 == line.upperBound
        }
    }

    /// More fields than most answers have: room for them is made at once.
    private static let fieldsUsual = 16

    package let status: Int
    /// The whole head as it came.
    package let block: ByteBuffer
    /// Those fields that go on to the client: neither framing nor hop-by-hop.
    private(set) var fields: [Field] = []
    package private(set) var framing = Framing.untilClose
    package private(set) var keepsAlive = true
    package private(set) var isEventStream = false
    /// True when the body is encoded although `identity` was asked for.
    package private(set) var isEncoded = false

    package static func parse(_ block: ByteBuffer) -> Result<ResponseHead, Fault> {
        block.withUnsafeReadableBytes { bytes in
            guard bytes.count >= 16, bytes.starts(with: "HTTP/1.".utf8),
                bytes[8] == UInt8(ascii: " "), let status = number(bytes[9..<12]),
                (100...599).contains(status), bytes[12] == 0x20 || bytes[12] == 0x0D
            else { return .failure(Fault(reason: "no HTTP/1 status line")) }
            var head = ResponseHead(status: status, block: block)
            head.keepsAlive = bytes[7] == UInt8(ascii: "1")
            if let fault = head.readFields(bytes) { return .failure(fault) }
            return .success(head)
        }
    }

    private init(status: Int, block: ByteBuffer) {
        self.status = status
        self.block = block
    }

    private mutating func readFields(_ bytes: UnsafeRawBufferPointer) -> Fault? {
        var position = (bytes.firstIndex(of: UInt8(ascii: "\n")) ?? 0) + 1
        var length: Int?
        var isChunked = false
        var nominated: [Range<Int>] = []
        var count = 0
        fields.reserveCapacity(Self.fieldsUsual)
        while position + 1 < bytes.count, bytes[position] != UInt8(ascii: "\r") {
            guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")),
                bytes[end - 1] == UInt8(ascii: "\r"),
                let colon = bytes[position..<end].firstIndex(of: UInt8(ascii: ":")),
                colon > position, bytes[position] > UInt8(ascii: " ")
            else { return Fault(reason: "bad field line") }
            count += 1
            guard count <= Self.fieldsMax else { return Fault(reason: "too many fields") }
            let name = position..<colon
            let value = Self.trimmed(bytes, colon + 1..<end - 1)
            // What one reader takes for a space or a line's end, another may not.
            guard bytes[name].allSatisfy(Self.isToken), bytes[value].allSatisfy(Self.isText) else {
                return Fault(reason: "a character that no field may have")
            }
            let field = Field(name: name, value: value, line: position..<end + 1)
            position = end + 1
            switch Self.known(bytes[name]) {
            case .contentLength:
                guard let number = Self.number(bytes[value]), length == nil || length == number
                else { return Fault(reason: "bad content-length") }
                length = number
            case .transferEncoding:
                guard Self.equals(bytes[value], "chunked"), !isChunked else {
                    return Fault(reason: "unknown transfer-encoding")
                }
                isChunked = true
            case .connection:
                if Self.contains(bytes[value], "keep-alive") { keepsAlive = true }
                if Self.contains(bytes[value], "close") { keepsAlive = false }
                if !Self.equals(bytes[value], "keep-alive"), !Self.equals(bytes[value], "close") {
                    nominated.append(value)
                }
            case .hopByHop: break
            case .contentEncoding:
                if !Self.equals(bytes[value], "identity") { isEncoded = true }
                fields.append(field)
            case .contentType:
                isEventStream =
                    Self.contains(bytes[value], "text/event-stream")
                    || Self.contains(bytes[value], "application/vnd.amazon.eventstream")
                fields.append(field)
            case .other: fields.append(field)
            }
        }
        dropNominated(nominated, bytes)
        if isChunked, length != nil { return Fault(reason: "both content-length and chunked") }
        if status == 204 || status == 304 {
            framing = .none
        } else if isChunked {
            framing = .chunked
        } else if let length {
            framing = .fixed(length)
        } else {
            keepsAlive = false
        }
        return nil
    }

    /// Appends the fields that go on, as they came: neighbours in one piece.
    package func appendFields(to buffer: inout ByteBuffer) {
        block.withUnsafeReadableBytes { bytes in
            var run = 0..<0
            for field in fields {
                if field.isPlain, field.line.lowerBound == run.upperBound {
                    run = run.lowerBound..<field.line.upperBound
                    continue
                }
                buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[run]))
                run = field.isPlain ? field.line : 0..<0
                guard !field.isPlain else { continue }
                buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[field.name]))
                buffer.writeStaticString(": ")
                buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[field.value]))
                buffer.writeStaticString("\r\n")
            }
            buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[run]))
        }
    }

    /// The value of a field; nil when it is not there.
    package func value(_ name: String) -> String? {
        block.withUnsafeReadableBytes { bytes in
            fields.first { field in
                String(decoding: bytes[field.name], as: UTF8.self).lowercased() == name
            }
            .map { String(decoding: bytes[$0.value], as: UTF8.self) }
        }
    }

    private enum Known {
        case contentLength, transferEncoding, connection, hopByHop, contentEncoding, contentType
        case other
    }

    private static func known(_ name: Slice<UnsafeRawBufferPointer>) -> Known {
        switch name.count {
        case 2 where equals(name, "te"): .hopByHop
        case 7 where equals(name, "trailer") || equals(name, "upgrade"): .hopByHop
        case 10 where equals(name, "connection"): .connection
        case 10 where equals(name, "keep-alive"): .hopByHop
        case 12 where equals(name, "content-type"): .contentType
        case 14 where equals(name, "content-length"): .contentLength
        case 16 where equals(name, "content-encoding"): .contentEncoding
        case 16 where equals(name, "proxy-connection"): .hopByHop
        case 17 where equals(name, "transfer-encoding"): .transferEncoding
        case 18 where equals(name, "proxy-authenticate"): .hopByHop
        default:
            // Nobody but this gateway may speak in its name.
            name.count > 11 && equals(name.prefix(11), "x-farthing-") ? .hopByHop : .other
        }
    }

    private static func equals(_ bytes: Slice<UnsafeRawBufferPointer>, _ text: StaticString) -> Bool
    {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<bytes.count
        where lowercased(bytes[bytes.startIndex + index]) != text.utf8Start[index] { return false }
        return true
    }

    private static func contains(
        _ bytes: Slice<UnsafeRawBufferPointer>,
        _ text: StaticString
    ) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count >= count else { return false }
        return (bytes.startIndex...bytes.endIndex - count).contains {
            equals(bytes[$0..<$0 + count], text)
        }
    }

    /// Takes out what `connection` names beside `close` and `keep-alive`: it is for one hop only.
    private mutating func dropNominated(_ values: [Range<Int>], _ bytes: UnsafeRawBufferPointer) {
        for value in values {
            for token in bytes[value].split(separator: UInt8(ascii: ",")) {
                let name = Self.trimmed(bytes, token.startIndex..<token.endIndex)
                fields.removeAll { field in
                    field.name.count == name.count
                        && zip(bytes[field.name], bytes[name]).allSatisfy {
                            Self.lowercased($0) == Self.lowercased($1)
                        }
                }
            }
        }
    }

    /// What a field's name may be made of (RFC 9110, 5.6.2).
    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func isText(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        0x41...0x5A ~= byte ? byte | 0x20 : byte
    }

    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
        guard (1...18).contains(digits.count) else { return nil }
        var number = 0
        for byte in digits {
            guard 0x30...0x39 ~= byte else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int>
    {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
        while high > low, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
        return low..<high
    }
}
