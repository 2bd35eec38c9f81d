/// Finds whole server-sent events in a stream that arrives in arbitrary pieces.
///
/// Lines end with CR, LF or CR LF; a blank line ends an event (WHATWG HTML, “server-sent events”).
/// The raw bytes of all events, in order, are the stream itself. Events that lie within one piece
/// are not copied; an incomplete one is kept, at most ``eventBytesMax`` bytes of it. Each byte is
/// looked at once, however small the pieces are.
package struct SSEScanner: Sendable {
    package enum Fault: Error, Hashable, Sendable {
        /// One event is longer than ``SSEScanner/eventBytesMax``; the scanner takes no more.
        case eventTooLong
    }

    /// Longest event in bytes: some hundred times the longest chunk of a provider, and small enough
    /// that a thousand hostile streams fit into memory.
    package let eventBytesMax: Int

    /// The beginning of an event whose end has not come yet.
    package private(set) var pending: [UInt8] = []

    private var state = ScanState()
    private var isBroken = false

    package init(eventBytesMax: Int = 1 << 20) {
        self.eventBytesMax = eventBytesMax
    }

    /// Hands each event that `piece` completes to `sink`, in order.
    package mutating func feed(
        _ piece: UnsafeRawBufferPointer,
        to sink: inout some SSESink
    ) throws(Fault) {
        guard !isBroken else { throw .eventTooLong }
        if pending.isEmpty {
            state.scan(piece, to: &sink)
            pending.append(contentsOf: piece[state.eventStart...])
        } else {
            pending.append(contentsOf: piece)
            pending.withUnsafeBytes { state.scan($0, to: &sink) }
            if state.eventStart > 0 { pending.removeFirst(state.eventStart) }
        }
        state.rebase()
        if pending.count > eventBytesMax || state.longest > eventBytesMax {
            isBroken = true
            throw .eventTooLong
        }
    }

    /// Hands what is left at the end of the stream to `sink` as if a blank line had followed.
    ///
    /// Clients by the standard ignore such a rest, but some read it, so it is not lost.
    package mutating func finish(to sink: inout some SSESink) {
        guard !pending.isEmpty, !isBroken else { return }
        pending.withUnsafeBytes { state.emit($0, isComplete: false, to: &sink) }
        pending.removeAll()
        state = ScanState()
    }
}

/// Where the scan stands within a buffer.
private struct ScanState: Sendable {
    /// Where the unfinished event starts; 0 between two pieces.
    var eventStart = 0
    /// Bytes looked at.
    private var index = 0
    /// Whether the next byte starts a line.
    private var isLineStart = true
    /// Whether the last byte was a CR that ended a line: a LF that follows belongs to it.
    private var isAfterCR = false
    /// Lines of the unfinished event, and where its first one ends.
    private var lines = 0
    private var firstLineEnd = 0
    /// Whether no event has been finished: a byte order mark may stand before the first.
    private var isFirst = true
    /// The longest event of this piece.
    private(set) var longest = 0

    /// Makes offsets relative to the unfinished event, the new start of the buffer.
    mutating func rebase() {
        index -= eventStart
        firstLineEnd -= eventStart
        eventStart = 0
    }

    mutating func scan(_ buffer: UnsafeRawBufferPointer, to sink: inout some SSESink) {
        longest = 0
        while index < buffer.count {
            let byte = buffer[index]
            if isAfterCR {
                isAfterCR = false
                if byte == UInt8(ascii: "\n") {
                    index += 1
                    if index == eventStart + 1 { emitContinuation(buffer, to: &sink) }
                    continue
                }
            }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                let isBlank = isLineStart
                if lines == 0 { firstLineEnd = index }
                lines += 1
                endLine(buffer)
                if isBlank { emit(buffer, isComplete: true, to: &sink) }
            } else {
                isLineStart = false
                index = buffer.lineEnd(from: index)
            }
        }
    }

    /// Steps over the line end at `index`.
    private mutating func endLine(_ buffer: UnsafeRawBufferPointer) {
        isLineStart = true
        let isCR = buffer[index] == UInt8(ascii: "\r")
        index += 1
        guard isCR else { return }
        if index == buffer.count {
            isAfterCR = true
        } else if buffer[index] == UInt8(ascii: "\n") {
            index += 1
        }
    }

    private mutating func emitContinuation(
        _ buffer: UnsafeRawBufferPointer,
        to sink: inout some SSESink
    ) {
        let raw = UnsafeRawBufferPointer(rebasing: buffer[eventStart..<index])
        eventStart = index
        sink.take(SSEEvent(raw: raw, data: nil, name: nil, isContinuation: true))
    }

    /// Hands over the event that ends at `index`.
    mutating func emit(
        _ buffer: UnsafeRawBufferPointer,
        isComplete: Bool,
        to sink: inout some SSESink
    ) {
        let raw = UnsafeRawBufferPointer(rebasing: buffer[eventStart..<index])
        let firstEnd = firstLineEnd - eventStart
        let isSingle = isComplete && lines <= 2
        let isFirst = isFirst
        longest = max(longest, raw.count)
        eventStart = index
        lines = 0
        isLineStart = true
        self.isFirst = false
        // One `data` line and the blank one: all that most providers send.
        if isSingle, let line = SSEField(raw, 0..<firstEnd), line.isData {
            sink.take(SSEEvent(raw: raw, data: line.value, name: nil, isContinuation: false))
            return
        }
        var fields = SSEFields(raw, skipsMark: isFirst)
        fields.read()
        fields.withData { data in
            sink.take(
                SSEEvent(raw: raw, data: data, name: fields.name, isContinuation: false)
            )
        }
    }
}
