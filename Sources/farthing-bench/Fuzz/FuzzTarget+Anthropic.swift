import FarthingCore
import FarthingProviders

extension FuzzTarget {
    static let messagesRequest = FuzzTarget(
        name: "messages-request",
        seeds: [
            #"{"model":"claude-opus-5-5","max_tokens":1024,"messages":[{"role":"user","content":"hi"}]}"#,
            #"""
            {"model":"claude-sonnet-4-5","max_tokens":4096,"stream":true,"system":[{"type":"text",
            "text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":"user",
            "content":[{"type":"text","text":"a\u00e9"},{"type":"image","source":{"type":"base64",
            "media_type":"image/png","data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}}]},
            {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"7"}]}],
            "tools":[{"name":"f","description":"d","input_schema":{"type":"object"}},
            {"type":"web_search_20250305","name":"web_search","max_uses":3}],
            "thinking":{"type":"enabled","budget_tokens":1024},"service_tier":null}
            """#,
            #"""
            {"model":"claude-opus-5-5","max_tokens":64,"messages":[{"role":"user","content":[
            {"type":"document","source":{"type":"url","url":"u"},"citations":{"enabled":true}}]}]}
            """#,
        ].map { [UInt8]($0.utf8) },
        words: [
            #""max_tokens":0,"#, #""max_tokens":9223372036854775807,"#, #""cache_control":{},"#,
            #""service_tier":"auto","#, #""service_tier":null,"#, #""inference_geo":null,"#,
            #""speed":"fast","#, #""budget_tokens":1024"#, #""type":"document""#, #""ttl":"1h""#,
            #""mod\u0065l":"claude-opus-5-5","#, #""container":{},"#, #""mcp_servers":[],"#,
            #""content":[],"#, #""role":"#,
        ]
    ) { input, random throws(FuzzFault) in
        try DialectProof.request(
            input,
            MessagesReader(),
            DialectHead(method: "POST", path: "/v1/messages"),
            &random
        )
    }

    static let messagesStreamSeed = [UInt8](
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","content":[],"model":"claude-opus-5-5","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":5,"cache_read_input_tokens":3,"output_tokens":1,"service_tier":"standard"}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: ping
        data: {"type":"ping"}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Gr\\u00fc\u{DF}e"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":1}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":17}}

        event: message_stop
        data: {"type":"message_stop"}


        """.utf8
    )

    static let messagesStream = FuzzTarget(
        name: "messages-stream",
        seeds: [messagesStreamSeed],
        words: [
            "data:", "event: error\n", "\r", "\r\n\r\n", ":\n",
            #"data: {"type":"error","error":{}}"#,
            #""output_tokens":99999"#, #""usage":null,"#, #""usage":{},"#, #""input_tokens":-1,"#,
            #""index":9223372036854775807,"#, #"data: {"type":"message_stop"}"#,
            #""thinking_delta""#,
            #""type":"server_tool_use","#, #""stop_reason":"pause_turn""#,
        ]
    ) { input, random throws(FuzzFault) in
        let isHour = random.chance(50)
        return try DialectProof.stream(input, &random) {
            MessagesMeter(outputTokensMax: 4_096, writesHourCache: isHour)
        }
    }
}
