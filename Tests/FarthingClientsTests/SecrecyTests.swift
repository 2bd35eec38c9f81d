import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import Testing

@Suite("Keys and prompts stay where they belong")
struct SecrecyTests {
    /// Everything that a careless log may print of a value.
    private static func shown(_ value: some Any) -> String {
        var text = "\(value)" + String(reflecting: value)
        dump(value, to: &text)
        return text
    }

    @Test("no description, reflection or dump of a client shows its key")
    func clients() throws {
        let governor = Governor(prices: try Rig.prices())
        var options = ClientOptions()
        options.fields = [.init("x-proxy-key", Rig.key)]
        let keys = AWSKeys(accessKeyID: "AKIDEXAMPLE", secret: Rig.key, sessionToken: Rig.key)
        let openAI = try OpenAI(key: Rig.key, governor: governor, options: options)
        let bedrock = try Bedrock(
            region: "us-east-1",
            credentials: .keys(keys),
            governor: governor,
            options: options
        )
        var texts = [
            Self.shown(openAI), Self.shown(openAI.chat), Self.shown(openAI.transport),
            Self.shown(try Anthropic(key: Rig.key, governor: governor, options: options)),
            Self.shown(try Gemini(key: Rig.key, governor: governor, options: options)),
            Self.shown(bedrock), Self.shown(keys), Self.shown(options),
            Self.shown(Bedrock.Credentials.bearer(Rig.key)),
            Self.shown(Bedrock.Credentials.keys(keys)),
        ]
        texts.append(Self.shown(TransportTests.request()))
        for text in texts { #expect(!text.contains(Rig.key)) }
        #expect(!texts[10].contains("rivers"))
    }

    @Test("a stream, its reader and its governor show neither request nor key")
    func streams() async throws {
        try await Rig.with { rig in
            let openAI = try rig.openAI("tokens=40")
            let stream = try await openAI.chat.completions.stream(Asked.openAI())
            var reader = stream.makeAsyncIterator()
            _ = try await reader.next()
            let session = try BudgetedSession(limit: .usd("1"), governor: rig.governor)
            var options = ClientOptions()
            options.session = session
            options.baseURL = "https://me:\(Rig.key)@host"
            let texts = [
                Self.shown(stream), Self.shown(reader), Self.shown(rig.governor),
                Self.shown(rig.ledger), Self.shown(session), Self.shown(options),
            ]
            for text in texts {
                #expect(!text.contains(Rig.key))
                #expect(!text.contains("rivers"))
            }
        }
    }

    @Test("errors and events show neither key nor prompt, though a provider quotes the key")
    func errorsAndEvents() async throws {
        let events = SpendEvents()
        var options = Governor.Options()
        options.events = events
        let governor = try await Governor(
            ledger: MemoryLedger(),
            policy: try Rig.policy(limit: "10.00"),
            prices: try Rig.prices(),
            options: options
        )
        let heard = Task {
            var texts = ""
            for await event in events.stream() { texts += "\(event)" }
            return texts
        }
        let provider = try await RawProvider.start(
            "HTTP/1.1 401 Unauthorized\r\ncontent-length: 74\r\n\r\n"
                + #"{"error":{"message":"Incorrect API key provided: sk-secret-of-the-test."}}"#
        )
        var client = ClientOptions()
        client.baseURL = "http://127.0.0.1:\(provider.port)"
        let openAI = try OpenAI(key: Rig.key, governor: governor, options: client)
        let error = await #expect(throws: ProviderError.self) {
            _ = try await openAI.chat.completions.create(Asked.openAI())
        }
        #expect(error?.status == 401)
        #expect(error?.message == "Incorrect API key provided: [key].")
        #expect(!Self.shown(error as Any).contains(Rig.key))
        heard.cancel()
        let texts = await heard.value
        #expect(!texts.contains(Rig.key))
        #expect(!texts.contains("rivers"))
        await provider.stop()
    }
}
