import Farthing
import FarthingCore
import FarthingRemote
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite("Remote ledger: the server's address")
struct AddressTests {
    @Test(
        "an address that nothing can be sent to is refused at the making",
        arguments: [
            "http://127.0.0.1:99999", "http://127.0.0.1:65536", "http://127.0.0.1:0",
            "http://127.0.0.1:-1", "http://127.0.0.1:", "http://127.0.0.1:84x", "http://h:1:2",
            "http://h:99999999999999999999", "http://h:1/path?q=x", "http://h:1?q", "http://h:1#f",
            "http://h:1/path#f", "http://u:pw@h:1", "http://u@h", "http://", "http:///path",
            "http://h h", "http://h\n", "http://..", "http://[::1", "http://[h]:1", "ftp://h",
            "h:1",
            "http://h/" + String(repeating: "p", count: 2_048), "",
        ]
    )
    func refused(_ address: String) {
        do throws(SpendError) {
            _ = try RemoteLedger(address, key: "k")
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .invalid)
            #expect(error.message.contains("1 to 65535") && !error.message.contains("pw"))
        }
    }

    @Test(
        "names, addresses, ports and paths are taken",
        arguments: [
            "http://127.0.0.1:8484", "http://127.0.0.1:65535/", "https://budgets.example.com",
            "http://[::1]:8484", "https://h:1/farthing/", "http://h/a/b",
        ]
    )
    func taken(_ address: String) throws {
        _ = try RemoteLedger(address, key: "k")
    }

    /// Notes the first line of each request, and hangs up.
    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let lines: Lines

        init(_ lines: Lines) { self.lines = lines }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            let line = text.split(separator: "\r\n").first.map(String.init) ?? ""
            lines.all.withLock { $0.append(line) }
            context.close(promise: nil)
        }
    }

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    @Test("a path comes before the verbs' own, for a server behind a proxy")
    func path() async throws {
        let lines = Lines()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listening = try await ServerBootstrap(group: group)
            .childChannelInitializer { client in
                client.eventLoop.makeCompletedFuture {
                    try client.pipeline.syncOperations.addHandler(Listener(lines))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let port = listening.localAddress?.port ?? 0
        let remote = try RemoteLedger("http://127.0.0.1:\(port)/money/", key: "k")
        _ = try? await Governor(ledger: remote).hold(SpendRequest(tool: "t", cost: .nanos(1)))
        #expect(lines.all.withLock { $0.first } == "POST /money/v1/spend/hold HTTP/1.1")
        try await listening.close().get()
        try await group.shutdownGracefully()
    }
}
