import Farthing
import FarthingClients
import FarthingCore
import FarthingProviders
import FarthingScripted
import NIOPosix
import Testing

@Suite("The code of docs/clients.md")
struct GuideTests {
    @Test("asks and streams as the page says")
    func start() async throws {
        let provider = try await ScriptedProvider.start(
            group: MultiThreadedEventLoopGroup.singleton
        )
        let policy = try Rig.policy(limit: "1.00")
        let key = Rig.key
        var options = ClientOptions()
        options.baseURL = "http://127.0.0.1:\(provider.port)"
        let request = ModelRequest(model: "gpt-4o-mini", prompt: "Name two.", maxOutputTokens: 100)

        let governor = try await Governor(
            ledger: MemoryLedger(),
            policy: policy,
            prices: .bundled()
        )
        let openAI = try OpenAI(key: key, governor: governor, options: options)

        let answer = try await openAI.chat.completions.create(
            ModelRequest(model: "gpt-4o-mini", prompt: "Name a river.", maxOutputTokens: 100)
        )
        print(answer.text, answer.bill?.costNanos ?? 0)

        for try await delta in try await openAI.chat.completions.stream(request) {
            if case .text(let text) = delta { print(text, terminator: "") }
        }

        let session = try BudgetedSession(
            limit: .usd("0.50"),
            governor: governor,
            onExceeded: { print("no room: \($0.message)") }
        )
        let river = try await session.attempt {
            try await openAI.chat.completions.create(request)
        }
        print(river?.text ?? "not asked", session.spentNanos)

        let bill = provider.bill()
        #expect(bill.count == 3)
        #expect(session.spentNanos == river?.bill?.costNanos)
        #expect(answer.bill?.costNanos == bill.first.map { Rig.nanos($0, input: 150, output: 600) })
        await provider.shutdown()
    }
}
