import FarthingGateway
import NIOCore
import Testing

@Suite("Reading a provider's answers")
struct ResponseParserTests {
    struct Parsed: Equatable {
        var statuses: [Int] = []
        var body = ""
        var ends = 0
        var broken: String?
    }

    /// Feeds the pieces, then, if told so, the end of the connection.
    static func parse(_ pieces: [[UInt8]], closes: Bool = false, answers: Int = 1) -> Parsed {
        var parser = ResponseParser()
        var parsed = Parsed()
        var buffer = ByteBuffer()
        func take(_ event: ResponseParser.Event) -> Bool {
            switch event {
            case .needMore: return false
            case .head(let head): parsed.statuses.append(head.status)
            case .body(let bytes): parsed.body += String(buffer: bytes)
            case .end:
                parsed.ends += 1
                if parsed.ends < answers { parser.reset() } else { return false }
            case .broken(let reason):
                parsed.broken = reason
                return false
            }
            return true
        }
        for piece in pieces {
            buffer.writeBytes(piece)
            while parsed.broken == nil, take(parser.next(&buffer)) {}
        }
        if closes, parsed.broken == nil, parsed.ends < answers { _ = take(parser.closed()) }
        return parsed
    }

    static func parse(_ text: String, closes: Bool = false, answers: Int = 1) -> Parsed {
        parse([Array(text.utf8)], closes: closes, answers: answers)
    }

