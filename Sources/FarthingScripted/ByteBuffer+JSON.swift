import NIOCore

extension ByteBuffer {
    mutating func writeDecimal(_ value: Int) {
        var rest = value.magnitude
        if value < 0 { writeInteger(UInt8(ascii: "-")) }
        // Twenty digits hold any 64-bit number.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var position = 20
            repeat {
                position -= 1
                digits.initializeElement(at: position, to: UInt8(ascii: "0") + UInt8(rest % 10))
                rest /= 10
            } while rest > 0
            writeBytes(
                UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(digits)[position...])
            )
        }
    }

    /// Writes a size as HTTP's chunked coding does: hexadecimal.
    mutating func writeHexadecimal(_ value: Int) {
        writeString(String(value, radix: 16))
    }

    /// Writes a JSON string, quotes included.
    mutating func writeJSON(_ text: String) {
        writeInteger(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    writeInteger(UInt8(ascii: "\\"))
                    writeInteger(byte)
                case 0..<0x20:
                    writeStaticString("\\u00")
                    writeString(byte < 16 ? "0" : "1")
                    writeHexadecimal(Int(byte & 15))
                default:
                    writeInteger(byte)
                }
            }
        }
        writeInteger(UInt8(ascii: "\""))
    }

    mutating func writeJSON(_ text: String?) {
        if let text { writeJSON(text) } else { writeStaticString("null") }
    }

    mutating func write(member name: StaticString, _ value: Int) {
        writeStaticString(name)
        writeDecimal(value)
    }

    mutating func write(member name: StaticString, _ value: String) {
        writeStaticString(name)
        writeJSON(value)
    }
}
