import FarthingCore
import FarthingMCP
import NIOPosix
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A proxy between a client that this is and a server that is a shell's script.
final class Pair: Sendable {
    /// Answers each request with its method, but for calls of tools named `mute`; `end` ends it.
    static let server = """
        while IFS= read -r line; do
          id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
          case "$line" in
            *'"name":"end"'*) exit 3;;
            *'"name":"mute"'*) ;;
            *'"name":"wrong"'*) printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32602,"message":"no"}}\\n' "$id";;
            *'"name":"broken"'*) printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32603,"message":"no"}}\\n' "$id";;
            *'"name":"bad"'*) printf '{"jsonrpc":"2.0","id":%s,"result":{"content":[],"isError":true}}\\n' "$id";;
            *) [ -n "$id" ] && printf 'a line of a log\\n{"jsonrpc":"2.0","id":%s,"result":{"content":[],"mark":1}}\\n' "$id";;
          esac
        done
        """

    private static let patienceMs: CInt = 90_000

    private let toProxy: CInt
    private let fromProxy: CInt
    private let stopping: AsyncStream<Void>.Continuation
    private let running: Task<StdioFront.Ending, Never>
    private let pool = NIOThreadPool(numberOfThreads: 2)

    init(_ desk: ScriptedDesk, _ options: MCPOptions = MCPOptions(), server: String = server) throws
    {
        var ends: [CInt] = [-1, -1, -1, -1]
        ends.withUnsafeMutableBufferPointer { ends in
            if let base = ends.baseAddress { _ = (pipe(base), pipe(base + 2)) }
        }
        for end in ends { try #require(end >= 0 && fcntl(end, F_SETFD, FD_CLOEXEC) == 0) }
        (toProxy, fromProxy) = (ends[1], ends[2])
        let (stop, stopping) = AsyncStream<Void>.makeStream()
        self.stopping = stopping
        let broker = ToolBroker(desk, options) { _ in }
        let front = StdioFront(broker, .command(["/bin/sh", "-c", server])) { _ in }
        running = Task.detached { [ends] in
            await front.run(input: ends[0], output: ends[3], stop: stop)
        }
        pool.start()
    }

    deinit {
        pool.shutdownGracefully { _ in }
    }

    func say(_ line: String) async { await say(Array((line + "\n").utf8)) }

    /// Writes on a thread that may wait for the proxy.
    func say(_ bytes: [UInt8]) async {
        _ = try? await pool.runIfActive { [toProxy] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(toProxy, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    func call(_ id: Int, _ tool: String, _ arguments: String = "{}") async {
        await say(
            #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","#
                + #""arguments":\#(arguments)}}"#
        )
    }

    /// The next line of the proxy. One that says nothing for long is an error: a thread that is
    /// blocked knows nothing of the test's own limit of time.
    func hear() async throws -> JSONNode {
        let line = try await pool.runIfActive { [fromProxy] in
            var line: [UInt8] = []
            var byte: UInt8 = 0
            while true {
                var wanted = pollfd(fd: fromProxy, events: Int16(POLLIN), revents: 0)
                guard poll(&wanted, 1, Self.patienceMs) > 0 else { throw Silence() }
                guard read(fromProxy, &byte, 1) == 1, byte != 0x0A else { return line }
                line.append(byte)
            }
        }
        return try JSONDocument(line).root
    }

    private struct Silence: Error {}

    /// The code of the next answer's refusal, and whether it is charged.
    func hearRefusal() async throws -> (code: String, isCharged: Bool) {
        let facts = try await hear().member("result")?.member("_meta")?.member("farthing/refusal")
        let code = try #require(facts?.member("code")?.string)
        return (code, facts?.member("charged")?.bool == true)
    }

    func stop() { stopping.yield() }

    /// The client goes; how the proxy ends.
    func end() async -> StdioFront.Ending {
        close(toProxy)
        return await running.value
    }

    /// How the proxy ends by itself.
    func ending() async -> StdioFront.Ending { await running.value }
}
