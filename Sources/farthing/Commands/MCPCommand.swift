import ArgumentParser
import FarthingMCP
import FarthingRemote
import Logging
import NIOCore

/// The proxy for servers of tools that speak the Model Context Protocol.
struct MCPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp",
        abstract: "Stand before an MCP server, and pay for each call of its tools from a budget.",
        discussion: """
            An agent's client starts this in the place of its server:

              farthing mcp -- npx -y @example/server --some-flag
              farthing mcp --server "python server.py" --prefix search.
              farthing mcp --server https://tools.example/mcp --listen 127.0.0.1:8487

            Everything is passed on as it is but calls of tools: each is held for at the price that is \
            registered in the console, judged by its guards, and settled when its answer is there. What \
            a budget does not cover is answered with a result that tells the agent why, and the tool \
            budget_status tells it what is left. docs/mcp.md.
            """
    )

    @OptionGroup(title: "The server") var server: MCPServerOptions

    @OptionGroup(title: "The ledger") var ledger: MCPLedgerOptions

    @OptionGroup(title: "Calls") var calls: MCPCallOptions

    @OptionGroup(title: "Clients over HTTP, at /mcp, instead of standard input and output")
    var clients: MCPClientOptions

    func run() async throws {
        let signals = Signals()
        let options = try calls.options()
        let place = try server.place()
        let listening = try clients.options()
        let sessionsMax = listening?.sessionsMax ?? 1
        let remote = try ledger.ledger(callsMax: options.callsMax * sessionsMax)
        let note: @Sendable (String) -> Void = { Console.error("farthing mcp: " + $0) }
        let broker = ToolBroker(RemoteToolDesk(remote), options, note: note)
        let (stops, telling) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(4))
        let hearing = Task {
            for await event in signals.events where event == .stop { telling.yield() }
        }
        defer { hearing.cancel() }
        guard let listening else { return try await serveStdio(broker, place, stops, note) }
        try await serveHTTP(broker, place, listening, stops, note)
    }

    private func serveHTTP(
        _ broker: ToolBroker,
        _ place: ServerPlace,
        _ options: HTTPFront.Options,
        _ stops: AsyncStream<Void>,
        _ note: @escaping @Sendable (String) -> Void
    ) async throws(Failure) {
        let logger = LineLogHandler.logger(level: .warning)
        let front: HTTPFront
        do {
            front = try await HTTPFront.start(broker, place, options, logger: logger, note: note)
        } catch {
            let reason = (error as? IOError).map { systemReason($0.errnoCode) } ?? "\(error)"
            throw Failure(
                .unavailable,
                "cannot listen on \(options.host):\(options.port): \(reason); stop what listens "
                    + "there, or choose another --listen"
            )
        }
        let scheme = options.tls == nil ? "http" : "https"
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        Console.line("ready on \(scheme)://\(host):\(front.port)/mcp")
        try clients.tell(front.port)
        for await _ in stops { break }
        await front.stop()
        await broker.flush(withinMs: 5_000)
    }

    private func serveStdio(
        _ broker: ToolBroker,
        _ place: ServerPlace,
        _ stops: AsyncStream<Void>,
        _ note: @escaping @Sendable (String) -> Void
    ) async throws(Failure) {
        let front = StdioFront(broker, place, note: note)
        if case .serverGone(let ending) = await front.run(stop: stops) {
            throw Failure(.unavailable, ending)
        }
    }
}
