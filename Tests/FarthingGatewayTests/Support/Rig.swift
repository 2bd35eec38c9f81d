import Farthing
import FarthingCore
import FarthingGateway
import FarthingTesting
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A gateway with a ledger in memory before a fake provider, on loopback sockets.
struct Rig: Sendable {
    let group: MultiThreadedEventLoopGroup
    let server: GatewayServer
    let state: GatewayState
    let ledger: GateLedger
    let journal: Journal
    let clock: ManualClock
    let logs: LogCapture
    let provider: FakeProvider

    /// Every entry that the book made.
    final class Journal: Sendable {
        private let kept = Mutex<[Entry.Body]>([])
        func append(_ entry: Entry) { kept.withLock { $0.append(entry.body) } }
        var entries: [Entry.Body] { kept.withLock { $0 } }

        var settlements: [Entry.Settlement] {
            entries.compactMap { if case .settle(let settlement) = $0 { settlement } else { nil } }
        }

        var holds: [Entry.Admission] {
            entries.compactMap { if case .hold(let admission) = $0 { admission } else { nil } }
        }

        var releases: [String] {
            entries.compactMap { if case .release(_, let why) = $0 { why } else { nil } }
        }

        var extensions: [Entry.Extension] {
            entries.compactMap { if case .extend(let change) = $0 { change } else { nil } }
        }
    }

    static let secret = "fk_test"

    /// Runs a test against a gateway, and takes everything down again.
    static func with(
        _ setup: Setup = Setup(),
        script: @escaping FakeProvider.Script = { _ in [.send(Chat.answer())] },
        _ body: @Sendable (Rig) async throws -> Void
    ) async throws {
        let rig = try await start(setup, script: script)
        do {
            try await body(rig)
        } catch {
            await rig.stop()
            throw error
        }
        await rig.stop()
    }

    static func start(_ setup: Setup, script: @escaping FakeProvider.Script) async throws -> Rig {
        let (provider, port) = try await FakeProvider.start(
            readBytesMax: setup.providerReadBytesMax,
            earlyAnswer: setup.earlyAnswer,
            script: script
        )
        let clock = ManualClock()
        let journal = Journal()
        let ledger = GateLedger(MemoryLedger { journal.append($0) })
        let policy = try CompiledPolicy(setup.policy)
        let commands = setup.policy.budgets.map { Command.setBudget($0, opening: [:]) }
        _ = try await ledger.apply(commands, nowMs: clock.nowMs)
        var options = GatewayOptions(
            upstreams: [
                .openAI: UpstreamTarget(
                    provider: "openai",
                    host: "127.0.0.1",
                    port: setup.upstreamPort ?? port,
                    usesTLS: false,
                    authorization: "Bearer sk-provider"
                )
            ]
        )
        options.port = 0
        options.sweepMs = 10
        options.settleLingerMs = 1
        options.drainMs = 200
        setup.configure(&options)
        let logs = LogCapture()
        let state = GatewayState(
            options: options,
            ledger: ledger,
            policy: policy,
            prices: Chat.prices,
            keys: setup.keyRing ?? TestKeys(setup.keys),
            logger: logs.logger,
            clockMs: { clock.nowMs },
            contentHash: Rig.contentHash,
            sha256: Rig.sha256,
            subjects: setup.subjects,
            events: setup.events,
            tools: setup.tools
        )
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try await GatewayServer.start(state, group: group)
        return Rig(
            group: group,
            server: server,
            state: state,
            ledger: ledger,
            journal: journal,
            clock: clock,
            logs: logs,
            provider: provider
        )
    }

    /// Not keyed, but enough to tell contents apart.
    static let contentHash: @Sendable ([UInt8]) -> String = { bytes in
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        return String(hash, radix: 16)
    }

    /// No SHA-256, but enough to tell names apart.
    static let sha256: @Sendable ([UInt8]) -> [UInt8] = { bytes in
        Array((contentHash(bytes) + contentHash(bytes.reversed())).utf8)
    }

    func stop() async {
        provider.open()
        ledger.open()
        await server.stop()
        try? await group.shutdownGracefully()
        await provider.stop()
    }

    func client(reads: Bool = true) async throws -> RawClient {
        try await RawClient.connect(port: server.port, reads: reads)
    }

