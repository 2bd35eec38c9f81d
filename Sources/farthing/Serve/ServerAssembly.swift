import ArgumentParser
import Crypto
import Farthing
import FarthingCore
import FarthingGateway
import FarthingPolicy
import FarthingProviders
import FarthingReceipts
import FarthingSQLite
import FarthingScripted
import Logging
import NIOCore
import NIOPosix

/// Everything that `farthing serve` runs, put together.
struct ServerAssembly {
    let command: ServeCommand
    let group: MultiThreadedEventLoopGroup
    let scripted: ScriptedProvider?
    let ledger: SQLiteLedger
    let gateway: GatewayServer
    let logger: Logger

    init(_ command: ServeCommand) async throws {
        self.command = command
        var logger = Logger(label: "farthing")
        logger.logLevel = .info
        self.logger = logger
        let folder = DataFolder(path: command.data)
        ledger = try await LedgerOpening.open(folder, command, logger)
        let policy = try PolicyLoading.load(command.policy)
        try await PolicyLoading.apply(policy, to: ledger)
        group = MultiThreadedEventLoopGroup(numberOfThreads: command.loops)
        let upstream = try await UpstreamChoice.choose(command, group)
        scripted = upstream.scripted
        let keys = try await FirstKey.directory(of: ledger)
        let address = try ListenAddress(command.listen)
        var options = GatewayOptions(openAI: upstream.target)
        options.host = address.host
        options.port = address.port
        let secret = try await ContentHash.key(in: ledger)
        let state = GatewayState(
            options: options,
            ledger: ledger,
            policy: policy,
            prices: PriceBook.bundled(),
            keys: keys.directory,
            logger: logger,
            clockMs: systemNowMs,
            contentHash: { ContentHash.hash($0, secret) }
        )
        gateway = try await GatewayServer.start(state, group: group)
        let base = "http://\(address.host):\(gateway.port)"
        if let secret = keys.newSecret {
            writeLine("OPENAI_BASE_URL=\(base)/openai/v1 OPENAI_API_KEY=\(secret)")
        }
        writeLine("ready on \(base), ledger in \(command.data), durability \(command.durability)")
        if let readyFile = command.readyFile, !writeFile(readyFile, "\(gateway.port)\n") {
            throw ValidationError("cannot write --ready-file \(readyFile)")
        }
    }

    func run() async throws {
        await StopSignal.wait()
        await gateway.stop()
        await ledger.close()
        await scripted?.shutdown()
        try await group.shutdownGracefully()
    }
}
