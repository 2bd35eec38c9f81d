import Farthing
import FarthingClients
import FarthingCore
import FarthingScripted
import Testing

/// One way to ask a model, with what its tokens cost.
struct Way: Sendable, CustomTestStringConvertible {
    let name: String
    let model: String
    let input: Int64
    let output: Int64
    let ask: @Sendable (Rig, String, ModelRequest) async throws -> ModelAnswer

    var testDescription: String { name }

    static let all: [Way] = [
        Way(name: "chat", model: "gpt-4o-mini", input: 150, output: 600) { rig, steering, request in
            try await rig.openAI(steering).chat.completions.create(request)
        },
        Way(name: "chat, streamed", model: "gpt-4o-mini", input: 150, output: 600) {
            try await $0.openAI($1).chat.completions.stream($2).collect()
        },
        Way(name: "responses", model: "gpt-4o-mini", input: 150, output: 600) {
            try await $0.openAI($1).responses.create($2)
        },
        Way(name: "responses, streamed", model: "gpt-4o-mini", input: 150, output: 600) {
            try await $0.openAI($1).responses.stream($2).collect()
        },
        Way(name: "messages", model: "claude-haiku-4-5", input: 1_000, output: 5_000) {
            try await $0.anthropic($1).messages.create($2)
        },
        Way(name: "messages, streamed", model: "claude-haiku-4-5", input: 1_000, output: 5_000) {
            try await $0.anthropic($1).messages.stream($2).collect()
        },
        Way(name: "gemini", model: "gemini-2.0-flash", input: 100, output: 400) {
            try await $0.gemini($1).generateContent($2)
        },
        Way(name: "gemini, streamed", model: "gemini-2.0-flash", input: 100, output: 400) {
            try await $0.gemini($1).streamGenerateContent($2).collect()
        },
        Way(name: "converse", model: Rig.bedrockModel, input: 1_000, output: 5_000) {
            try await $0.bedrock($1).converse($2)
        },
        Way(name: "converse, streamed", model: Rig.bedrockModel, input: 1_000, output: 5_000) {
            try await $0.bedrock($1).converseStream($2).collect()
        },
        Way(name: "invoke", model: Rig.bedrockModel, input: 1_000, output: 5_000) {
            try await $0.bedrock($1).invokeModel($2)
        },
        Way(name: "invoke, streamed", model: Rig.bedrockModel, input: 1_000, output: 5_000) {
            try await $0.bedrock($1).invokeModelStream($2).collect()
        },
        Way(name: "another maker's", model: "small", input: 1_000, output: 2_000) {
            let client = try OpenAI(
                key: Rig.key,
                governor: $0.governor,
                provider: "maker",
                options: $0.options($1)
            )
            return try await client.chat.completions.create($2)
        },
    ]

    /// Those that show their reasoning, or hand it out sealed.
    static var thinking: [Way] {
        all.filter { way in
            ["mess", "conv", "invo", "resp"].contains { way.name.hasPrefix($0) }
        }
    }

    func request() -> ModelRequest {
        ModelRequest(
            model: model,
            messages: [.user("Tell me of rivers.")],
            system: "Be brief.",
            maxOutputTokens: 100
        )
    }
}

