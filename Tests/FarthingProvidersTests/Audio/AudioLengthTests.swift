import FarthingProviders
import Testing

@Suite("lengths of recordings")
struct AudioLengthTests {
    private static func length(_ recording: Recording) throws -> AudioLength {
        let format = try #require(AudioFormat(filename: recording.name))
        return try AudioLength(of: recording.bytes, 0..<recording.bytes.count, as: format)
    }

    @Test("there is a recording of each container")
    func recordings() {
        #expect(Recording.all.count == 28)
        #expect(Set(Recording.all.compactMap { AudioFormat(filename: $0.name) }).count == 6)
    }

    @Test("a length is never below ffprobe's, and hardly above", arguments: Recording.all)
    func length(_ recording: Recording) throws {
        let length = try Self.length(recording)
        #expect(length.microseconds >= recording.microseconds)
        // Frames that hold no sound, and Vorbis' short blocks, which count as long ones.
        let slack: Int64 = recording.name.hasPrefix("vorbis") ? 600_000 : 150_000
        #expect(length.microseconds <= recording.microseconds + slack)
    }

    @Test("samples of one size are counted exactly", arguments: Recording.all)
    func exact(_ recording: Recording) throws {
        guard ["wav", "flac"].contains(recording.name.split(separator: ".").last) else { return }
        let length = try Self.length(recording)
        #expect(abs(length.microseconds - recording.microseconds) <= 1)
    }

    @Test("a recording that is cut anywhere is refused or shorter", arguments: Recording.all)
    func cut(_ recording: Recording) throws {
        let format = try #require(AudioFormat(filename: recording.name))
        let whole = try Self.length(recording)
        for end in stride(from: 0, to: recording.bytes.count, by: 7) {
            guard
                let length = try? AudioLength(of: recording.bytes, 0..<end, as: format)
            else { continue }
            // Zeros at the end of a part of a frame may be taken for silence, never for more.
            #expect(length <= whole || format == .mp3)
        }
    }

    @Test("one container is never taken for another", arguments: Recording.all)
    func others(_ recording: Recording) throws {
        let own = try #require(AudioFormat(filename: recording.name))
        for format in AudioFormat.allCases where format != own {
            #expect(throws: AudioError.self) {
                try AudioLength(of: recording.bytes, 0..<recording.bytes.count, as: format)
            }
        }
    }

    @Test(
        "names say which container it is",
        arguments: [
            ("a.wav", AudioFormat.wav), ("A.B.MP3", .mp3), ("x.mpga", .mp3), ("x.mpeg", .mp3),
            ("x.m4a", .mp4), ("x.oga", .ogg), ("x.webm", .webm), ("x.flac", .flac),
            ("wav", nil), ("x.wav ", nil), ("x.opus", nil), ("", nil), ("x.", nil),
        ]
    )
    func names(name: String, format: AudioFormat?) {
        #expect(AudioFormat(filename: name) == format)
    }

    @Test("seconds are begun ones")
    func seconds() throws {
        #expect(try Self.length(.named("pcm16.wav")).seconds == 1)
        #expect(try Self.length(.named("stereo.wav")).seconds == 1)
        #expect(try Self.length(.named("pcm8.wav")).seconds == 2)
        #expect(try Self.length(.named("tone.flac")).seconds == 2)
    }
}
