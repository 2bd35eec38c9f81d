import Farthing
import FarthingCore
import FarthingGateway
import FarthingRemote
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A gateway with a ledger in memory, on loopback sockets: a running server as a remote ledger sees it.
struct Server: Sendable {
    static let key = "fk_remote"
    static let otherKey = "fk_other"

    let group: MultiThreadedEventLoopGroup
    let server: GatewayServer
    let ledger: MemoryLedger
    let journal: Journal

    /// Every entry that the book made.
    final class Journal: Sendable {
        private let kept = Mutex<[Entry.Body]>([])
        func append(_ entry: Entry) { kept.withLock { $0.append(entry.body) } }
        var entries: [Entry.Body] { kept.withLock { $0 } }
        var holds: Int { count { if case .hold = $0 { true } else { false } } }
        var settlements: Int { count { if case .settle = $0 { true } else { false } } }
        var releases: Int { count { if case .release = $0 { true } else { false } } }

        private func count(_ isCounted: (Entry.Body) -> Bool) -> Int {
            entries.reduce(0) { $0 + (isCounted($1) ? 1 : 0) }
        }
    }

    var port: Int { server.port }
    var address: String { "http://127.0.0.1:\(port)" }

    static func start(
        _ policy: Policy = Policy(id: "remote", budgets: [money()]),
        port: Int = 0,
        on former: Server? = nil,
        socket: String? = nil,
        keys: [String]? = nil
    ) async throws -> Server {
        let journal = former?.journal ?? Journal()
        let ledger = former?.ledger ?? MemoryLedger { journal.append($0) }
        if former == nil {
            let commands = policy.budgets.map { Command.setBudget($0, opening: [:]) }
            _ = try await ledger.apply(commands, nowMs: SystemClock().nowMs)
        }
        var options = GatewayOptions(upstreams: [:])
        options.port = port
        options.sweepMs = 10
        options.settleLingerMs = 0
        options.shutdownMs = 200
        if let socket { options.spendSocket = SpendSocket(path: socket) }
        let hash: @Sendable ([UInt8]) -> String = {
            String(ArgumentHash(digest: $0).high, radix: 16)
        }
        let state = GatewayState(
            options: options,
            ledger: ledger,
            policy: try CompiledPolicy(policy),
            prices: prices,
            keys: Keys(only: keys),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clockMs: { SystemClock().nowMs },
            contentHash: hash,
            sha256: { Array((hash($0) + hash($0.reversed())).utf8) }
        )
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let server = try await GatewayServer.start(state, group: group)
            return Server(group: group, server: server, ledger: ledger, journal: journal)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    func stop() async {
        await server.stop()
        try? await group.shutdownGracefully()
    }

    /// Runs a test against a server, and takes it down again.
    static func with(
        _ policy: Policy = Policy(id: "remote", budgets: [money()]),
        socket: String? = nil,
        _ body: @Sendable (Server) async throws -> Void
    ) async throws {
        let server = try await start(policy, socket: socket)
        do { try await body(server) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    func remote(
        key: String = Server.key,
        _ configure: (inout RemoteLedger.Options) -> Void = { _ in }
    ) throws -> RemoteLedger {
        var options = RemoteLedger.Options()
        options.timeoutMs = 5_000
        configure(&options)
        return try RemoteLedger(address, key: key, options: options)
    }

    /// The sums of a budget's accounts.
    func account(_ budget: String = "all") async throws -> (spent: Int64, held: Int64) {
        let accounts = try await ledger.accounts().filter { $0.key.budget == budget }
        return (accounts.reduce(0) { $0 + $1.spent }, accounts.reduce(0) { $0 + $1.held })
    }

    static func money(
        _ id: String = "all",
        limit: Int64 = 10_000_000_000,
        mode: HoldMode = .ceiling,
        per: [Dimension] = []
    ) -> Budget {
        Budget(
            id: id,
            match: Match(),
            per: per,
            unit: .money("USD"),
            limit: limit,
            window: .total,
            holdMode: mode
        )
    }

    /// gpt-4o-mini at one dollar a million tokens of input and four of output; a cheaper one beside it.
    static let prices: PriceBook = {
        var book = PriceBook.empty
        for (model, part) in [("gpt-4o-mini", Int64(1)), ("gpt-4.1-nano", 4)] {
            let sheet = RateSheet(
                input: Rate(nanosPerMillion: 1_000_000_000 / part),
                output: Rate(nanosPerMillion: 4_000_000_000 / part)
            )
            book.set(
                ModelPrice(
                    provider: "openai",
                    model: model,
                    contextTokens: 128_000,
                    maxOutputTokens: 16_384,
                    sheets: [sheet]
                )
            )
        }
        return book
    }()

    /// A key that is trusted with something, and ends at a time.
    static func key(trusted capability: Capability, untilMs: Int64 = .max) -> String {
        "fk_trusted:\(capability.name):\(untilMs)"
    }

    private struct Keys: KeyRing {
        /// The keys that there are; nil for all that this file makes.
        let only: [String]?

        func find(_ secret: Span<UInt8>, nowMs: Int64) -> AccessKey? {
            secret.withUnsafeBytes { key(String(decoding: $0, as: UTF8.self), nowMs) }
        }

        func find(id: String, nowMs: Int64) -> AccessKey? { nil }

        private func key(_ secret: String, _ nowMs: Int64) -> AccessKey? {
            guard only?.contains(secret) ?? true else { return nil }
            let parts = secret.split(separator: ":")
            let capability = parts.count == 3 ? Capability(name: String(parts[1])) : nil
            let isTrusted =
                capability != nil && parts.last.flatMap { Int64($0) }.map { nowMs < $0 } ?? false
            guard secret == Server.key || secret == Server.otherKey || isTrusted else { return nil }
            let claims = [Dimension.user, .tool, .run].compactMap { dimension in
                Glob("*").map { Match.Term(dimension: dimension, pattern: $0) }
            }
            return AccessKey(
                id: "key_" + secret,
                name: secret,
                scope: Scope(),
                claims: claims,
                capability: capability
            )
        }
    }
}

/// Waits until `condition` holds.
func until(
    _ what: Comment,
    timeoutMs: Int = 60_000,
    _ condition: () async throws -> Bool,
    _ place: SourceLocation = #_sourceLocation
) async throws {
    let deadline = ContinuousClock.now + .milliseconds(timeoutMs)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("never came: \(what)", sourceLocation: place)
}

/// Runs what must throw a `SpendError`, and hands that back.
func spendError(
    _ place: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async throws -> SpendError {
    do { try await body() } catch let error as SpendError { return error }
    Issue.record("no SpendError was thrown", sourceLocation: place)
    throw SpendError(.invalid, "none")
}
