import FarthingProviders
import Testing

/// What a header states must not make a recording shorter than it sounds.
@Suite("recordings that lie")
struct AudioLieTests {
    private static func microseconds(_ bytes: [UInt8], _ format: AudioFormat) throws -> Int64 {
        try AudioLength(of: bytes, 0..<bytes.count, as: format).microseconds
    }

    /// Where a text stands.
    private static func place(of text: String, in bytes: [UInt8]) throws -> Int {
        let wanted = Array(text.utf8)
        return try #require(
            (0...bytes.count - wanted.count).first { bytes[$0...].starts(with: wanted) }
        )
    }

    @Test("a WAV whose samples are said to be fewer is as long as its bytes")
    func wave() throws {
        var bytes = try Recording.named("pcm16.wav").bytes
        let data = try Self.place(of: "data", in: bytes)
        for stated: UInt8 in [0, 2, 100] {
            bytes.replaceSubrange(data + 4..<data + 8, with: [stated, 0, 0, 0])
            #expect(try Self.microseconds(bytes, .wav) >= 1_000_000 - 125)
        }
    }

    @Test("a WAV whose format contradicts itself, or comes twice, is refused")
    func waveFormat() throws {
        let bytes = try Recording.named("pcm16.wav").bytes
        let format = try Self.place(of: "fmt ", in: bytes)
        for (offset, value): (Int, UInt8) in [(8, 2), (8, 85), (10, 2), (17, 9), (20, 4), (22, 8)] {
            var lie = bytes
            lie[format + offset] = value
            #expect(throws: AudioError.self) { try Self.microseconds(lie, .wav) }
        }
        var twice = bytes
        twice.insert(contentsOf: bytes[format..<format + 24], at: format)
        #expect(throws: AudioError.self) { try Self.microseconds(twice, .wav) }
    }

    @Test("sound behind other chunks counts")
    func waveTail() throws {
        let bytes = try Recording.named("pcm16.wav").bytes
        let note: [UInt8] = Array("LIST".utf8) + [4, 0, 0, 0] + Array("INFO".utf8)
        #expect(try Self.microseconds(bytes + note, .wav) == 1_000_000)
        let second = Array("data".utf8) + [4, 0, 0, 0, 0, 0, 0, 0]
        #expect(try Self.microseconds(bytes + second, .wav) > 1_000_000)
    }

    @Test("a FLAC that states no samples is as long as its frames")
    func flac() throws {
        var bytes = try Recording.named("tone.flac").bytes
        bytes[8 + 13] &= 0xF0
        for index in 8 + 14..<8 + 18 { bytes[index] = 0 }
        #expect(try Self.microseconds(bytes, .flac) == 2_000_000)
    }

    @Test("an MP3 that says it has few frames is as long as those it has")
    func mp3() throws {
        var bytes = try Recording.named("cbr.mp3").bytes
        let info = try Self.place(of: "Info", in: bytes)
        let honest = try Self.microseconds(bytes, .mp3)
        bytes.replaceSubrange(info + 8..<info + 12, with: [0, 0, 0, 1])
        #expect(try Self.microseconds(bytes, .mp3) == honest)
    }

    @Test("an MP3 with something between its frames is refused")
    func mp3Gap() throws {
        let bytes = try Recording.named("cbr.mp3").bytes
        let gap = [UInt8](repeating: 0x55, count: 70_000)
        #expect(throws: AudioError.self) {
            try Self.microseconds(bytes[..<2_000] + gap + bytes[2_000...], .mp3)
        }
    }

    @Test("Ogg pages with positions of zero are as long as their packets")
    func ogg() throws {
        for name in ["opus.ogg", "opus60.ogg", "opus2.ogg"] {
            let recording = try Recording.named(name)
            var bytes = recording.bytes
            var offset = 0
            while offset < bytes.count {
                let segments = Int(bytes[offset + 26])
                let size =
                    27 + segments
                    + bytes[offset + 27..<offset + 27 + segments].reduce(0) { $0 + Int($1) }
                bytes.replaceSubrange(
                    offset + 6..<offset + 14,
                    with: [UInt8](repeating: 0, count: 8)
                )
                bytes.replaceSubrange(offset + 22..<offset + 26, with: [0, 0, 0, 0])
                let sum = Self.sum(bytes[offset..<offset + size])
                for index in 0..<4 {
                    bytes[offset + 22 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * index))
                }
                offset += size
            }
            #expect(try Self.microseconds(bytes, .ogg) >= recording.microseconds)
        }
    }

    /// The check sum, bit by bit.
    private static func sum(_ page: ArraySlice<UInt8>) -> UInt32 {
        page.reduce(0) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte) << 24) { crc, _ in
                crc >> 31 == 1 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1
            }
        }
    }

    @Test("an Ogg page whose sum is wrong is refused: a decoder looks inside of it")
    func oggSum() throws {
        var bytes = try Recording.named("opus.ogg").bytes
        bytes[bytes.count - 1] ^= 1
        #expect(throws: AudioError.self) { try Self.microseconds(bytes, .ogg) }
    }

    @Test("an M4A whose tables state no time is as long as its access units")
    func mp4() throws {
        for name in ["aac.m4a", "faststart.m4a"] {
            let recording = try Recording.named(name)
            var bytes = recording.bytes
            for (box, offset) in [("mvhd", 20), ("mdhd", 20)] {
                let start = try Self.place(of: box, in: bytes)
                bytes.replaceSubrange(start + offset..<start + offset + 4, with: [0, 0, 0, 1])
            }
            let times = try Self.place(of: "stts", in: bytes)
            let rows = Int(bytes[times + 11])
            for row in 0..<rows {
                let start = times + 12 + row * 8
                bytes.replaceSubrange(start..<start + 8, with: [0, 0, 0, 1, 0, 0, 0, 1])
            }
            #expect(try Self.microseconds(bytes, .mp4) >= recording.microseconds)
        }
    }

    @Test("a WebM whose time codes are all zero is as long as its packets")
    func webm() throws {
        let recording = try Recording.named("live.webm")
        var bytes = recording.bytes
        for index in 1..<bytes.count - 8 {
            // Clusters' time codes, and the blocks' own behind track 1.
            if bytes[index] == 0xE7, bytes[index + 1] & 0xF0 == 0x80, bytes[index + 1] < 0x83 {
                let count = Int(bytes[index + 1] & 15)
                for place in 0..<count { bytes[index + 2 + place] = 0 }
            }
        }
        let length = try? Self.microseconds(bytes, .webm)
        #expect(length ?? .max >= recording.microseconds)
    }
}