    static let samples: [(text: String, closes: Bool, expected: Parsed)] = [
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", false,
            Parsed(statuses: [200], body: "hello", ends: 1)
        ),
        (
            "HTTP/1.1 200 \r\nTransfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\n"
                + "A;x=\"y\"\r\n0123456789\r\n000\r\ntrailer: x\r\n\r\n",
            false, Parsed(statuses: [200], body: "hello0123456789", ends: 1)
        ),
        (
            "HTTP/1.0 200 OK\r\n\r\nuntil the end", true,
            Parsed(statuses: [200], body: "until the end", ends: 1)
        ),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
                + "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}",
            false, Parsed(statuses: [404], body: "{}", ends: 1)
        ),
        ("HTTP/1.1 204 No Content\r\n\r\n", false, Parsed(statuses: [204], ends: 1)),
        (
            "HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n", false,
            Parsed(statuses: [304], ends: 1)
        ),
        ("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", false, Parsed(statuses: [200], ends: 1)),
    ]

    @Test("an answer reads the same however it is cut in two", arguments: samples.indices)
    func twoPieces(_ index: Int) {
        let sample = Self.samples[index]
        let bytes = Array(sample.text.utf8)
        for cut in 0...bytes.count {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            #expect(Self.parse(pieces, closes: sample.closes) == sample.expected, "cut at \(cut)")
        }
    }

    @Test("an answer reads the same byte by byte", arguments: samples.indices)
    func bytes(_ index: Int) {
        let sample = Self.samples[index]
        let pieces = sample.text.utf8.map { [$0] }
        #expect(Self.parse(pieces, closes: sample.closes) == sample.expected)
    }

    @Test("answers follow one another on a connection")
    func following() {
        let text = Self.samples.filter { !$0.closes }.map(\.text).joined()
        let parsed = Self.parse(text, answers: 6)
        #expect(parsed.statuses == [200, 200, 404, 204, 304, 200])
        #expect(parsed.ends == 6)
    }

    @Test(
        "what can be read in more than one way is broken",
        arguments: [
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
            "HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ncontent-length: 0x5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ncontent-length: 5 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ncontent-length: 9999999999999999999\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length : 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\n content-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nx: y\r\n folded\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nx: a\rcontent-length: 9\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nx: a\u{0}b\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nx\u{B}y: a\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\n: empty\r\n\r\n",
            "HTTP/1.1 200 OK\r\nx: y\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 2000 OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 099 OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 20x OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/2.0 200 OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1  200 OK\r\ncontent-length: 5\r\n\r\nhello",
            "ICY 200 OK\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0x5\r\nhello\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\nhello\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhelloX\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n123456789\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\n",
        ]
    )
    func broken(_ text: String) {
        let parsed = Self.parse(text)
        #expect(parsed.broken != nil, "\(parsed)")
        #expect(parsed.ends == 0)
    }

    @Test("an answer that ends too early is broken, wherever it ends")
    func endsEarly() {
        for sample in Self.samples where !sample.closes {
            let bytes = Array(sample.text.utf8)
            for cut in 0..<bytes.count {
                let parsed = Self.parse([Array(bytes[..<cut])], closes: true)
                #expect(parsed.broken != nil, "\(sample.text.prefix(30)) cut at \(cut)")
            }
        }
    }

    @Test("heads, lines and trailers have a bound")
    func bounds() {
        let long = String(repeating: "a", count: ResponseParser.headBytesMax)
        #expect(Self.parse("HTTP/1.1 200 OK\r\nx: \(long)\r\n\r\n").broken != nil)
        #expect(Self.parse("HTTP/1.1 200 OK\r\nx: \(long)").broken != nil)
        let many = String(repeating: "x: y\r\n", count: ResponseHead.fieldsMax + 1)
        #expect(Self.parse("HTTP/1.1 200 OK\r\n\(many)\r\n").broken != nil)
        let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        let line = String(repeating: "0", count: ResponseParser.sizeLineBytesMax + 1)
        #expect(Self.parse(chunked + line).broken != nil)
        #expect(Self.parse(chunked + "5;" + line + "\r\n").broken != nil)
        #expect(Self.parse(chunked + "0\r\n" + long + "aa").broken != nil)
        let trailers = String(
            repeating: "x: \(String(repeating: "t", count: 1_000))\r\n",
            count: 99
        )
        #expect(Self.parse(chunked + "0\r\n" + trailers).broken != nil)
    }

    private func head(_ fields: String, version: String = "1.1") throws -> ResponseHead {
        let block = ByteBuffer(string: "HTTP/\(version) 200 OK\r\n\(fields)\r\n")
        return try ResponseHead.parse(block).get()
    }

    @Test("what is for one hop only, or speaks in our name, does not go on")
    func appendFields() throws {
        let head = try head(
            "Content-Type: application/json\r\nConnection: close, X-Hop ,x-other\r\nKeep-Alive: 5\r\n"
                + "X-Hop: 1\r\nx-OTHER: 2\r\nTE: x\r\nTrailer: x\r\nUpgrade: h2\r\n"
                + "Proxy-Authenticate: x\r\nProxy-Connection: x\r\nX-Farthing-Cost: 0\r\n"
                + "x-farthing-anything: 0\r\nTransfer-Encoding: chunked\r\nX-Request-Id: \tr1 \r\n"
        )
        var buffer = ByteBuffer()
        head.appendFields(to: &buffer)
        let text = String(buffer: buffer)
        #expect(text == "Content-Type: application/json\r\nX-Request-Id: r1\r\n")
        #expect(head.value("x-request-id") == "r1")
        #expect(!head.keepsAlive)
    }

    @Test("a connection is kept where both say so")
    func keepsAlive() throws {
        #expect(try head("content-length: 0\r\n").keepsAlive)
        #expect(try !head("content-length: 0\r\n", version: "1.0").keepsAlive)
        let kept = "content-length: 0\r\nconnection: Keep-Alive\r\n"
        #expect(try head(kept, version: "1.0").keepsAlive)
        #expect(try !head("content-length: 0\r\nconnection: keep-alive, close\r\n").keepsAlive)
        #expect(try !head("x: y\r\n").keepsAlive)
    }

    @Test("event streams and encodings are seen whatever their letter case")
    func kinds() throws {
        #expect(try head("Content-Type: Text/Event-Stream; charset=utf-8\r\n").isEventStream)
        #expect(try !head("content-type: application/json\r\n").isEventStream)
        #expect(try head("Content-Encoding: br\r\n").isEncoded)
        #expect(try !head("content-encoding: Identity\r\n").isEncoded)
    }
}
