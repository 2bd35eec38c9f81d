import FarthingMCP
import Testing

@Suite("Framing")
struct FramerTests {
    @Test("lines come out whole however they are cut, and empty ones not at all")
    func lines() {
        let bytes = Array("one\r\n\n  \ntwo\nthree".utf8)
        for size in 1...bytes.count {
            var framer = LineFramer(bytesMax: 8)
            var lines: [LineFramer.Line] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                lines += framer.take(bytes[start..<min(start + size, bytes.count)])
            }
            if let last = framer.end() { lines.append(last) }
            #expect(lines == ["one", "two", "three"].map { .whole(Array($0.utf8)) })
        }
    }

    @Test("a line that is too long is dropped, and the next one is not")
    func tooLong() {
        var framer = LineFramer(bytesMax: 4)
        let lines = framer.take(Array("12345678\n1234\n".utf8))
        #expect(lines.count == 2 && lines[1] == .whole(Array("1234".utf8)))
        guard case .tooLong(let beginning) = lines[0] else {
            Issue.record("\(lines[0])")
            return
        }
        #expect(beginning == Array("12345".utf8))
    }

    @Test("events come out whole however they are cut, with any end of lines")
    func events() {
        let text =
            ": hello\n\nid: 7\nevent: message\ndata: {\"a\":\ndata:1}\n\nretry: 250\ndata: x\n\nid\n\nevent: y\n\n"
        for end in ["\n", "\r\n", "\r"] {
            var bytes: [UInt8] = []
            for character in text {
                bytes += Array((character == "\n" ? end : String(character)).utf8)
            }
            for size in [1, 2, 3, 7, bytes.count] {
                var framer = EventFramer(bytesMax: 64)
                var events: [EventFramer.Event] = []
                for start in stride(from: 0, to: bytes.count, by: size) {
                    events += framer.take(bytes[start..<min(start + size, bytes.count)])
                }
                #expect(
                    events.map { String(decoding: $0.data, as: UTF8.self) } == ["{\"a\":\n1}", "x"]
                )
                #expect(events.map(\.name) == ["message", ""])
                #expect(framer.retryMs == 250 && framer.lastID == "")
            }
        }
    }

    @Test("an event that is too long is told as such, whether in one line or in many")
    func longEvents() {
        for text in ["data: 123456789\n\n", "data: 12345\ndata: 6789\n\n"] {
            var framer = EventFramer(bytesMax: 8)
            let events = framer.take(Array((text + "data: ok\n\n").utf8))
            #expect(events.map(\.isTooLong) == [true, false])
            #expect(events.first?.data == [] && events.last?.data == Array("ok".utf8))
        }
    }
}