    /// Sends one request on a connection of its own and takes the answer.
    func ask(_ request: String, isHead: Bool = false) async throws -> RawAnswer {
        let client = try await client()
        client.send(request)
        let answer = try await client.answer(isHead: isHead)
        await client.close()
        return answer
    }

    /// The account of a budget; all zeros before its first call.
    func account(_ budget: String = "all") async throws -> (spent: Int64, held: Int64) {
        let accounts = try await ledger.accounts().filter { $0.key.budget == budget }
        return (
            accounts.reduce(0) { $0 + $1.spent }, accounts.reduce(0) { $0 + $1.held }
        )
    }

    /// Waits until `condition` holds.
    func until(
        _ what: Comment,
        timeoutMs: Int = 120_000,
        _ condition: () async throws -> Bool,
        _ place: SourceLocation = #_sourceLocation
    ) async throws {
        let deadline = ContinuousClock.now + .milliseconds(timeoutMs)
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(2))
        }
        Issue.record("never came: \(what)", sourceLocation: place)
    }

    /// Waits until nothing is held any more, after at least one hold was closed.
    func untilClosed(_ place: SourceLocation = #_sourceLocation) async throws {
        try await until(
            "every hold is closed",
            { journal.settlements.count + journal.releases.count >= max(1, journal.holds.count) },
            place
        )
        #expect(try await account().held == 0, sourceLocation: place)
    }
}

/// What a test's gateway is made of.
struct Setup: Sendable {
    var policy = Policy(id: "test", budgets: [Setup.money()])
    var keys: [String: AccessKey] = [Rig.secret: Setup.key("key_test")]
    /// Instead of ``keys``.
    var keyRing: (any KeyRing)?
    var events: (any EventSource)?
    var subjects: (any SubjectRing)?
    var tools = RegisteredTools()
    var upstreamPort: Int?
    var providerReadBytesMax: Int?
    var earlyAnswer: String?
    var configure: @Sendable (inout GatewayOptions) -> Void = { _ in }

    init(
        policy: Policy? = nil,
        upstreamPort: Int? = nil,
        providerReadBytesMax: Int? = nil,
        configure: @escaping @Sendable (inout GatewayOptions) -> Void = { _ in }
    ) {
        if let policy { self.policy = policy }
        self.upstreamPort = upstreamPort
        self.providerReadBytesMax = providerReadBytesMax
        self.configure = configure
    }

    init(limit: Int64, mode: HoldMode = .ceiling, upstreamPort: Int? = nil) {
        self.upstreamPort = upstreamPort
        policy = Policy(id: "test", budgets: [Setup.money(limit: limit, mode: mode)])
    }

    /// Where nobody listens: only the system itself may use it.
    static let closedPort = 1

    static func money(
        _ id: String = "all",
        limit: Int64 = 10_000_000_000,
        mode: HoldMode = .ceiling,
        per: [Dimension] = [],
        match: Match = Match()
    ) -> Budget {
        Budget(
            id: id,
            match: match,
            per: per,
            unit: .money("USD"),
            limit: limit,
            window: .day,
            holdMode: mode
        )
    }

    static func key(
        _ id: String,
        scope: Scope = Scope(),
        claims: [String: String] = ["agent": "*", "run": "*", "tool": "*"],
        claimsMax: Int = 1_000,
        requires: [Dimension] = []
    ) -> AccessKey {
        let terms = claims.sorted { $0.key < $1.key }.compactMap { name, pattern in
            Dimension(name: name).flatMap { dimension in
                Glob(pattern).map { Match.Term(dimension: dimension, pattern: $0) }
            }
        }
        return AccessKey(
            id: id,
            name: id,
            scope: scope,
            claims: terms,
            claimsMax: claimsMax,
            requires: requires
        )
    }
}

struct TestKeys: KeyRing {
    var keys: [String: AccessKey]
    init(_ keys: [String: AccessKey]) { self.keys = keys }

    func find(_ secret: Span<UInt8>, nowMs: Int64) -> AccessKey? {
        secret.withUnsafeBytes { keys[String(decoding: $0, as: UTF8.self)] }
    }

    func find(id: String, nowMs: Int64) -> AccessKey? { keys.values.first { $0.id == id } }
}
