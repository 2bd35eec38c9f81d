import FarthingReceipts
import FarthingWitness
import NIOCore
import NIOPosix
import Testing

@Suite("A witness over HTTP")
struct WitnessServerTests {
    private let log: SampleLog
    private let folder: TestFolder

    init() throws {
        log = try SampleLog()
        folder = try TestFolder()
    }

    @Test("every status of the protocol comes over the wire")
    func statuses() async throws {
        let witness = try Witness.at(folder, log.list)
        let server = try await TestServer.start(witness)
        let stranger = try SampleLog(origin: "log.example/b", size: 3)
        let forger = try SampleLog(size: 3)
        let other = try SampleLog(key: log.signingKey, size: 60, forkedAt: 3)
        let table: [(WitnessRequest, Int)] = [
            (try log.request(5, 9), 409), (try log.request(0, 10), 200),
            (try log.request(0, 10), 409), (try log.request(10, 10), 200),
            (try other.request(10, 10), 409), (try other.request(10, 20), 422),
            (WitnessRequest(oldSize: 12, proof: [], signed: try log.signed(11)), 400),
            (try stranger.request(0, 3), 404), (try forger.request(0, 3), 403),
            (try log.request(10, 90), 200),
        ]
        for (request, status) in table {
            let answer = try await TestServer.ask(server, "POST", "/add-checkpoint", request.bytes)
            #expect(answer.status == status)
            #expect(answer.header("date") == "Sun, 06 Nov 1994 08:49:37 GMT")
            #expect(answer.header("cache-control") == "no-store")
            if status == 409 {
                #expect(answer.header("content-type") == "text/x.tlog.size")
                #expect(["0\n", "10\n"].contains(answer.text))
            }
            if status == 200 {
                #expect(SignedNote.signatures(in: answer.body)?.count == 1)
            }
        }
        let malformed = try await TestServer.ask(server, "POST", "/add-checkpoint", [0x0A])
        #expect(malformed.status == 400)
        await server.stop()
    }

    @Test("other methods and places are refused; figures are served")
    func places() async throws {
        let server = try await TestServer.start(Witness.at(folder, log.list))
        let get = try await TestServer.ask(server, "GET", "/add-checkpoint")
        #expect(get.status == 405)
        #expect(get.header("allow") == "POST")
        for path in ["/", "/add-checkpoint/", "/x/add-checkpoint", "/%61dd-checkpoint"] {
            #expect(try await TestServer.ask(server, "POST", path, [1]).status == 404)
        }
        _ = try await TestServer.ask(
            server,
            "POST",
            "/add-checkpoint",
            log.request(0, 3).bytes
        )
        let figures = try await TestServer.ask(server, "GET", "/metrics")
        #expect(figures.text.contains("farthing_witness_answers{status=\"200\"} 1"))
        #expect(figures.text.contains("farthing_witness_forks 0"))
        await server.stop()
    }

    @Test("a body at the bound is read, one beyond it gets 413, an endless one is cut")
    func bodies() async throws {
        let server = try await TestServer.start(Witness.at(folder, log.list))
        let max = WitnessService.bodyBytesMax
        for (count, status) in [(max, 400), (max + 1, 413), (1 << 20, 413)] {
            let body = [UInt8](repeating: 0x61, count: count)
            let answer = try await TestServer.ask(server, "POST", "/add-checkpoint", body)
            #expect(answer.status == status, "\(count) bytes")
        }
        let endless = [UInt8](repeating: 0x61, count: 64 << 20)
        let answer = try? await TestServer.ask(server, "POST", "/add-checkpoint", endless)
        #expect(answer == nil || answer?.status == 413)
        await server.stop()
    }

    @Test("a client that sends slowly is cut, whether it is in the head or in the body")
    func slowClients() async throws {
        let server = try await TestServer.start(
            bodyBytesMax: 1_000,
            change: {
                $0.bodyMs = 300
                $0.idleMs = 300
            },
            { _ in PublicAnswer(status: 200) }
        )
        let heads = [
            "", "POST /add-checkpoint HT", "POST / HTTP/1.1\r\nhost: a\r\n",
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc",
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n",
        ]
        for head in heads {
            let started = ContinuousClock.now
            let answer = try await RawClient.exchange(port: server.port, head)
            #expect(answer == "", "\(head)")
            // By the server, long before the client would have.
            #expect(ContinuousClock.now - started < .seconds(150), "\(head)")
        }
        await server.stop()
    }

    @Test("one connection serves many requests, bodies of other methods are not read")
    func connections() async throws {
        let server = try await TestServer.start(Witness.at(folder, log.list))
        let get = "GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n"
        let answers = try await RawClient.exchange(
            port: server.port,
            get + get + get,
            until: { $0.components(of: "HTTP/1.1 200 OK") == 3 }
        )
        #expect(answers.components(of: "HTTP/1.1 200 OK") == 3)
        let withBody = try await RawClient.exchange(
            port: server.port,
            "GET /metrics HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nabcde" + get
        )
        #expect(withBody.components(of: "HTTP/1.1 200 OK") == 1)
        #expect(withBody.contains("Connection: close"))
        let expects = try await RawClient.exchange(
            port: server.port,
            "POST /add-checkpoint HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n"
                + "expect: 100-continue\r\n\r\n\n",
            until: { $0.contains("HTTP/1.1 400 Bad Request") }
        )
        #expect(expects.hasPrefix("HTTP/1.1 100 Continue"))
        #expect(expects.contains("HTTP/1.1 400 Bad Request"))
        let nonsense = try await RawClient.exchange(port: server.port, "\u{1}\r\n\r\n")
        #expect(nonsense.isEmpty || nonsense.hasPrefix("HTTP/1.1 400"))
        await server.stop()
    }
}

/// Bytes over a socket, as no proper client sends them.
enum RawClient {
    /// Long enough for a machine that does much else; nobody waits for it where all is well.
    private static let waitMs: Int64 = 200_000

    /// Sends a text and gathers what comes until it is enough, the server closes, or the time is
    /// over.
    static func exchange(
        port: Int,
        _ text: String,
        until isEnough: (String) -> Bool = { _ in false }
    ) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        let closing = channel.channel.eventLoop.scheduleTask(in: .milliseconds(waitMs)) {
            channel.channel.close(promise: nil)
        }
        defer { closing.cancel() }
        return try await channel.executeThenClose { inbound, outbound in
            var bytes: [UInt8] = []
            do {
                try await outbound.write(ByteBuffer(string: text))
                for try await chunk in inbound {
                    bytes += chunk.readableBytesView
                    if isEnough(String(decoding: bytes, as: UTF8.self)) { break }
                }
            } catch {
                // The other side may reset the connection.
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension String {
    func components(of text: String) -> Int { ranges(of: text).count }
}