@Suite("Every dialect, plain and streamed")
struct DialectTests {
    @Test("text, end and usage are read, and the bill is the provider's own", arguments: Way.all)
    func text(_ way: Way) async throws {
        try await Rig.with { rig in
            let answer = try await way.ask(rig, "tokens=40", way.request())
            let billed = try rig.billed()
            let cost = Rig.nanos(billed, input: way.input, output: way.output)
            #expect(answer.text.split(separator: " ").count > 10)
            #expect(answer.finishReason == .stop)
            #expect(answer.usage?.totalOutputTokens == Int64(billed.completionTokens))
            #expect(answer.usage?.totalInputTokens == Int64(billed.promptTokens))
            #expect(answer.bill?.costNanos == cost)
            #expect(answer.bill?.evidence == .reported)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    @Test("a function is offered, called, and its result handed back", arguments: Way.all)
    func tools(_ way: Way) async throws {
        try await Rig.with { rig in
            var request = way.request()
            request.tools = [
                Tool(
                    "look_up",
                    description: "Looks something up.",
                    parameters: [
                        "type": "object",
                        "properties": ["query": ["type": "string"]],
                        "required": ["query"],
                    ]
                )
            ]
            request.toolChoice = .required
            let answer = try await way.ask(rig, "tokens=12;tool=look_up", request)
            let call = try #require(answer.toolCalls.first)
            #expect(answer.toolCalls.count == 1)
            #expect(call.name == "look_up")
            #expect(call.argumentsJSON?.isObject == true)
            #expect(answer.finishReason == .toolCalls)
            request.messages += [answer.message, .result(of: call, "Nothing was found.")]
            request.toolChoice = .auto
            let second = try await way.ask(rig, "tokens=8", request)
            #expect(second.finishReason == .stop)
            let costs = rig.provider.bill().map {
                Rig.nanos($0, input: way.input, output: way.output)
            }
            #expect(costs.count == 2)
            #expect([answer, second].map { $0.bill?.costNanos } == costs)
            #expect(try await rig.account() == (costs.reduce(0, +), 0))
        }
    }

    @Test("reasoning is shown, and handed back as the provider wants it", arguments: Way.thinking)
    func reasoning(_ way: Way) async throws {
        try await Rig.with { rig in
            var request = way.request()
            request.maxOutputTokens = 2_000
            switch way.name.prefix(4) {
            case "mess", "invo":
                request.extra = ["thinking": ["type": "enabled", "budget_tokens": 1_024]]
            case "conv":
                let thinking: JSON = ["thinking": ["type": "enabled", "budget_tokens": 1_024]]
                request.extra = ["additionalModelRequestFields": thinking]
            default: request.model = "gpt-5-mini"
            }
            request.tools = [Tool("look_up")]
            let answer = try await way.ask(rig, "tokens=12;reasoning=20;tool=look_up", request)
            let call = try #require(answer.toolCalls.first)
            #expect(answer.kept.count == 1)
            if way.name.hasPrefix("resp") == false {
                #expect(!answer.reasoning.isEmpty)
                #expect(answer.kept[0].description.contains(#""signature":"c2NyaXB0ZWQ=""#))
            }
            request.messages += [answer.message, .result(of: call, "Nothing was found.")]
            let second = try await way.ask(rig, "tokens=8", request)
            #expect(second.finishReason == .stop)
            #expect(rig.provider.bill().count == 2)
        }
    }

    @Test("an image, a schema and numbers go out in each dialect's own form", arguments: Way.all)
    func everything(_ way: Way) async throws {
        try await Rig.with { rig in
            var request = way.request()
            let isForeign = way.model == "small"
            if !isForeign {
                request.messages = [
                    .user("What is this?", images: [.data(Self.png, type: "image/png")])
                ]
            }
            request.responseFormat = .schema(
                name: "answer",
                ["type": "object", "properties": ["name": ["type": "string"]]],
                isStrict: false
            )
            request.temperature = 0.5
            let answer = try await way.ask(rig, "tokens=10", request)
            let cost = Rig.nanos(try rig.billed(), input: way.input, output: way.output)
            #expect(answer.bill?.costNanos == cost)
        }
    }

    @Test("errors are told in each dialect's own words, and cost nothing", arguments: Way.all)
    func errors(_ way: Way) async throws {
        try await Rig.with { rig in
            let error = await #expect(throws: ProviderError.self) {
                _ = try await way.ask(rig, "fault=429", way.request())
            }
            #expect(error?.status == 429)
            #expect(error?.type?.isEmpty == false)
            #expect(error?.message.contains("answered with status") == false)
            let account = try await rig.account()
            #expect(account == (0, 0))
        }
    }

    @Test("a limit that is reached is told as one", arguments: Way.all)
    func length(_ way: Way) async throws {
        try await Rig.with { rig in
            var request = way.request()
            request.maxOutputTokens = 20
            let answer = try await way.ask(rig, "tokens=500", request)
            #expect(answer.finishReason == .length)
            #expect(answer.usage?.totalOutputTokens == 20)
        }
    }

    @Test("vectors come in the order of their texts, billed to the nano")
    func embeddings() async throws {
        try await Rig.with { rig in
            let answer = try await rig.openAI().embeddings.create(
                EmbeddingsRequest(
                    model: "text-embedding-3-small",
                    input: ["one", "two"],
                    dimensions: 12
                )
            )
            #expect(answer.vectors.count == 2)
            #expect(answer.vectors.allSatisfy { $0.count == 12 })
            let cost = Int64(try rig.billed().promptTokens) * 20
            #expect(answer.bill?.costNanos == cost)
            #expect(try await rig.account() == (cost, 0))
        }
    }

    /// One transparent pixel.
    static let png: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52,
        0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1F, 0x15, 0xC4, 0x89, 0, 0, 0, 0x0D, 0x49, 0x44,
        0x41, 0x54, 0x78, 0x9C, 0x62, 0, 1, 0, 0, 5, 0, 1, 0x0D, 0x0A, 0x2D, 0xB4, 0, 0, 0, 0,
        0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]
}
