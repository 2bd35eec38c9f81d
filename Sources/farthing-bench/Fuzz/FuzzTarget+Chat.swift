import FarthingCore
import FarthingProviders

extension FuzzTarget {
    private static let counter = TokenCounter(.o200k)

    static let chatRequest = FuzzTarget(
        name: "chat-request",
        seeds: [
            #"{"model":"gpt-5-mini","messages":[{"role":"user","content":"hi"}]}"#,
            #"""
            {"model":"gpt-4o","messages":[{"role":"system","content":"x"},{"role":"user","content":
            [{"type":"text","text":"a\nb"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ","detail":"low"}}]}],
            "stream":true,"stream_options":{"include_usage":true},"n":2,"max_tokens":100,
            "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],
            "prediction":{"type":"content","content":"guess"},"service_tier":"flex"}
            """#,
        ].map { [UInt8]($0.utf8) },
        words: [
            #""model":"#, #""messages":"#, #""n":129"#, #""n":1,"n":2"#, #""stream":true,"#,
            #""max_completion_tokens":0"#, #""max_tokens":9223372036854775807"#, #""audio":{},"#,
            #""mod\u0065l":"gpt-5""#, #""logprobs":true,"#, #""stream_options":{},"#, #""role":"#,
            #""tool_calls":[],"#, "data:image/gif;base64,", #""store":true,"#,
        ]
    ) { input, random throws(FuzzFault) in
        guard let request = try? ChatRequest.read(input) else { return false }
        if request.inputTokens(counter) > request.inputBoundBytes {
            throw FuzzFault("more tokens than bytes")
        }
        _ = request.bound(model: request.model, outputTokensMax: 1_000, counter: counter)
        let limit = Int64(1 + random.below(1_000))
        let splices = request.splices(model: "gpt-4.1-mini", outputLimit: limit, includeUsage: true)
        let body = Splice.apply(splices, to: input)
        let again: ChatRequest
        do throws(RequestError) {
            again = try ChatRequest.read(body)
        } catch {
            throw FuzzFault("the rewritten request is refused: \(error.message)")
        }
        guard again.model == "gpt-4.1-mini", again.outputLimit?.tokens == limit,
            again.isStream == request.isStream, again.asksUsage || !again.isStream,
            again.choices == request.choices,
            again.inputTokens(counter) == request.inputTokens(counter)
        else { throw FuzzFault("the rewritten request says something else") }
        return true
    }

    static let chatAnswer = FuzzTarget(
        name: "chat-answer",
        seeds: [
            #"""
            {"id":"x","model":"gpt-5-mini","choices":[{"index":0,"message":{"content":"hi"}}],
            "usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,
            "prompt_tokens_details":{"cached_tokens":0},
            "completion_tokens_details":{"reasoning_tokens":3}}}
            """#
        ].map { [UInt8]($0.utf8) },
        words: [
            #""usage":null,"#, #""usage":{},"#, #""prompt_tokens":-1,"#, #""cached_tokens":99,"#,
        ]
    ) { input, _ throws(FuzzFault) in
        let answer = ChatAnswer(input)
        guard let usage = answer.usage else { return false }
        if answer.problem != nil { throw FuzzFault("a usage and a problem") }
        if !usage.isWithinBounds { throw FuzzFault("a usage out of bounds") }
        return true
    }

    static let chatStream = FuzzTarget(
        name: "chat-stream",
        seeds: [
            """
            data: {"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":"He"}}]}

            data: {"id":"x","choices":[{"index":0,"delta":{"content":"llo, \\u00fc"}}]}

            : a comment

            data: {"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"id":"x","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}

            data: [DONE]


            """
        ].map { [UInt8]($0.utf8) },
        words: [
            "data:", "data: [DONE]\n\n", "event: error\n", "\r", "\r\n\r\n", "id: 1\n", ":\n",
            #"data: {"choices":[{"index":127,"delta":{"content":"x"}}]}"#, #""usage":{"#,
            #""finish_reason":"length""#, #"data: {"error":{}}"#,
        ]
    ) { input, random throws(FuzzFault) in
        let asks = random.chance(50)
        let whole = meter(input, asks, cutAt: { $0 })
        let cut = meter(input, asks) { left in
            min(left, 1 + random.below(random.chance(50) ? 3 : 90))
        }
        guard whole.passed == cut.passed else { throw FuzzFault("cuts change what is passed on") }
        guard whole.tokens == cut.tokens, whole.hasUsage == cut.hasUsage else {
            throw FuzzFault("cuts change what is counted")
        }
        if asks, whole.passed != input { throw FuzzFault("bytes were lost that were asked for") }
        return whole.hasUsage
    }

    private struct Metered {
        var passed: [UInt8] = []
        var tokens: Int64 = 0
        var hasUsage = false
    }

    private static func meter(_ input: [UInt8], _ asks: Bool, cutAt: (Int) -> Int) -> Metered {
        var meter = ChatStreamMeter(clientAsksUsage: asks, counter: counter)
        var metered = Metered()
        var start = 0
        while start < input.count {
            let end = start + cutAt(input.count - start)
            let piece = input[start..<end]
            switch piece.withUnsafeBytes({ meter.feed($0) }) {
            case .piece: metered.passed += piece
            case .bytes(let bytes): metered.passed += bytes
            }
            start = end
        }
        metered.passed += meter.finish()
        metered.tokens = meter.outputTokens
        metered.hasUsage = meter.usage != nil
        return metered
    }
}
