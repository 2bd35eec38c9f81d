import FarthingCore
import FarthingProviders

extension FuzzTarget {
    private static let counter = TokenCounter(.o200k)

    static let responsesRequest = FuzzTarget(
        name: "responses-request",
        seeds: [
            #"{"model":"gpt-5-mini","input":"Hello"}"#,
            #"""
            {"model":"gpt-4o","input":[{"role":"developer","content":"Be brief."},{"type":"message",
            "role":"user","content":[{"type":"input_text","text":"a\u00e9"},{"type":"input_image",
            "detail":"low","image_url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}]},
            {"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":1}"},
            {"type":"function_call_output","call_id":"c","output":"7"}],"stream":true,
            "max_output_tokens":77,"service_tier":"flex","instructions":"s","tools":[{"type":
            "function","name":"f","parameters":{},"strict":true}],"store":false,"metadata":{"a":"b"},
            "text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"}}},
            "reasoning":{"effort":"low","summary":"auto"}}
            """#,
            #"{"model":"gpt-5","input":"x","previous_response_id":"resp_1"}"#,
        ].map { [UInt8]($0.utf8) },
        words: [
            #""max_output_tokens":0,"#, #""max_output_tokens":9223372036854775807,"#,
            #""service_tier":null,"#, #""background":true,"#, #""conversation":"c","#,
            #""prompt":{},"#, #""tools":[{"type":"web_search"}],"#, #""type":"input_file","#,
            #""type":"item_reference","#, #""mod\u0065l":"gpt-5","#, #""max_output_tokens":null,"#,
        ]
    ) { input, random throws(FuzzFault) in
        try DialectProof.request(
            input,
            ResponsesReader(),
            DialectHead(method: "POST", path: "/v1/responses"),
            counter: counter,
            &random
        )
    }

    private static func event(_ type: String, _ number: Int, _ members: String) -> String {
        "event: \(type)\ndata: {\"type\":\"\(type)\",\"sequence_number\":\(number),\(members)}\n\n"
    }

    private static func response(_ status: String, _ usage: String) -> String {
        #""response":{"id":"resp_\u0041","object":"response","status":"\#(status)","error":null,"#
            + #""model":"gpt-4o-2024-08-06","output":[],"service_tier":"default","usage":\#(usage)}"#
    }

    private static let item = #""item_id":"msg_1","output_index":0,"content_index":0"#

    static let responsesStreamSeed = [UInt8](
        [
            event("response.created", 0, response("in_progress", "null")),
            event(
                "response.output_item.added",
                1,
                #""output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","content":[],"role":"assistant"}"#
            ),
            event(
                "response.content_part.added",
                2,
                item + #","part":{"type":"output_text","annotations":[],"text":""}"#
            ),
            event("response.output_text.delta", 3, item + #","delta":"Gr\u00fc\u00dfe""#),
            event("response.output_text.done", 4, item + #","text":"Gr\u00fc\u00dfe""#),
            event(
                "response.output_item.done",
                5,
                #""output_index":0,"item":{"id":"msg_1","type":"message","status":"completed","content":[{"type":"output_text","text":"Gr\u00fc\u00dfe"}],"role":"assistant"}"#
            ),
            event(
                "response.completed",
                6,
                response("completed", #"{"input_tokens":9,"output_tokens":12,"total_tokens":21}"#)
            ),
        ].joined().utf8
    )

    static let responsesStream = FuzzTarget(
        name: "responses-stream",
        seeds: [responsesStreamSeed],
        words: [
            "data:", "event: error\n", "\r", "\r\n\r\n", ":\n", #""usage":null"#, #""usage":{}"#,
            #""type":"response.incomplete","#, #""type":"response.failed","#, #""type":"error","#,
            #""type":"response.function_call_arguments.delta","#, #""output_index":127,"#,
            #""output_index":9223372036854775807,"#, #""sequence_number":9223372036854775807,"#,
        ]
    ) { input, random throws(FuzzFault) in
        let hasCounter = random.chance(50)
        return try DialectProof.stream(input, &random) {
            ResponsesStreamMeter(counter: hasCounter ? counter : nil)
        }
    }

    /// Embeddings, images and speech: short requests, each read by all three readers.
    static let otherRequests = FuzzTarget(
        name: "other-requests",
        seeds: [
            #"{"model":"text-embedding-3-small","input":["a","b\u00e9"],"encoding_format":"float"}"#,
            #"{"model":"text-embedding-3-small","input":[[1,2,3]],"dimensions":8}"#,
            #"{"model":"gpt-image-1","prompt":"A hedgehog","n":2,"size":"1024x1024","quality":"low"}"#,
            #"{"model":"tts-1","input":"Hello","voice":"alloy","response_format":"mp3"}"#,
        ].map { [UInt8]($0.utf8) },
        words: [
            #""n":10,"#, #""n":0,"#, #""size":"auto","#, #""size":"99999999x1","#,
            #""quality":"hd","#, #""stream":true,"#, #""partial_images":3,"#, #""input":[],"#,
            #""voice":{},"#, #""background":"transparent","#,
        ]
    ) { input, random throws(FuzzFault) in
        let readers: [any MeteredReader] = [EmbeddingsReader(), ImagesReader(), SpeechReader()]
        let head = DialectHead(method: "POST", path: "/v1/embeddings")
        var isTaken = false
        for reader in readers {
            if try DialectProof.request(input, reader, head, takesLimit: false, &random) {
                isTaken = true
            }
        }
        return isTaken
    }
}
