import FarthingWitness
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite("A small server for anybody")
struct PublicServerTests {
    @Test(
        "times are written as HTTP has them",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
            (1_795_305_599, "Sat, 21 Nov 2026 23:59:59 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        ]
    )
    func dates(seconds: Int, text: String) {
        #expect(HTTPDate.text(Int64(seconds)) == text)
    }

    @Test("a client that does not take its answers is cut, and makes room for others")
    func deafClients() async throws {
        let body = [UInt8](repeating: 0x61, count: 1 << 20)
        let server = try await TestServer.start(
            change: {
                $0.connectionsMax = 1
                $0.answerMs = 3_000
                $0.idleMs = 60_000
            },
            { _ in PublicAnswer(status: 200, body: body) }
        )
        let deaf = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(ChannelOptions.autoRead, value: false)
            .connect(host: "127.0.0.1", port: server.port).get()
        let requests = String(repeating: "GET / HTTP/1.1\r\nhost: a\r\n\r\n", count: 50)
        try await deaf.writeAndFlush(ByteBuffer(string: requests))
        let answer = try await RawClient.exchange(
            port: server.port,
            "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
        )
        #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        #expect(answer.utf8.count > 1 << 20)
        try? await deaf.close()
        await server.stop()
    }

    @Test("more clients than there are connections are served one after another")
    func manyClients() async throws {
        let server = try await TestServer.start(
            change: {
                $0.connectionsMax = 2
                $0.idleMs = 60_000
            },
            { PublicAnswer(status: 200, body: [UInt8]($0.path.utf8)) }
        )
        let port = server.port
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await RawClient.exchange(
                        port: port,
                        "GET /\(number)? HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
                    )
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0.hasPrefix("HTTP/1.1 200 OK") } == 40)
        await server.stop()
    }

    @Test("when it is stopped, a request under way is answered, and nothing listens any more")
    func stopping() async throws {
        let started = Mutex(false)
        let server = try await TestServer.start { _ in
            started.withLock { $0 = true }
            try? await Task.sleep(for: .milliseconds(300))
            return PublicAnswer(status: 200, body: [0x61])
        }
        let port = server.port
        async let answer = RawClient.exchange(
            port: port,
            "GET / HTTP/1.1\r\nhost: a\r\n\r\n"
        )
        while !started.withLock({ $0 }) { await Task.yield() }
        await server.stop()
        #expect(try await answer.hasPrefix("HTTP/1.1 200 OK"))
        await #expect(throws: (any Error).self) {
            try await RawClient.exchange(port: port, "GET / HTTP/1.1\r\n\r\n")
        }
    }
}
