public import FarthingCore

/// A ``ScriptedProvider``'s answer, a word at a time.
public struct ScriptedStream: AsyncSequence, Sendable {
    /// One piece of it.
    public struct Piece: Hashable, Sendable {
        /// What it adds to the text; empty for the last one.
        public let text: String
        /// What was used; in the last piece alone, where any is reported.
        public let usage: Usage?
    }

    private let answer: ScriptedAnswer

    init(_ answer: ScriptedAnswer) {
        self.answer = answer
    }

    /// What was used, whether it is reported or not.
    public var used: Usage { answer.used }

    /// Goes through the pieces.
    public func makeAsyncIterator() -> Iterator { Iterator(answer) }

    /// Goes through the pieces.
    public struct Iterator: AsyncIteratorProtocol {
        private var pieces: ArraySlice<Piece>
        private var breaksAfter: Int

        init(_ answer: ScriptedAnswer) {
            let words = answer.text.split(separator: " ", omittingEmptySubsequences: false)
            let texts = words.enumerated().map { $0 == 0 ? String($1) : " " + $1 }
            let last = Piece(text: "", usage: answer.usage)
            pieces = (texts.map { Piece(text: $0, usage: nil) } + [last])[...]
            breaksAfter = answer.breaksAfter ?? Int.max
        }

        /// The next piece; nil after the last.
        ///
        /// - Throws: ``ScriptedFailure`` where the script lets the stream break here, and
        ///   `CancellationError` where the task is cancelled.
        public mutating func next() async throws -> Piece? {
            try Task.checkCancellation()
            guard breaksAfter > 0 else { throw ScriptedFailure.brokenStream }
            breaksAfter -= 1
            return pieces.popFirst()
        }
    }
}
