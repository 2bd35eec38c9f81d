package import FarthingCore

/// Meters a streamed answer while it flows to the client, event by event.
///
/// An event is passed on whole or not at all, so that the stream can be ended well after any call.
package protocol StreamMeter: Sendable {
    /// Takes the next bytes of the stream, however they are cut.
    mutating func feed(_ piece: UnsafeRawBufferPointer) -> PassOn
    /// Takes note that the stream has ended on the provider's side; returns what was still kept
    /// back and goes on to the client.
    mutating func finish() -> [UInt8]

    /// Visible output tokens so far, over all choices; without a vocabulary each byte counts as one.
    var outputTokens: Int64 { get }
    /// What the provider reported for the whole call, if it did; the dearest where it did several
    /// times. What it says before the end of the output is no usage yet.
    var usage: Usage? { get }
    /// What the provider reported so far, its input whole and its output perhaps not; nil where it
    /// reports at the end alone.
    var partialUsage: Usage? { get }
    var variant: PriceVariant? { get }
    /// The model that answers, once it was named.
    var model: String? { get }
    /// Whether the model came to an end by itself: no token can follow.
    var hasEnded: Bool { get }
    /// Whether the stream said that it is over, so that nothing may be put behind it.
    var isDone: Bool { get }
    /// Whether something came that cannot be read.
    var isBroken: Bool { get }
    /// Whether the provider reported an error inside the stream.
    var sawError: Bool { get }
    /// The choices that are not finished.
    var openChoiceCount: Int64 { get }

    /// Visible output tokens where they are more than `usage` says; nil where they are not, or
    /// cannot be counted.
    func outputTokens(beyond usage: Usage) -> Int64?
    /// The end of a stream that is cut, in the dialect's own words for "too long"; goes to the
    /// client behind what ``feed(_:)`` passed on. Empty once the stream is done.
    func endOfStream(promptTokens: Int64?) -> [UInt8]
    /// What may stand behind the end of a stream without disturbing its reader; empty where the
    /// dialect has no such place.
    func closingNote(_ text: String) -> [UInt8]
}

/// What goes on to the client of a piece of a stream.
package enum PassOn: Hashable, Sendable {
    /// Exactly the piece that was fed: no copy is needed.
    case piece
    /// These bytes, which may be none.
    case bytes([UInt8])
}

extension StreamMeter {
    package var partialUsage: Usage? { nil }

    package func outputTokens(beyond usage: Usage) -> Int64? { nil }

    /// A comment, which server-sent events have.
    package func closingNote(_ text: String) -> [UInt8] { Array(": \(text)\n\n".utf8) }
}
