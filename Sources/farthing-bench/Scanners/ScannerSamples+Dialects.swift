/// Streams of the other dialects, one word an event, in the form in which each provider sends them.
extension ScannerSamples {
    /// A streamed message of Anthropic's: named events, and a usage at the start and at the end.
    static func messages(bytes: Int) -> [UInt8] {
        var stream = EventText()
        stream.add(
            #"{"type":"message_start","message":{"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","#
                + #""role":"assistant","model":"claude-opus-5-5","content":[],"stop_reason":null,"#
                + #""stop_sequence":null,"usage":{"input_tokens":25,"output_tokens":1}}}"#,
            named: "message_start"
        )
        stream.add(
            #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
            named: "content_block_start"
        )
        stream.addWords(upTo: bytes, seed: 5, named: "content_block_delta") { word in
            #"{"type":"content_block_delta","index":0,"#
                + #""delta":{"type":"text_delta","text":"\#(word)"}}"#
        }
        stream.add(#"{"type":"content_block_stop","index":0}"#, named: "content_block_stop")
        stream.add(
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"#
                + #""usage":{"output_tokens":15}}"#,
            named: "message_delta"
        )
        stream.add(#"{"type":"message_stop"}"#, named: "message_stop")
        return stream.bytes
    }

    /// A streamed answer of Gemini's: each chunk has a usage, and ends with CR LF.
    static func gemini(bytes: Int) -> [UInt8] {
        func chunk(_ text: String, _ end: String) -> String {
            #"{"candidates": [{"content": {"parts": [{"text": "\#(text)"}],"role": "model"},"#
                + #"\#(end)"index": 0}],"usageMetadata": {"promptTokenCount": 9,"#
                + #""candidatesTokenCount": 40,"totalTokenCount": 249,"promptTokensDetails": ["#
                + #"{"modality": "TEXT","tokenCount": 9}],"thoughtsTokenCount": 200},"#
                + #""modelVersion": "gemini-3-pro","responseId": "mHk2aOXYBoKLxN8P-9qXgAQ"}"#
        }
        var stream = EventText(lineEnd: "\r\n")
        stream.addWords(upTo: bytes, seed: 6) { chunk($0, "") }
        stream.add(chunk("", #""finishReason": "STOP","#))
        return stream.bytes
    }

    /// A streamed response of OpenAI's.
    static func responses(bytes: Int) -> [UInt8] {
        let item = #""id":"msg_67ca3ea4d9f88191b2a5c1d4f0a3f6bb","type":"message","#
        let head =
            #"{"id":"resp_67ca3ea49b988191","object":"response","created_at":1741307562,"#
            + #""model":"gpt-5-mini-2025-08-07","service_tier":"default","#
        var stream = EventText()
        var number = 0
        func add(_ type: String, _ members: String) {
            stream.add(
                #"{"type":"\#(type)","sequence_number":\#(number),\#(members)}"#,
                named: type
            )
            number += 1
        }
        add("response.created", #""response":\#(head)"status":"in_progress","output":[]}"#)
        add(
            "response.output_item.added",
            #""output_index":0,"item":{\#(item)"status":"in_progress","role":"assistant","content":[]}"#
        )
        add(
            "response.content_part.added",
            #""item_id":"msg_67ca3ea4d9f88191b2a5c1d4f0a3f6bb","output_index":0,"content_index":0,"#
                + #""part":{"type":"output_text","annotations":[],"text":""}"#
        )
        stream.addWords(upTo: bytes, seed: 7, named: "response.output_text.delta") { word in
            number += 1
            return #"{"type":"response.output_text.delta","sequence_number":\#(number),"#
                + #""item_id":"msg_67ca3ea4d9f88191b2a5c1d4f0a3f6bb","output_index":0,"#
                + #""content_index":0,"delta":"\#(word)","logprobs":[],"obfuscation":"a1B2c3D4e5"}"#
        }
        add(
            "response.completed",
            #""response":\#(head)"status":"completed","output":[],"usage":{"input_tokens":9,"#
                + #""output_tokens":4000,"total_tokens":4009}}"#
        )
        return stream.bytes
    }
}

/// The bytes of server-sent events.
private struct EventText {
    private(set) var bytes: [UInt8] = []
    private let lineEnd: String

    init(lineEnd: String = "\n") { self.lineEnd = lineEnd }

    mutating func add(_ data: String, named name: String? = nil) {
        if let name { bytes += "event: \(name)\(lineEnd)".utf8 }
        bytes += "data: \(data)\(lineEnd)\(lineEnd)".utf8
    }

    /// Adds an event for each word until there are so many bytes.
    mutating func addWords(
        upTo bytesMin: Int,
        seed: UInt64,
        named name: String? = nil,
        _ data: (String) -> String
    ) {
        var random = Random(seed: seed)
        while bytes.count < bytesMin { add(data(ScannerSamples.word(&random)), named: name) }
    }
}
