import NIOCore

/// One frame of `application/vnd.amazon.eventstream`: lengths, their checksum, headers, payload,
/// checksum. Written apart from the gateway's own, so that each checks the other.
enum EventFrame {
    static func write(
        _ type: StaticString,
        into buffer: inout ByteBuffer,
        isBroken: Bool = false,
        payload write: (inout ByteBuffer) -> Void
    ) {
        var headers = ByteBuffer()
        let fields: [(StaticString, StaticString)] = [
            (":event-type", type), (":content-type", "application/json"),
            (":message-type", "event"),
        ]
        for (name, value) in fields {
            headers.writeInteger(UInt8(name.utf8CodeUnitCount))
            headers.writeStaticString(name)
            headers.writeInteger(UInt8(7))
            headers.writeInteger(UInt16(value.utf8CodeUnitCount))
            headers.writeStaticString(value)
        }
        var payload = ByteBuffer()
        write(&payload)
        var frame = ByteBuffer()
        frame.writeInteger(UInt32(16 + headers.readableBytes + payload.readableBytes))
        frame.writeInteger(UInt32(headers.readableBytes))
        frame.writeInteger(checksum(frame))
        frame.writeImmutableBuffer(headers)
        frame.writeImmutableBuffer(payload)
        frame.writeInteger(checksum(frame) ^ (isBroken ? 1 : 0))
        buffer.writeImmutableBuffer(frame)
    }

    /// CRC-32 as gzip has it, a byte at a time.
    private static func checksum(_ bytes: ByteBuffer) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes.readableBytesView {
            crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ (crc >> 8)
        }
        return ~crc
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        var crc = UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
        return crc
    }
}
