/// The containers of sound that OpenAI takes, by the end of a file's name.
package enum AudioFormat: String, CaseIterable, Hashable, Sendable {
    case flac, mp3, mp4, ogg, wav, webm

    /// The container that a file's name promises, as the provider reads it (OpenAI API reference,
    /// “Create transcription”: flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav, webm); nil for others.
    package init?(filename: String) {
        guard let dot = filename.lastIndex(of: ".") else { return nil }
        switch filename[filename.index(after: dot)...].lowercased() {
        case "flac": self = .flac
        case "mp3", "mpeg", "mpga": self = .mp3
        case "m4a", "mp4": self = .mp4
        case "oga", "ogg": self = .ogg
        case "wav": self = .wav
        case "webm": self = .webm
        default: return nil
        }
    }
}
