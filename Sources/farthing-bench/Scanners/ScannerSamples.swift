import FarthingCore
import FarthingProviders

/// What the readers are measured with: the same bytes on every machine.
enum ScannerSamples {
    private static let words = [
        "the", "budget", "of", "an", "agent", "is", "held", "before", "each", "call", "and",
        "settled", "when", "its", "answer", "has", "ended", "so", "that", "no", "token", "passes",
        "unpaid", "in", "Köln", "or", "1,024", "other", "places;", "see", "section", "7.",
    ]

    /// Prose of at least so many bytes, without what JSON escapes.
    static func prose(_ bytes: Int, _ random: inout Random) -> String {
        var text = ""
        while text.utf8.count < bytes { text += words[random.below(words.count)] + " " }
        return text
    }

    /// A word as a model streams it, with the space before it.
    static func word(_ random: inout Random) -> String { " " + words[random.below(words.count)] }

    /// A streamed chat completion: as many chunks as make up the bytes, one word each, as OpenAI
    /// sends them; a usage, and the end.
    static func chat(bytes: Int) -> [UInt8] {
        var random = Random(seed: 1)
        var stream: [UInt8] = []
        func add(_ choices: String, _ usage: String) {
            stream += Array(
                (#"data: {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"#
                    + #""chat.completion.chunk","created":1741570283,"model":"gpt-5-mini-2025-08-07","#
                    + #""service_tier":"default","system_fingerprint":"fp_44709d6fcb","#
                    + "\"choices\":[\(choices)],\"usage\":\(usage)}\n\n").utf8
            )
        }
        add(#"{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}"#, "null")
        while stream.count < bytes {
            let word = word(&random)
            add(
                #"{"index":0,"delta":{"content":"\#(word)"},"logprobs":null,"finish_reason":null}"#,
                "null"
            )
        }
        add(#"{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}"#, "null")
        add("", #"{"prompt_tokens":9,"completion_tokens":4000,"total_tokens":4009}"#)
        return stream + Array("data: [DONE]\n\n".utf8)
    }

    /// A streamed answer of Converse, one word a frame, with the padding that Bedrock adds.
    static func converse(bytes: Int) -> [UInt8] {
        var random = Random(seed: 2)
        var stream = EventStreamWriter.event("messageStart", Array(#"{"role":"assistant"}"#.utf8))
        while stream.count < bytes {
            let word = word(&random)
            let padding = String("abcdefghijklmnopqrstuvwxyzABCDEFGH".prefix(1 + random.below(34)))
            stream += EventStreamWriter.event(
                "contentBlockDelta",
                Array(
                    #"{"contentBlockIndex":0,"delta":{"text":"\#(word)"},"p":"\#(padding)"}"#.utf8
                )
            )
        }
        return stream
    }

    /// A chat request whose prompt is prose, in messages of some kilobytes: what most requests are
    /// that are long.
    static func proseRequest(bytes: Int) -> [UInt8] {
        request(bytes: bytes, seed: 3) { prose(3_000, &$0) }
    }

    /// A chat request of short messages, some with escapes: more structure than text.
    static func denseRequest(bytes: Int) -> [UInt8] {
        request(bytes: bytes, seed: 4) { random in
            prose(60, &random) + (random.chance(50) ? #"\n\"quoted\"\u00e9"# : "")
        }
    }

    private static func request(
        bytes: Int,
        seed: UInt64,
        _ text: (inout Random) -> String
    ) -> [UInt8] {
        var random = Random(seed: seed)
        let head =
            #"{"model":"gpt-5-mini","stream":true,"stream_options":{"include_usage":true},"#
            + #""max_completion_tokens":4096,"temperature":0.7,"user":"u-1","metadata":{"team":"a"},"#
            + #""tools":[{"type":"function","function":{"name":"find","parameters":{"type":"object"}}}],"#
            + #""messages":["#
        let tail = #"],"service_tier":"default","n":1}"#
        var messages: [String] = []
        var length = head.utf8.count + tail.utf8.count
        while true {
            let role = messages.count.isMultiple(of: 2) ? "user" : "assistant"
            let message = #"{"role":"\#(role)","content":"\#(text(&random))"}"#
            guard length + message.utf8.count + 1 <= bytes else { break }
            messages.append(message)
            length += message.utf8.count + 1
        }
        return Array((head + messages.joined(separator: ",") + tail).utf8)
    }
}
