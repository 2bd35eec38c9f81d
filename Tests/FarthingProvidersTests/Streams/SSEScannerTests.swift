import FarthingProviders
import Testing

/// Keeps everything that a scanner hands over.
struct EventLog: SSESink {
    var raw: [UInt8] = []
    var data: [String?] = []
    var names: [String?] = []
    var continuations = 0

    mutating func take(_ event: SSEEvent) {
        raw.append(contentsOf: event.raw)
        if event.isContinuation {
            continuations += 1
            return
        }
        data.append(event.data.map { String(decoding: $0, as: UTF8.self) })
        names.append(event.name.map { String(decoding: $0, as: UTF8.self) })
    }

    /// The log of a stream that arrives cut at `cuts`.
    static func of(_ stream: [UInt8], cuts: [Int] = []) throws -> EventLog {
        var scanner = SSEScanner()
        var log = EventLog()
        var start = 0
        for end in cuts.sorted() + [stream.count] {
            try stream[start..<end].withUnsafeBytes { try scanner.feed($0, to: &log) }
            start = end
        }
        scanner.finish(to: &log)
        return log
    }
}

@Suite("Server-sent events")
struct SSEScannerTests {
    @Test(
        "events are found and read as the standard says",
        arguments: [
            ("data: a\n\ndata: b\n\n", ["a", "b"]), ("data: a\r\n\r\ndata:b\r\n\r\n", ["a", "b"]),
            ("data: a\r\rdata: b\r\r", ["a", "b"]), ("data:  a \n\n", [" a "]),
            ("data: a\ndata: b\n\n", ["a\nb"]), ("data: a\r\ndata\r\ndata:b\r\n\r\n", ["a\n\nb"]),
            (": ping\n\ndata: a\n\n", [nil, "a"]), ("\u{FEFF}data: a\n\ndata: b\n\n", ["a", "b"]),
            ("event: x\nid: 7\ndata: a\nretry: 5\n\n", ["a"]), ("data\n\n", [""]),
            ("\n\n", [nil, nil]),
            ("datax: a\n\n", [nil]), ("Data: a\n\n", [nil]), ("data: a:b: c\n\n", ["a:b: c"]),
            ("data: a\n\ndata: [DONE]", ["a", "[DONE]"]), ("data: a\ndata: b", ["a\nb"]),
            ("data: a\n:c\n\n", ["a"]), ("averylongfieldname: a\ndata: b\n\n", ["b"]),
        ] as [(String, [String?])]
    )
    func events(text: String, data: [String?]) throws {
        let stream = Array(text.utf8)
        let whole = try EventLog.of(stream)
        #expect(whole.data == data)
        #expect(whole.raw == stream)
        let bytewise = try EventLog.of(stream, cuts: Array(0..<stream.count))
        #expect(bytewise.data == data)
        #expect(bytewise.raw == stream)
    }

    @Test("the last event field names the event")
    func names() throws {
        let log = try EventLog.of(Array("event: a\nevent:b\ndata: x\n\ndata: y\n\n".utf8))
        #expect(log.names == ["b", nil])
    }

    @Test("any cut of any stream gives the same events and the same bytes")
    func cuts() throws {
        var random = SystemRandomNumberGenerator()
        let tokens = [
            "data: a", "data:", "event: e", ":c", "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "é", "x",
        ]
        for _ in 0..<3000 {
            var stream: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<16, using: &random) {
                stream += (tokens.randomElement(using: &random) ?? "").utf8
            }
            let whole = try EventLog.of(stream)
            #expect(whole.raw == stream)
            for _ in 0..<4 {
                let cuts = (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                    Int.random(in: 0...stream.count, using: &random)
                }
                let log = try EventLog.of(stream, cuts: cuts)
                #expect(log.raw == stream)
                #expect(log.data == whole.data)
                #expect(log.names == whole.names)
            }
        }
    }

    @Test("an event beyond the bound is an error, for good, whether it ends or not")
    func bound() {
        for tail in ["", "\n\n"] {
            var scanner = SSEScanner(eventBytesMax: 100)
            var log = EventLog()
            let piece = Array(
                ("data: ok\n\ndata: " + String(repeating: "x", count: 100) + tail).utf8
            )
            #expect(throws: SSEScanner.Fault.eventTooLong) {
                try piece.withUnsafeBytes { try scanner.feed($0, to: &log) }
            }
            #expect(log.data.first == "ok")
            #expect(throws: SSEScanner.Fault.eventTooLong) {
                try Array("data: b\n\n".utf8).withUnsafeBytes { try scanner.feed($0, to: &log) }
            }
        }
    }

    @Test("a long event in single bytes takes time linear in its length")
    func linear() throws {
        let stream = Array(("data: " + String(repeating: "x", count: 200_000) + "\n\n").utf8)
        let log = try EventLog.of(stream, cuts: Array(0..<stream.count))
        #expect(log.raw == stream)
    }
}
