import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI responses request: bounds and splices")
struct ResponsesBoundTests {
    @Test("a plain text is counted as the message that it becomes")
    func plain() throws {
        let request = try ResponsesRequest.read(ResponsesSample.body())
        // Three for the message, two for its role, one for the word, three for the answer.
        #expect(request.inputTokens(TokenCounter(.o200k)) == 9)
        #expect(request.inputBoundBytes == 13)
        let bound = try request.bound(outputTokensMax: 100, counter: nil)
        #expect(bound == CallBound(inputTokensMax: 13, outputTokensMax: 100))
    }

    @Test("the request's own limit counts where it is less than the model's")
    func limit() throws {
        let request = try ResponsesRequest.read(
            ResponsesSample.body(#""max_output_tokens":40,"instructions":"Be brief.""#)
        )
        #expect(try request.bound(outputTokensMax: 100, counter: nil).outputTokensMax == 40)
        #expect(try request.bound(outputTokensMax: 30, counter: nil).outputTokensMax == 30)
        #expect(try request.bound(outputTokensMax: 30, counter: nil).inputTokensMax == 27)
    }

    @Test("encrypted reasoning is bounded by its bytes, whatever the vocabulary")
    func encrypted() throws {
        let secret = String(repeating: "gAAAAA", count: 500)
        let request = try ResponsesRequest.read(
            ResponsesSample.items(
                #"{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"\#(secret)"}"#
            )
        )
        #expect(request.inputTokens(TokenCounter(.o200k)) > 3_000)
    }

    @Test(
        "a prompt whose size is not to be seen is bounded by the model's context alone",
        arguments: [
            (#"{"model":"m","input":"x","previous_response_id":"resp_1"}"#, "previous_response_id"),
            (#"{"model":"m","input":"x","conversation":{"id":"conv_1"}}"#, "conversation"),
            (#"{"model":"m","input":[{"type":"item_reference","id":"msg_1"}]}"#, "input[0]"),
            (#"{"model":"m","input":[{"id":"msg_1"}]}"#, "input[0]"),
            (
                #"{"model":"m","input":[{"type":"reasoning","id":"rs_1","summary":[]}]}"#,
                "input[0].encrypted_content"
            ),
            (
                #"{"model":"m","input":[{"role":"user","content":[{"type":"input_file","#
                    + #""filename":"a.pdf","file_data":"data:application/pdf;base64,AA"}]}]}"#,
                "input[0].content[0]"
            ),
        ]
    )
    func unmeasured(body: String, param: String) throws {
        let request = try ResponsesRequest.read(Array(body.utf8))
        #expect(request.unmeasured?.param == param)
        let error = #expect(throws: RequestError.self) {
            try request.bound(outputTokensMax: 10, counter: nil)
        }
        #expect(error?.status == 403)
        #expect(error?.param == param)
        let bound = request.bound(contextTokens: 128_000, outputTokensMax: 10)
        #expect(bound.totalInputTokensMax == 128_000)
        #expect(bound.outputTokensMax == 10)
    }

    @Test("images of a model without a known formula are refused")
    func unknownImages() throws {
        let body =
            #"{"model":"other","input":[{"role":"user","content":[{"type":"input_image","#
            + #""image_url":"https://a.example/b"}]}]}"#
        let request = try ResponsesRequest.read(Array(body.utf8))
        #expect(throws: RequestError.self) { try request.bound(outputTokensMax: 1, counter: nil) }
    }

    @Test("each byte is a token at least, for anything that may be in a request")
    func bytesBoundTokens() throws {
        let counter = TokenCounter(.o200k)
        let texts = ["", "a", "Grüße 你好 🙂", "{\\\"a\\\":[1,{\\\"b\\\":null}]}", "   \\n\\n\\t"]
        for text in texts {
            for item in [
                #"{"role":"user","content":"\#(text)"}"#,
                #"{"role":"assistant","content":[{"type":"output_text","text":"\#(text)"}]}"#,
                #"{"type":"function_call_output","call_id":"c","output":"\#(text)"}"#,
                #"{"type":"function_call","call_id":"c","name":"f","arguments":"\#(text)"}"#,
            ] {
                let request = try ResponsesRequest.read(ResponsesSample.items(item))
                #expect(request.inputTokens(counter) <= request.inputBoundBytes)
            }
        }
    }

    @Test("no settlement within the bound costs more than the hold, for any model and tier")
    func holdCoversSettlement() throws {
        let request = try ResponsesRequest.read(
            ResponsesSample.body(#""max_output_tokens":400,"instructions":"Be brief.""#)
        )
        let bound = try request.bound(outputTokensMax: 1_000, counter: TokenCounter(.o200k))
        var count = 0
        for price in PriceBook.bundled().allPrices
        where price.provider == "openai" && (price.kind == .chat || price.kind == .responses) {
            let hold = try price.boundNanos(bound, variants: request.variants)
            for cached in [0, bound.inputTokensMax / 3, bound.inputTokensMax] {
                for (written, reasoning) in [(Int64(0), Int64(0)), (1, 400), (0, 150)] {
                    let input =
                        #""input_tokens":\#(bound.inputTokensMax),"#
                        + #""input_tokens_details":{"cached_tokens":\#(max(0, cached - written)),"#
                        + #""cache_write_tokens":\#(written)}"#
                    let output =
                        #""output_tokens":400,"#
                        + #""output_tokens_details":{"reasoning_tokens":\#(reasoning)}"#
                    let answer = ResponsesAnswer(Array("{\"usage\":{\(input),\(output)}}".utf8))
                    let usage = try #require(answer.usage)
                    for variant in PriceVariant.allCases
                    where request.variants.contains(variant)
                        && price.variants.contains(
                            PriceVariantSet(variant)
                        )
                    {
                        count += 1
                        let cost = try price.amountNanos(of: usage, variant: variant)
                        #expect(cost <= hold, "\(price.model) \(variant)")
                    }
                }
            }
        }
        #expect(count > 1_000)
    }

    @Test(
        "a limit and a tier are written in, and no other byte changes",
        arguments: [
            (
                #"{"model":"m", "input":"x"}"#, 99, true,
                #"{"model":"m", "input":"x","max_output_tokens":99,"service_tier":"default"}"#
            ),
            (
                #"{"max_output_tokens": 500 ,"model":"m","input":"x"}"#, 99, false,
                #"{"max_output_tokens": 99 ,"model":"m","input":"x"}"#
            ),
            (
                #"{"model":"m","input":"x","max_output_tokens":null}"#, 99, true,
                #"{"model":"m","input":"x","max_output_tokens":99,"service_tier":"default"}"#
            ),
            (
                #"{"model":"m","input":"x","max_output_tokens":99}"#, 99, false,
                #"{"model":"m","input":"x","max_output_tokens":99}"#
            ),
            (
                #"{"model":"m","input":"x" }"#, nil, true,
                #"{"model":"m","input":"x","service_tier":"default" }"#
            ),
        ] as [(String, Int64?, Bool, String)]
    )
    func splices(body: String, limit: Int64?, pins: Bool, expected: String) throws {
        let request = try ResponsesRequest.read(Array(body.utf8))
        let splices = request.splices(RequestChanges(outputLimit: limit, pinsTier: pins))
        let changed = Splice.apply(splices, to: Array(body.utf8))
        #expect(String(decoding: changed, as: UTF8.self) == expected)
        #expect(throws: Never.self) { try ResponsesRequest.read(changed) }
    }
}
