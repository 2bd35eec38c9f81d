import Farthing
import FarthingClients
import FarthingCore
import FarthingProviders
import FarthingScripted
import NIOPosix
import Synchronization
import Testing

/// A scripted provider on loopback, a governor over a ledger in memory, and clients between them.
struct Rig: Sendable {
    let provider: ScriptedProvider
    let governor: Governor
    let ledger: MemoryLedger
    let journal: Journal

    /// Every entry that the book made.
    final class Journal: Sendable {
        private let kept = Mutex<[Entry.Body]>([])
        func append(_ entry: Entry) { kept.withLock { $0.append(entry.body) } }
        var entries: [Entry.Body] { kept.withLock { $0 } }

        var extensions: Int { entries.count { if case .extend = $0 { true } else { false } } }
        var releases: Int { entries.count { if case .release = $0 { true } else { false } } }
        var settlements: [Entry.Settlement] {
            entries.compactMap { if case .settle(let settlement) = $0 { settlement } else { nil } }
        }
    }

    static let key = "sk-secret-of-the-test"

    /// Prices of round numbers, so that bills can be told by hand.
    static func prices() throws -> PriceBook { try made.get() }

    /// Read once: that takes a while where nothing is optimised.
    private static let made = Result {
        PriceBook.bundled(applying: [
            try PriceOverride("openai", "gpt-4o", [.input: "2.50", .output: "10.00"]),
            try PriceOverride("openai", "gpt-4o-mini", [.input: "0.15", .output: "0.60"]),
            try PriceOverride("openai", "gpt-5-mini", [.input: "0.25", .output: "2.00"]),
            try PriceOverride("openai", "text-embedding-3-small", [.input: "0.02"]),
            try PriceOverride("anthropic", "claude-haiku-4-5", [.input: "1.00", .output: "5.00"]),
            try PriceOverride("gemini", "gemini-2.0-flash", [.input: "0.10", .output: "0.40"]),
            try PriceOverride("bedrock", bedrockModel, [.input: "1.00", .output: "5.00"]),
            try PriceOverride(
                "maker",
                "small",
                [.input: "1.00", .output: "2.00"],
                maxOutputTokens: 1_000
            ),
        ])
    }

    static let bedrockModel = "anthropic.claude-haiku-4-5-20251001-v1:0"

    /// What a scripted call costs by these prices, in nano-dollars.
    static func nanos(_ call: BilledCall, input: Int64, output: Int64) -> Int64 {
        Int64(call.promptTokens) * input + Int64(call.completionTokens) * output
    }

    static func with(
        policy: Policy? = nil,
        clock: any SpendClock = SystemClock(),
        provider options: ScriptedOptions = ScriptedOptions(),
        _ body: (Rig) async throws -> Void
    ) async throws {
        var options = options
        if options.chunkDelayMs == ScriptedOptions().chunkDelayMs { options.chunkDelayMs = 1 }
        let provider = try await ScriptedProvider.start(
            group: MultiThreadedEventLoopGroup.singleton,
            options: options
        )
        let journal = Journal()
        let ledger = MemoryLedger { journal.append($0) }
        var settings = Governor.Options()
        settings.clock = clock
        let governor = try await Governor(
            ledger: ledger,
            policy: policy ?? Self.policy(limit: "10.00"),
            prices: Self.prices(),
            options: settings
        )
        let rig = Rig(provider: provider, governor: governor, ledger: ledger, journal: journal)
        do {
            try await body(rig)
        } catch {
            await provider.shutdown()
            throw error
        }
        await provider.shutdown()
    }

    static func policy(
        limit: String,
        hold: HoldMode = .ceiling,
        isEnforced: Bool = true,
        @BudgetBuilder thresholds: () -> [any BudgetStatement] = { [Threshold]() }
    ) throws -> Policy {
        let made = try Budget(
            "all",
            limit: .usd(limit),
            window: .day,
            hold: hold,
            warnsByDefault: false,
            thresholds: thresholds
        )
        return try Policy("test", isEnforced: isEnforced) { made }
    }

    var base: String { "http://127.0.0.1:\(provider.port)" }

    func options(
        _ steering: String = "",
        _ change: (inout ClientOptions) -> Void = { _ in }
    ) -> ClientOptions {
        var options = ClientOptions()
        options.baseURL = base
        if !steering.isEmpty { options.fields = [.init("x-scripted", steering)] }
        change(&options)
        return options
    }

    func openAI(_ options: ClientOptions) throws -> OpenAI {
        try OpenAI(key: Self.key, governor: governor, options: options)
    }

    func openAI(_ steering: String = "") throws -> OpenAI { try openAI(options(steering)) }

    func anthropic(_ steering: String = "") throws -> Anthropic {
        try Anthropic(key: Self.key, governor: governor, options: options(steering))
    }

    func gemini(_ steering: String = "") throws -> Gemini {
        try Gemini(key: Self.key, governor: governor, options: options(steering))
    }

    func bedrock(
        _ steering: String = "",
        _ credentials: Bedrock.Credentials = .bearer(Rig.key)
    ) throws -> Bedrock {
        try Bedrock(
            region: "us-east-1",
            credentials: credentials,
            governor: governor,
            options: options(steering)
        )
    }

    /// The account of the budget; zeros before its first call.
    func account() async throws -> (spent: Int64, held: Int64) {
        let accounts = try await ledger.accounts()
        return (accounts.reduce(0) { $0 + $1.spent }, accounts.reduce(0) { $0 + $1.held })
    }

    /// The only call that the provider has billed.
    func billed(_ place: SourceLocation = #_sourceLocation) throws -> BilledCall {
        let bill = provider.bill()
        #expect(bill.count == 1, sourceLocation: place)
        return try #require(bill.first, sourceLocation: place)
    }

    /// Waits until nothing is held any more, and nothing is under way with the provider.
    func untilClosed(_ place: SourceLocation = #_sourceLocation) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            if try await account().held == 0 { return }
            try await Task.sleep(for: .milliseconds(2))
        }
        Issue.record("money stays held", sourceLocation: place)
    }
}

/// Requests of these tests.
enum Asked {
    static func openAI(_ model: String = "gpt-4o-mini", limit: Int64? = 60) -> ModelRequest {
        ModelRequest(model: model, prompt: "Tell me of rivers.", maxOutputTokens: limit)
    }
}
