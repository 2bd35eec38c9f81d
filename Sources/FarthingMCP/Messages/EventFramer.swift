import FarthingCore

/// Cuts a stream of server-sent events into events, none longer than a bound.
package struct EventFramer {
    /// One event.
    package struct Event: Equatable, Sendable {
        /// Its data, lines with line feeds between them; empty where it is too long.
        package var data: [UInt8] = []
        /// Empty for the usual kind, `message`.
        package var name = ""
        /// Whether it was longer than the bound, and is dropped.
        package var isTooLong = false
    }

    /// The last event's id: where to go on after the stream has broken; nil where there was none.
    package private(set) var lastID: String?
    /// How long to wait before going on, in milliseconds, where the server has said it.
    package private(set) var retryMs: Int64?

    private var lines: LineFramer
    private let bytesMax: Int
    private var event = Event()
    private var hasData = false
    private var wasCarriageReturn = false

    /// Nothing has come yet.
    package init(bytesMax: Int) {
        self.bytesMax = bytesMax
        // A field's name stands before the data.
        lines = LineFramer(bytesMax: bytesMax + 16)
    }

    /// Takes in what came, and hands out the events that it ends.
    package mutating func take(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        var line: [UInt8] = []
        for byte in bytes {
            // Lines end with CR, LF or both.
            if byte == 0x0A, wasCarriageReturn {
                wasCarriageReturn = false
                continue
            }
            wasCarriageReturn = byte == 0x0D
            line.append(byte == 0x0D ? 0x0A : byte)
            guard line.last == 0x0A else { continue }
            if let event = end(line) { events.append(event) }
            line = []
        }
        _ = lines.take(line)
        return events
    }

    /// Takes the end of a line; answers the event that it ends.
    private mutating func end(_ bytes: [UInt8]) -> Event? {
        switch lines.take(bytes).first {
        case nil: return dispatch()
        case .tooLong: event.isTooLong = true
        case .whole(let line): take(line: line)
        }
        return nil
    }

    private mutating func dispatch() -> Event? {
        defer {
            event = Event()
            hasData = false
        }
        return hasData || event.isTooLong ? event : nil
    }

    private mutating func take(line: [UInt8]) {
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "data":
            if hasData { event.data.append(0x0A) }
            hasData = true
            event.data += value
            if event.data.count > bytesMax { event.isTooLong = true }
            if event.isTooLong { event.data = [] }
        case "event": event.name = String(decoding: value, as: UTF8.self)
        case "id":
            if value.count <= 1_024, !value.contains(0) {
                lastID = String(decoding: value, as: UTF8.self)
            }
        case "retry":
            let ms = Int64(String(decoding: value, as: UTF8.self))
            if let ms, (0...600_000).contains(ms) { retryMs = ms }
        default: break
        }
    }
}
