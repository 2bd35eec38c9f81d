import NIOCore

/// Cuts a results file into its lines while it comes.
struct ResultLines {
    /// The longest line: as large as a whole answer may be.
    let bytesMax: Int
    private var rest: [UInt8] = []

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// Takes the next bytes; false once a line is too long.
    mutating func feed(_ bytes: ByteBuffer, _ body: ([UInt8]) -> Void) -> Bool {
        bytes.withUnsafeReadableBytes { piece in
            var piece = piece[...]
            while let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
                rest.append(contentsOf: piece[piece.startIndex..<end])
                hand(body)
                piece = piece[(end + 1)...]
            }
            rest.append(contentsOf: piece)
            return rest.count <= bytesMax
        }
    }

    /// The last line, which need not have an end.
    mutating func finish(_ body: ([UInt8]) -> Void) { hand(body) }

    private mutating func hand(_ body: ([UInt8]) -> Void) {
        if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
        if !rest.isEmpty { body(rest) }
        rest.removeAll(keepingCapacity: true)
    }
}
