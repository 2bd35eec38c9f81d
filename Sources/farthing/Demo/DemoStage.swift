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

import class Foundation.FileManager

/// Everything that the demo runs on: a folder of its own, a ledger, a gateway, a provider.
struct DemoStage {
    let folder: DataFolder
    let group: MultiThreadedEventLoopGroup
    let provider: ScriptedProvider
    let ledger: SQLiteLedger
    let gateway: GatewayServer
    let prices: PriceBook
    let publicKey: VerifyingKey
    /// The secret of each team's key.
    let keys: [String: String]

    static func build() async throws -> DemoStage {
        let path =
            FileManager.default.temporaryDirectory.path
            + "/farthing-demo-" + AccessSecret.makeID().dropFirst(4)
        let folder = DataFolder(path: path)
        try folder.make()
        let read = try CompiledPolicy(
            PolicyReader.read(
                Array(DemoPolicy.text.utf8),
                file: "demo.yaml",
                zones: SystemZones.rules
            )
        )
        let logger = LineLogHandler.logger(level: .critical)
        let settings = Settings(alone: [.data: path])
        let ledger = try await LedgerOpening.open(folder, settings, isNew: true, logger)
        let prices = PriceBook.bundled()
        let policy = try await PolicyChange.apply(
            LoadedPolicy(compiled: read, hash: "demo"),
            to: ledger,
            in: folder,
            rates: prices.rates
        ).policy
        let directory = KeyDirectory([])
        let keys = try await makeKeys(in: ledger, directory)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let provider = try await ScriptedProvider.start(group: group)
        let content = try await ContentHash(of: ledger)
        var options = GatewayOptions(
            upstreams: [
                .openAI: UpstreamTarget(
                    provider: "openai",
                    host: "127.0.0.1",
                    port: provider.port,
                    usesTLS: false
                )
            ]
        )
        options.port = 0
        let state = GatewayState(
            options: options,
            ledger: ledger,
            policy: policy,
            prices: prices,
            keys: directory,
            logger: logger,
            clockMs: systemNowMs,
            contentHash: { content.hash($0) },
            sha256: { ContentHash.bare($0) }
        )
        return DemoStage(
            folder: folder,
            group: group,
            provider: provider,
            ledger: ledger,
            gateway: try await GatewayServer.start(state, group: group),
            prices: prices,
            publicKey: try KeyFile.verifyingKey(at: folder.publicKey),
            keys: keys
        )
    }

    /// A key for each team, by the team's name.
    private static func makeKeys(
        in ledger: SQLiteLedger,
        _ directory: KeyDirectory
    ) async throws(LedgerError) -> [String: String] {
        var keys: [String: String] = [:]
        for team in DemoPolicy.teams {
            var scope = Scope()
            scope[.team] = team
            let secret = AccessSecret.make()
            let key = StoredAccessKey(
                id: AccessSecret.makeID(),
                secret: secret,
                name: team,
                scope: scope,
                claims: StoredAccessKey.usualClaims,
                nowMs: systemNowMs()
            )
            try await ledger.add(key)
            directory.add(key)
            keys[team] = secret
        }
        return keys
    }

    /// Ends the gateway, the ledger and the provider; the folder stays.
    func shutdown() async {
        await gateway.stop()
        await ledger.close()
        await provider.shutdown()
        // The process ends now; a loop that does not is no reason to fail.
        try? await group.shutdownGracefully()
    }

    func removeFolder() {
        // A folder that stays behind in the temporary folder harms nobody.
        try? FileManager.default.removeItem(atPath: folder.path)
    }

    /// What the provider billed, by its own count of tokens.
    func billedNanos() -> Int64 {
        let now = systemNowMs()
        return provider.bill().reduce(0) { sum, call in
            guard
                let price = prices.price(provider: "openai", model: call.model, atMs: now),
                let amount = try? price.amountNanos(
                    of: Usage(
                        inputTokens: Int64(call.promptTokens - call.cachedTokens),
                        cachedInputTokens: Int64(call.cachedTokens),
                        outputTokens: Int64(call.completionTokens - call.reasoningTokens),
                        reasoningTokens: Int64(call.reasoningTokens)
                    )
                )
            else { return sum }
            return sum + amount
        }
    }
}
