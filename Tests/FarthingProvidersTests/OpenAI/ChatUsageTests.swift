import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI chat answer")
struct ChatUsageTests {
    private static func answer(_ usage: String) -> ChatAnswer {
        ChatAnswer(Array("{\"id\":\"x\",\"model\":\"gpt-4o-2024-08-06\",\"usage\":\(usage)}".utf8))
    }

    @Test("a real answer's figures become disjoint buckets")
    func real() {
        let answer = Self.answer(
            #"""
            {"prompt_tokens":1200,"completion_tokens":300,"total_tokens":1500,
            "prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":10,"cache_write_tokens":20},
            "completion_tokens_details":{"reasoning_tokens":128,"audio_tokens":2,
            "accepted_prediction_tokens":5,"rejected_prediction_tokens":7}}
            """#
        )
        let usage = Usage(
            inputTokens: 146,
            cachedInputTokens: 1024,
            cacheWriteTokens: 20,
            inputAudioTokens: 10,
            outputTokens: 170,
            reasoningTokens: 128,
            outputAudioTokens: 2
        )
        #expect(answer.usage == usage)
        #expect(!answer.isInconsistent)
        #expect(answer.problem == nil)
        #expect(answer.model == "gpt-4o-2024-08-06")
        #expect(usage.totalTokens == 1500)
    }

    @Test("explicit zeros are a usage")
    func zero() {
        let answer = Self.answer(
            #"{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0,"prompt_tokens_details":null}"#
        )
        #expect(answer.usage == Usage())
        #expect(!answer.isInconsistent)
    }

    @Test(
        "figures that contradict each other are read the dearer way",
        arguments: [
            // The discount is not believed.
            (
                #"{"prompt_tokens":10,"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":11}}"#,
                Usage(inputTokens: 10)
            ),
            (
                #"{"prompt_tokens":10,"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":8,"audio_tokens":5}}"#,
                Usage(inputTokens: 5, inputAudioTokens: 5)
            ),
            // More reasoning than completion is billed as reasoning.
            (
                #"{"prompt_tokens":0,"completion_tokens":4,"completion_tokens_details":{"reasoning_tokens":9}}"#,
                Usage(reasoningTokens: 9)
            ),
            // Tokens that are in the total alone.
            (
                #"{"prompt_tokens":5,"completion_tokens":5,"total_tokens":30}"#,
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
            ("{}", "prompt_tokens"), ("[]", "prompt_tokens"), ("7", "prompt_tokens"),
            (#"{"prompt_tokens":5}"#, "completion_tokens"),
            (#"{"prompt_tokens":-1,"completion_tokens":1}"#, "prompt_tokens"),
            (#"{"prompt_tokens":1.5,"completion_tokens":1}"#, "prompt_tokens"),
            (#"{"prompt_tokens":"5","completion_tokens":1}"#, "prompt_tokens"),
            (#"{"prompt_tokens":1,"completion_tokens":1000000000001}"#, "completion_tokens"),
            (
                #"{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":-4}}"#,
                "cached_tokens"
            ),
        ]
    )
    func unreadable(usage: String, member: String) {
        let answer = Self.answer(usage)
        #expect(answer.usage == nil)
        #expect(answer.problem == .badUsage(.unreadable(member: member)))
    }

    @Test("a broken body and one without usage say so")
    func none() {
        #expect(Self.answer("null").problem == .noUsage)
        #expect(ChatAnswer(Array("{}".utf8)).problem == .noUsage)
        for text in ["", "{", "[]", "<html>", "{\"usage\":{},\"usage\":{}}", "\u{1F}\u{8B}"] {
            #expect(ChatAnswer(Array(text.utf8)).problem == .brokenBody)
            #expect(ChatAnswer(Array(text.utf8)).usage == nil)
        }
    }

    @Test("random bytes and every truncation of an answer never crash")
    func noise() {
        let text = Array(#"{"usage":{"prompt_tokens":1,"completion_tokens":2},"model":"m"}"#.utf8)
        for length in 0..<text.count {
            #expect(ChatAnswer(Array(text.prefix(length))).problem == .brokenBody)
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = text
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255)
            }
            _ = ChatAnswer(bytes)
            _ = ChatSample.error(bytes)
        }
    }
}
