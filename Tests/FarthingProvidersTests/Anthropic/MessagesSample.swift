import FarthingCore
import FarthingProviders
import Testing

/// Requests and answers in the form that Anthropic documents.
enum MessagesSample {
    static let user = #"{"role":"user","content":"Hello, Claude"}"#

    /// A request's body; `members` stand behind the model and the limit.
    static func body(
        model: String = "claude-opus-5-5",
        maxTokens: Int64? = 1_024,
        messages: String = "[\(user)]",
        _ members: String = ""
    ) -> [UInt8] {
        let limit = maxTokens.map { #""max_tokens":\#($0),"# } ?? ""
        let rest = members.isEmpty ? "" : ",\(members)"
        return Array(#"{"model":"\#(model)",\#(limit)"messages":\#(messages)\#(rest)}"#.utf8)
    }

    static func request(
        model: String = "claude-opus-5-5",
        maxTokens: Int64? = 1_024,
        messages: String = "[\(user)]",
        betas: String? = nil,
        _ members: String = ""
    ) throws(RequestError) -> MessagesRequest {
        try MessagesRequest.read(
            body(model: model, maxTokens: maxTokens, messages: messages, members),
            betas: betas
        )
    }

    /// One message whose content is these blocks.
    static func content(_ blocks: String...) -> String {
        #"[{"role":"user","content":[\#(blocks.joined(separator: ","))]}]"#
    }

    static let prices = PriceBook.bundled()

    /// 2026-11-01.
    static let nowMs: Int64 = 1_793_491_200_000

    static func price(_ model: String) throws -> ModelPrice {
        try #require(prices.price(provider: "anthropic", model: model, atMs: nowMs))
    }

    /// The whole error of reading a request; nil when it passes.
    static func error(
        model: String = "claude-opus-5-5",
        maxTokens: Int64? = 1_024,
        messages: String = "[\(user)]",
        betas: String? = nil,
        _ members: String = ""
    ) -> RequestError? {
        do throws(RequestError) {
            _ = try request(
                model: model,
                maxTokens: maxTokens,
                messages: messages,
                betas: betas,
                members
            )
            return nil
        } catch {
            return error
        }
    }

    // MARK: Streams

    static func event(_ type: String, _ members: String = "") -> String {
        let rest = members.isEmpty ? "" : ",\(members)"
        return "event: \(type)\ndata: {\"type\":\"\(type)\"\(rest)}\n\n"
    }

    static func start(_ usage: String = #"{"input_tokens":25,"output_tokens":1}"#) -> String {
        event(
            "message_start",
            #""message":{"id":"msg_01","type":"message","role":"assistant","content":[],"#
                + #""model":"claude-opus-5-5","stop_reason":null,"stop_sequence":null,"#
                + #""usage":\#(usage)}"#
        )
    }

    static func open(_ index: Int, _ block: String = #"{"type":"text","text":""}"#) -> String {
        event("content_block_start", #""index":\#(index),"content_block":\#(block)"#)
    }

    static func delta(_ index: Int, _ delta: String) -> String {
        event("content_block_delta", #""index":\#(index),"delta":\#(delta)"#)
    }

    static func text(_ text: String, _ index: Int = 0) -> String {
        delta(index, #"{"type":"text_delta","text":"\#(text)"}"#)
    }

    static func close(_ index: Int = 0) -> String {
        event("content_block_stop", #""index":\#(index)"#)
    }

    static func end(_ usage: String, reason: String = "end_turn") -> String {
        event(
            "message_delta",
            #""delta":{"stop_reason":"\#(reason)","stop_sequence":null},"usage":\#(usage)"#
        )
    }

    static let stop = event("message_stop")
    static let ping = event("ping")

    /// What a meter passes on of a stream that arrives cut at `cuts`.
    static func pass(
        _ stream: [UInt8],
        through meter: inout MessagesMeter,
        cuts: [Int] = []
    ) -> [UInt8] {
        var passed: [UInt8] = []
        var start = 0
        for end in cuts.sorted() + [stream.count] {
            let piece = Array(stream[start..<end])
            switch piece.withUnsafeBytes({ meter.feed($0) }) {
            case .piece: passed += piece
            case .bytes(let bytes): passed += bytes
            }
            start = end
        }
        return passed
    }
}
