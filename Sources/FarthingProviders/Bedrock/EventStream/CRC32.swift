/// CRC-32 as gzip has it (RFC 1952, section 8): polynomial 0x04C11DB7, reflected.
package struct CRC32: Hashable, Sendable {
    private var register: UInt32 = 0xFFFF_FFFF

    package init() {}

    /// Goes on from a checksum that is known already.
    package init(continuing checksum: UInt32) { register = ~checksum }

    package var checksum: UInt32 { ~register }

    package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var crc = CRC32()
        crc.add(bytes)
        return crc.checksum
    }

    /// Eight bytes a step, each by a table of its own (“slicing by 8”, Kounavis and Berry 2005).
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        Self.tables.withUnsafeBufferPointer { table in
            var crc = register
            var index = 0
            while index &+ 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
                let mixed = word ^ UInt64(crc)
                crc = 0
                var shift: UInt64 = 0
                var row = 1_792
                while row >= 0 {
                    let byte = Int(truncatingIfNeeded: (mixed &>> shift) & 0xFF)
                    crc ^= table[row &+ byte]
                    shift &+= 8
                    row &-= 256
                }
                index &+= 8
            }
            while index < bytes.count {
                let byte = Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])
                crc = table[byte] ^ (crc &>> 8)
                index &+= 1
            }
            register = crc
        }
    }

    /// Eight tables of 256: the checksum of a byte that is followed by 0 to 7 zero bytes.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = []
        for byte: UInt32 in 0..<256 {
            var crc = byte
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
            tables.append(crc)
        }
        for index in 256..<8 * 256 {
            let crc = tables[index - 256]
            tables.append(tables[Int(crc & 0xFF)] ^ (crc >> 8))
        }
        return tables
    }()
}
