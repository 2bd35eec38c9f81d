/// Collects the frames that are passed on; copies only where they are not the piece itself.
struct FramePassage: Sendable {
    private(set) var passed: [UInt8] = []
    /// Bytes passed on while they are the piece's own prefix; nil where a frame began before it.
    private var prefix: Int?

    /// Begins a piece; `isAligned` says that no frame is half read.
    mutating func begin(isAligned: Bool) {
        passed = []
        prefix = isAligned ? 0 : nil
    }

    mutating func pass(_ frame: EventStreamFrame) {
        if let prefix {
            self.prefix = prefix + frame.raw.count
        } else {
            passed.append(contentsOf: frame.raw)
        }
    }

    func passOn(of piece: UnsafeRawBufferPointer) -> PassOn {
        guard let prefix else { return .bytes(passed) }
        return prefix == piece.count ? .piece : .bytes(Array(piece.prefix(prefix)))
    }
}
