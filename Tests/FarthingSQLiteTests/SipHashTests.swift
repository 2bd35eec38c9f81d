import FarthingSQLite
import Testing

@Suite("SipHash is the published one")
struct SipHashTests {
    /// Key 00 01 … 0f, message 00 01 … of each length: the paper's appendix A and the authors' own
    /// first vectors.
    @Test(
        "of messages of known hash",
        arguments: [
            (0, 0x726F_DB47_DD0E_0E31), (1, 0x74F8_39C5_93DC_67FD), (2, 0x0D6C_8009_D9A9_4F5A),
            (3, 0x8567_6696_D7FB_7E2D), (7, 0xAB02_00F5_8B01_D137), (8, 0x93F5_F579_9A93_2462),
            (15, 0xA129_CA61_49BE_45E5),
        ] as [(Int, UInt64)]
    )
    func vectors(count: Int, expected: UInt64) {
        let hash = SipHash(key0: 0x0706_0504_0302_0100, key1: 0x0F0E_0D0C_0B0A_0908)
        #expect(hash.hash((0..<count).map { UInt8($0) }) == expected)
    }

    @Test("two words hash as their sixteen bytes")
    func words() {
        let hash = SipHash(key0: 3, key1: 4)
        let bytes: [UInt8] = [8, 7, 6, 5, 4, 3, 2, 1] + [1, 0, 0, 0, 0, 0, 0, 0x80]
        #expect(hash.hash(0x0102_0304_0506_0708, 0x8000_0000_0000_0001) == hash.hash(bytes))
    }
}
