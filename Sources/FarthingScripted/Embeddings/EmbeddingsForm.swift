import NIOCore

/// Embeddings, all of them the same: what they cost does not depend on what they say.
struct EmbeddingsForm: AnswerForm {
    var inputs = 0
    var dimensions = 12
    /// Whether vectors are written as the bytes of their numbers, as the SDK asks for.
    var isBase64 = false

    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        buffer.writeStaticString("{\"object\":\"list\",\"data\":[")
        for index in 0..<inputs {
            if index > 0 { buffer.writeStaticString(",") }
            buffer.write(member: "{\"object\":\"embedding\",\"index\":", index)
            buffer.writeStaticString(",\"embedding\":")
            if isBase64 { writeBase64(into: &buffer) } else { writeNumbers(into: &buffer) }
            buffer.writeStaticString("}")
        }
        buffer.write(member: "],\"model\":", plan.call.model)
        if plan.includesUsage {
            let shown = plan.shown(plan.call.promptTokens)
            buffer.write(member: ",\"usage\":{\"prompt_tokens\":", shown)
            buffer.write(member: ",\"total_tokens\":", shown)
            buffer.writeStaticString("}")
        }
        buffer.writeStaticString("}")
    }

    /// Embeddings are never streamed, and no plan says so.
    func makeStream(_ plan: CallPlan) -> any AnswerStream { ResponsesStream(plan) }

    func fault(_ status: Int) -> ProviderError { ChatForm().fault(status) }

    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer) {
        ChatForm().write(error, sequence: sequence, into: &body)
    }

    private func writeNumbers(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("[")
        for index in 0..<dimensions {
            buffer.writeStaticString(index == 0 ? "0.5" : ",0.5")
        }
        buffer.writeStaticString("]")
    }

    /// One half is 00 00 00 3f as the bytes of a 32-bit number.
    private func writeBase64(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("\"")
        for _ in 0..<dimensions / 3 { buffer.writeStaticString("AAAAPwAAAD8AAAA/") }
        switch dimensions % 3 {
        case 1: buffer.writeStaticString("AAAAPw==")
        case 2: buffer.writeStaticString("AAAAPwAAAD8=")
        default: break
        }
        buffer.writeStaticString("\"")
    }
}
