import NIOCore

// The shapes are those of OpenAI's API reference, chat completion object and chunk object.
extension CallPlan {
    /// Writes the body of an answer that is no stream.
    func writeAnswer(into buffer: inout ByteBuffer) {
        writeOpening(object: "chat.completion", into: &buffer)
        for (index, choice) in choices.enumerated() {
            if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
            buffer.write(member: "{\"index\":", index)
            buffer.writeStaticString(",\"message\":{\"role\":\"assistant\",\"content\":")
            if let toolCall {
                buffer.writeStaticString("null,\"tool_calls\":[")
                writeCall(toolCall, of: index, tokens: choice.textTokens, into: &buffer)
                buffer.writeInteger(UInt8(ascii: "]"))
            } else {
                buffer.writeInteger(UInt8(ascii: "\""))
                Words.ring.write(from: choice.start, tokens: choice.textTokens, into: &buffer)
                buffer.writeInteger(UInt8(ascii: "\""))
            }
            buffer.writeStaticString(",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,")
            buffer.writeStaticString("\"finish_reason\":\"")
            buffer.writeStaticString(finishReason(of: choice))
            buffer.writeStaticString("\"}")
        }
        buffer.writeInteger(UInt8(ascii: "]"))
        if includesUsage {
            buffer.writeStaticString(",\"usage\":")
            writeUsage(into: &buffer)
        }
        buffer.writeInteger(UInt8(ascii: "}"))
    }

    /// Writes the stream's first chunk of a choice: a role and no text.
    func writeRole(choice index: Int, into buffer: inout ByteBuffer) {
        writeChunk(choice: index, finishReason: nil, into: &buffer) { buffer in
            buffer.writeStaticString("\"role\":\"assistant\",\"content\":")
            if let toolCall {
                buffer.writeStaticString("null,\"tool_calls\":[")
                writeCall(toolCall, of: index, tokens: 0, into: &buffer)
                buffer.writeInteger(UInt8(ascii: "]"))
            } else {
                buffer.writeStaticString("\"\"")
            }
            buffer.writeStaticString(",\"refusal\":null")
        }
    }

    /// Writes a chunk with `tokens` words of a choice, of which `sent` words are out already.
    func writeText(
        choice index: Int,
        sent: Int,
        tokens: Int,
        into buffer: inout ByteBuffer
    ) {
        writeChunk(choice: index, finishReason: nil, into: &buffer) { buffer in
            if let toolCall {
                let function: StaticString =
                    "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\""
                buffer.writeStaticString(function)
                toolCall.writeText(choices[index], sent: sent, tokens: tokens, into: &buffer)
                buffer.writeStaticString("\"}}]")
            } else {
                buffer.writeStaticString("\"content\":\"")
                Words.ring.write(from: choices[index].start + sent, tokens: tokens, into: &buffer)
                buffer.writeInteger(UInt8(ascii: "\""))
            }
        }
    }

    /// Writes the chunk that ends a choice.
    func writeFinish(choice index: Int, into buffer: inout ByteBuffer) {
        let reason = finishReason(of: choices[index])
        writeChunk(choice: index, finishReason: reason, into: &buffer) { _ in }
    }

    /// Writes the chunk without choices that carries the usage of the whole stream.
    func writeUsageChunk(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("data: ")
        writeOpening(object: "chat.completion.chunk", into: &buffer)
        buffer.writeStaticString("],\"usage\":")
        writeUsage(into: &buffer)
        buffer.writeStaticString("}\n\n")
    }

    private func finishReason(of choice: Choice) -> StaticString {
        if choice.isCutByLimit { return "length" }
        return toolCall == nil ? "stop" : "tool_calls"
    }

    /// Writes the call of a tool with so many words of its arguments.
    private func writeCall(
        _ call: ToolCall,
        of index: Int,
        tokens: Int,
        into buffer: inout ByteBuffer
    ) {
        buffer.write(member: "{\"index\":0,\"id\":", "call_s\(self.call.sequence)_\(index)")
        buffer.write(member: ",\"type\":\"function\",\"function\":{\"name\":", call.name)
        buffer.writeStaticString(",\"arguments\":\"")
        if tokens > 0 { call.writeText(choices[index], sent: 0, tokens: tokens, into: &buffer) }
        buffer.writeStaticString("\"}}")
    }

    /// Writes a frame that is not JSON.
    func writeBrokenChunk(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("data: ")
        writeOpening(object: "chat.completion.chunk", into: &buffer)
        buffer.writeStaticString("{\"index\":0,\"delta\":{\"content\":\n\n")
    }

    private func writeChunk(
        choice index: Int,
        finishReason: StaticString?,
        into buffer: inout ByteBuffer,
        delta: (inout ByteBuffer) -> Void
    ) {
        buffer.writeStaticString("data: ")
        writeOpening(object: "chat.completion.chunk", into: &buffer)
        buffer.write(member: "{\"index\":", index)
        buffer.writeStaticString(",\"delta\":{")
        delta(&buffer)
        buffer.writeStaticString("},\"logprobs\":null,\"finish_reason\":")
        if let finishReason {
            buffer.writeInteger(UInt8(ascii: "\""))
            buffer.writeStaticString(finishReason)
            buffer.writeInteger(UInt8(ascii: "\""))
        } else {
            buffer.writeStaticString("null")
        }
        buffer.writeStaticString("}]")
        if includesUsage { buffer.writeStaticString(",\"usage\":null") }
        buffer.writeStaticString("}\n\n")
    }

    /// Everything up to the first choice.
    func writeOpening(object: StaticString, into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":\"chatcmpl-s", call.sequence)
        buffer.writeStaticString("\",\"object\":\"")
        buffer.writeStaticString(object)
        buffer.write(member: "\",\"created\":", createdSeconds)
        buffer.write(member: ",\"model\":", call.model)
        buffer.write(member: ",\"service_tier\":", call.serviceTier)
        buffer.writeStaticString(",\"system_fingerprint\":\"fp_scripted\",\"choices\":[")
    }

    /// The usage that the answer shows, which the fault may falsify.
    private func writeUsage(into buffer: inout ByteBuffer) {
        let prompt = shown(call.promptTokens)
        let completion = shown(call.completionTokens)
        buffer.write(member: "{\"prompt_tokens\":", prompt)
        buffer.write(member: ",\"completion_tokens\":", completion)
        buffer.write(member: ",\"total_tokens\":", prompt + completion)
        buffer.write(
            member: ",\"prompt_tokens_details\":{\"cached_tokens\":",
            shown(call.cachedTokens)
        )
        buffer.write(
            member: ",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":",
            shown(call.reasoningTokens)
        )
        buffer.writeStaticString(",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,")
        buffer.writeStaticString("\"rejected_prediction_tokens\":0}}")
    }
}
