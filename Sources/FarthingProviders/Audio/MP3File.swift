/// MPEG audio as a row of frames, with tags around it.
enum MP3File {
    /// Bytes behind the last frame that may be tags nobody here knows; they count as sound of the
    /// lowest rate.
    private static let tailBytesMax = 64 << 10

    static func length(_ audio: AudioBytes) throws(AudioError) -> AudioLength {
        var offset = start(audio)
        guard let first = MPEGFrame(audio, at: offset) else {
            throw AudioError("it does not begin with an MPEG frame of a stated length")
        }
        // The frame that holds no sound but facts about the file counts too: not all players skip it.
        var samples = 0
        while let frame = MPEGFrame(audio, at: offset), frame.kind == first.kind {
            samples += first.samples
            offset += frame.bytes
        }
        let sound = try AudioLength(samples, perSecond: first.samplesPerSecond)
        let tail = audio.from(offset)
        if tail.count == 128 && tail.has("TAG") || isSilent(tail) { return sound }
        guard tail.count <= tailBytesMax else {
            throw AudioError("between its frames stands what is no frame")
        }
        return try sound
            + AudioLength(tail.count, perSecond: MPEGFrame.bytesPerSecondMin)
    }

    /// Behind ID3v2 tags and the zeros that pad them.
    private static func start(_ audio: AudioBytes) -> Int {
        var offset = 0
        while let size = ID3Tag.bytes(audio, at: offset) { offset += size }
        while audio.byte(offset) == 0 { offset += 1 }
        return offset
    }

    private static func isSilent(_ tail: AudioBytes) -> Bool {
        tail.bytes[tail.range].allSatisfy { $0 == 0 }
    }
}

/// The tag before the sound of a file (id3.org, “ID3 tag version 2.4.0”).
enum ID3Tag {
    /// The whole length of a tag; nil where there is none.
    static func bytes(_ audio: AudioBytes, at offset: Int) -> Int? {
        guard audio.has("ID3", at: offset), let flags = audio.byte(offset + 5),
            let size = audio.big(offset + 6, 4), size & 0x8080_8080 == 0
        else { return nil }
        let body =
            size & 0x7F | size >> 1 & 0x3F80 | size >> 2 & 0x1F_C000 | size >> 3 & 0xFE0_0000
        return 10 + body + (flags & 0x10 != 0 ? 10 : 0)
    }
}
