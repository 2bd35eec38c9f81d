import FarthingCore

/// What looks at the data of a stream's events.
protocol EventReader: Sendable {
    mutating func take(data: UnsafeRawBufferPointer)
}

/// Passes each whole event on as it came; copies only what lies in several pieces.
struct WholeEventSink<State: EventReader>: SSESink, Sendable {
    var state: State
    private(set) var passed: [UInt8] = []
    /// Bytes passed on while they are the piece's own prefix; nil once they are copied.
    private var prefix: Int?
    /// Bytes that are reserved for what is passed on as a copy.
    private var passedMax = 0

    init(state: State) { self.state = state }

    /// Begins with the next piece; aligned when nothing of the one before is left.
    ///
    /// - Parameter bytesMax: what may be passed on of both, as far as it is known.
    mutating func begin(isAligned: Bool, bytesMax: Int = 0) {
        passed = []
        prefix = isAligned ? 0 : nil
        passedMax = bytesMax
    }

    mutating func take(_ event: SSEEvent) {
        if !event.isContinuation, let data = event.data { state.take(data: data) }
        if let prefix {
            self.prefix = prefix + event.raw.count
        } else {
            if passed.isEmpty { passed.reserveCapacity(passedMax) }
            passed.append(contentsOf: event.raw)
        }
    }

    func passOn(of piece: UnsafeRawBufferPointer) -> PassOn {
        guard let prefix else { return .bytes(passed) }
        return prefix == piece.count ? .piece : .bytes(Array(piece.prefix(prefix)))
    }
}
