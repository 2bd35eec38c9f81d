package import FarthingCore

/// Passes on a stream that nobody asked for: an answer to a request for none.
///
/// Nothing of it can be counted, so it is charged as held.
package struct UnreadStreamMeter: StreamMeter {
    package init() {}

    package mutating func feed(_ piece: UnsafeRawBufferPointer) -> PassOn { .piece }
    package mutating func finish() -> [UInt8] { [] }

    package var outputTokens: Int64 { 0 }
    package var usage: Usage? { nil }
    package var variant: PriceVariant? { nil }
    package var model: String? { nil }
    package var hasEnded: Bool { false }
    package var isDone: Bool { false }
    package var isBroken: Bool { true }
    package var sawError: Bool { false }
    package var openChoiceCount: Int64 { 1 }

    package func endOfStream(promptTokens: Int64?) -> [UInt8] { [] }
}
