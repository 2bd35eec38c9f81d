/// How long a recording can sound at the most.
///
/// Counted from what a decoder would play: samples, frames, packets. What a header states may make
/// it longer, and never shorter.
package struct AudioLength: Hashable, Comparable, Sendable {
    /// Millionths of a second, rounded up.
    package let microseconds: Int64

    /// Eleven days; what would be longer is refused, and sums cannot overflow.
    static let microsecondsMax: Int64 = 1_000_000_000_000

    /// Whole seconds, a begun one included.
    package var seconds: Int64 { (microseconds + 999_999) / 1_000_000 }

    init(microseconds: Int64) { self.microseconds = microseconds }

    /// Nothing that sounds.
    static let none = AudioLength(microseconds: 0)

    /// So many units of which a second has `perSecond`.
    init(_ units: Int, perSecond: Int) throws(AudioError) {
        guard units >= 0, perSecond > 0 else { throw AudioError("its rate is not a number") }
        let product = (Int128(units) * 1_000_000 + Int128(perSecond) - 1) / Int128(perSecond)
        guard product <= Int128(Self.microsecondsMax) else { throw AudioError("it is too long") }
        microseconds = Int64(product)
    }

    package static func < (left: AudioLength, right: AudioLength) -> Bool {
        left.microseconds < right.microseconds
    }

    static func + (left: AudioLength, right: AudioLength) throws(AudioError) -> AudioLength {
        let sum = left.microseconds + right.microseconds
        guard sum <= microsecondsMax else { throw AudioError("it is too long") }
        return AudioLength(microseconds: sum)
    }

    /// Bounds a recording that stands in `range` of `bytes`; throws where the container is not the
    /// one named, or has what cannot be bounded.
    package init(
        of bytes: [UInt8],
        _ range: Range<Int>,
        as format: AudioFormat
    ) throws(AudioError) {
        let audio = AudioBytes(bytes: bytes, range: range)
        self =
            switch format {
            case .flac: try FLACFile.length(audio)
            case .mp3: try MP3File.length(audio)
            case .mp4: try MP4File.length(audio)
            case .ogg: try OggFile.length(audio)
            case .wav: try WaveFile.length(audio)
            case .webm: try WebMFile.length(audio)
            }
        guard microseconds > 0 else { throw AudioError("it has no sound that can be found") }
    }
}
