import FarthingCore
import FarthingProviders
import Testing

@Suite("Gemini answer")
struct GeminiUsageTests {
    private static func answer(_ usage: String, text: String = "Hi") -> GenerateContentAnswer {
        GenerateContentAnswer(
            Array(
                #"""
                {"candidates":[{"content":{"parts":[{"text":"\#(text)"}],"role":"model"},
                "finishReason":"STOP","index":0}],"usageMetadata":\#(usage),
                "modelVersion":"gemini-2.5-flash","responseId":"abc"}
                """#.utf8
            )
        )
    }

    @Test("a real answer's figures become disjoint buckets")
    func real() {
        let answer = Self.answer(
            #"""
            {"promptTokenCount":1500,"candidatesTokenCount":300,"totalTokenCount":1990,
            "cachedContentTokenCount":900,"thoughtsTokenCount":150,"toolUsePromptTokenCount":40,
            "promptTokensDetails":[{"modality":"TEXT","tokenCount":1110},
            {"modality":"IMAGE","tokenCount":258},{"modality":"AUDIO","tokenCount":32},
            {"modality":"VIDEO","tokenCount":100}],
            "cacheTokensDetails":[{"modality":"TEXT","tokenCount":800},
            {"modality":"AUDIO","tokenCount":32},{"modality":"IMAGE","tokenCount":68}],
            "candidatesTokensDetails":[{"modality":"TEXT","tokenCount":300}],
            "trafficType":"ON_DEMAND_FLEX"}
            """#
        )
        let usage = Usage(
            inputTokens: 1_110 - 800 + 40,
            cachedInputTokens: 800,
            cachedInputAudioTokens: 32,
            inputImageTokens: 190,
            cachedInputImageTokens: 68,
            inputVideoTokens: 100,
            outputTokens: 300,
            reasoningTokens: 150
        )
        #expect(answer.usage == usage)
        #expect(usage.totalTokens == 1_990)
        #expect(!answer.isInconsistent)
        #expect(answer.problem == nil)
        #expect(answer.model == "gemini-2.5-flash")
        #expect(answer.variant == .flex)
    }

    @Test("an image among the output has a bucket of its own")
    func image() {
        let answer = Self.answer(
            #"""
            {"promptTokenCount":9,"candidatesTokenCount":1300,"totalTokenCount":1309,
            "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}
            """#
        )
        #expect(
            answer.usage == Usage(inputTokens: 9, outputTokens: 10, outputImageTokens: 1_290)
        )
    }

    @Test("a cache of unknown modality is taken from text first, where the discount is smallest")
    func cache() {
        let answer = Self.answer(
            #"""
            {"promptTokenCount":100,"candidatesTokenCount":1,"cachedContentTokenCount":80,
            "promptTokensDetails":[{"modality":"AUDIO","tokenCount":90},
            {"modality":"TEXT","tokenCount":10}]}
            """#
        )
        let usage = Usage(
            cachedInputTokens: 10,
            inputAudioTokens: 20,
            cachedInputAudioTokens: 70,
            outputTokens: 1
        )
        #expect(answer.usage == usage)
    }

    @Test("explicit zeros are a usage, where nothing was put out")
    func zero() {
        let answer = Self.answer(
            #"{"promptTokenCount":0,"candidatesTokenCount":0,"totalTokenCount":0}"#,
            text: ""
        )
        #expect(answer.usage == Usage())
        let lie = Self.answer(#"{"promptTokenCount":0,"candidatesTokenCount":0}"#)
        #expect(lie.usage == nil)
        #expect(lie.problem == .outputUnreported)
    }

    @Test("a refused prompt costs its input")
    func blocked() {
        let body = #"""
            {"promptFeedback":{"blockReason":"SAFETY"},
            "usageMetadata":{"promptTokenCount":12,"totalTokenCount":12}}
            """#
        #expect(GenerateContentAnswer(Array(body.utf8)).usage == Usage(inputTokens: 12))
    }

    @Test(
        "figures that contradict each other are read the dearer way",
        arguments: [
            // The discount is not believed.
            (
                #"{"promptTokenCount":10,"candidatesTokenCount":1,"cachedContentTokenCount":11}"#,
                Usage(inputTokens: 10, outputTokens: 1)
            ),
            // Modalities that claim more than there is are believed.
            (
                #"{"promptTokenCount":10,"candidatesTokenCount":1,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":30}]}"#,
                Usage(inputAudioTokens: 30, outputTokens: 1)
            ),
            // Tokens that are in the total alone.
            (
                #"{"promptTokenCount":5,"candidatesTokenCount":5,"totalTokenCount":30}"#,
                Usage(inputTokens: 5, outputTokens: 5, reasoningTokens: 20)
            ),
        ]
    )
    func inconsistent(usage: String, expected: Usage) {
        let answer = Self.answer(usage)
        #expect(answer.usage == expected)
        #expect(answer.isInconsistent)
    }

    @Test(
        "what is no usage is none, with the reason",
        arguments: [
            ("{}", "promptTokenCount"), ("[]", "promptTokenCount"),
            (#"{"totalTokenCount":9}"#, "promptTokenCount"),
            (#"{"promptTokenCount":-1}"#, "promptTokenCount"),
            (#"{"promptTokenCount":1.5}"#, "promptTokenCount"),
            (#"{"promptTokenCount":1,"thoughtsTokenCount":1000000000001}"#, "thoughtsTokenCount"),
            (#"{"promptTokenCount":1,"promptTokensDetails":{}}"#, "promptTokensDetails"),
            (
                #"{"promptTokenCount":1,"promptTokensDetails":[{"modality":"TEXT","tokenCount":-3}]}"#,
                "tokenCount"
            ),
        ]
    )
    func unreadable(usage: String, member: String) {
        let answer = Self.answer(usage)
        #expect(answer.usage == nil)
        #expect(answer.problem == .badUsage(.unreadable(member: member)))
    }

    @Test("a broken body and one without usage say so; random bytes never crash")
    func none() {
        #expect(GenerateContentAnswer(Array("{}".utf8)).problem == .noUsage)
        #expect(Self.answer("null").problem == .noUsage)
        for text in ["", "{", "[]", "<html>"] {
            #expect(GenerateContentAnswer(Array(text.utf8)).problem == .brokenBody)
        }
        var random = SystemRandomNumberGenerator()
        let text = Array(
            #"{"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":1}}"#
                .utf8
        )
        for _ in 0..<2_000 {
            var bytes = text
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255)
            }
            _ = GenerateContentAnswer(bytes)
        }
    }
}
