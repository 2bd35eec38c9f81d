import FarthingCore
import FarthingProviders
import NIOCore

/// A whole answer made here.
struct Answer {
    struct Field {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    var status: Int
    var contentType: String = "application/json"
    var fields: [Field] = []
    var body: [UInt8]
}

/// Rendering heads by hand: one buffer, no intermediate values.
extension ByteBuffer {
    mutating func writeStatus(_ status: Int) {
        switch status {
        case 200: writeStaticString("HTTP/1.1 200 OK\r\n")
        default:
            writeStaticString("HTTP/1.1 ")
            writeDecimal(Int64(status))
            writeStaticString(" ")
            writeString(ByteBuffer.reason(status))
            writeStaticString("\r\n")
        }
    }

    mutating func writeField(_ field: Answer.Field) {
        writeString(field.name)
        writeStaticString(": ")
        writeString(field.value)
        writeStaticString("\r\n")
    }

    mutating func writeField(_ name: StaticString, _ value: String) {
        writeStaticString(name)
        writeStaticString(": ")
        writeString(value)
        writeStaticString("\r\n")
    }

    mutating func writeField(_ name: StaticString, _ value: Int64) {
        writeStaticString(name)
        writeStaticString(": ")
        writeDecimal(value)
        writeStaticString("\r\n")
    }

    mutating func writeDecimal(_ value: Int64) {
        if value >= 0, value < 10 {
            writeInteger(UInt8(ascii: "0") + UInt8(value))
            return
        }
        writeWithUnsafeMutableBytes(minimumWritableBytes: 20) { bytes in
            var rest = value.magnitude
            var position = 20
            while rest > 0 {
                position -= 1
                bytes[position] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            if value < 0 {
                position -= 1
                bytes[position] = UInt8(ascii: "-")
            }
            let count = 20 - position
            for index in 0..<count { bytes[index] = bytes[position + index] }
            return count
        }
    }

    /// Writes an amount of nanos as a plain decimal of the currency: `0.002500000`.
    mutating func writeMoney(nanos: Int64) {
        if nanos < 0 { writeInteger(UInt8(ascii: "-")) }
        writeDecimal(Int64(nanos.magnitude / 1_000_000_000))
        var rest = nanos.magnitude % 1_000_000_000
        writeWithUnsafeMutableBytes(minimumWritableBytes: 10) { bytes in
            bytes[0] = UInt8(ascii: ".")
            for position in stride(from: 9, through: 1, by: -1) {
                bytes[position] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            return 10
        }
    }

    mutating func writeID(_ id: HoldID) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: 36) { bytes in
            bytes.withMemoryRebound(to: UInt8.self) { id.write(to: $0) }
            return 36
        }
    }

    /// Writes a body with some of its bytes changed; see ``Splice/apply(_:to:)``.
    mutating func writeBody(_ body: [UInt8], _ splices: [Splice]) {
        body.withUnsafeBytes { bytes in
            var position = 0
            for splice in splices {
                writeBytes(
                    UnsafeRawBufferPointer(rebasing: bytes[position..<splice.range.lowerBound])
                )
                writeBytes(splice.replacement)
                position = splice.range.upperBound
            }
            writeBytes(UnsafeRawBufferPointer(rebasing: bytes[position...]))
        }
    }

    mutating func writeHex(_ value: Int) {
        writeString(String(value, radix: 16))
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 201: "Created"
        case 204: "No Content"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 529: "Overloaded"
        default: "Status"
        }
    }
}

/// An amount of nanos as a plain decimal of the currency, nine digits after the point.
func moneyText(nanos: Int64) -> String {
    let whole = nanos.magnitude / 1_000_000_000
    let part = nanos.magnitude % 1_000_000_000
    let digits = String(part)
    let zeros = String(repeating: "0", count: 9 - digits.utf8.count)
    return "\(nanos < 0 ? "-" : "")\(whole).\(zeros)\(digits)"
}
