import NIOCore

/// Gzip without compression: RFC 1952 around the stored blocks of RFC 1951, which any reader
/// inflates.
struct StoredGzip {
    /// The longest stored block.
    static let blockBytesMax = 65_535

    private var checksum: UInt32 = 0xFFFF_FFFF
    private var bytes: UInt32 = 0

    /// Writes the ten bytes before the first block.
    static func writeHeader(into buffer: inout ByteBuffer) {
        buffer.writeBytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
    }

    /// Writes `text` as stored blocks.
    mutating func write(_ text: ByteBuffer, into buffer: inout ByteBuffer) {
        var rest = text
        while rest.readableBytes > 0 {
            let count = min(rest.readableBytes, Self.blockBytesMax)
            guard let block = rest.readSlice(length: count) else { return }
            writeBlock(block, isLast: false, into: &buffer)
        }
    }

    /// Writes an empty last block, the checksum and the length.
    mutating func finish(into buffer: inout ByteBuffer) {
        writeBlock(ByteBuffer(), isLast: true, into: &buffer)
        buffer.writeInteger(~checksum, endianness: .little)
        buffer.writeInteger(bytes, endianness: .little)
    }

    private mutating func writeBlock(
        _ block: ByteBuffer,
        isLast: Bool,
        into buffer: inout ByteBuffer
    ) {
        let length = UInt16(block.readableBytes)
        buffer.writeInteger(UInt8(isLast ? 1 : 0))
        buffer.writeInteger(length, endianness: .little)
        buffer.writeInteger(~length, endianness: .little)
        buffer.writeImmutableBuffer(block)
        bytes &+= UInt32(length)
        for byte in block.readableBytesView {
            checksum = Self.table[Int(UInt8(truncatingIfNeeded: checksum) ^ byte)] ^ (checksum >> 8)
        }
    }

    /// The CRC of each byte, with the polynomial 0x04C11DB7 reflected.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in
            crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1
        }
    }
}
