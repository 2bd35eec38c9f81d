import NIOCore

/// The parts of a response object.
extension CallPlan {
    enum ResponseStage: Equatable {
        case begun, ended
        /// Work of the background that waits, or that came to no end of its own.
        case background(status: String, error: String?)
    }

    var responseStatus: StaticString { choices[0].isCutByLimit ? "incomplete" : "completed" }

    /// Where the message or the tool's call stands among the items: behind reasoning, if there is any.
    var messageIndex: Int { call.reasoningTokens > 0 ? 1 : 0 }

    func writeResponse(_ stage: ResponseStage, into buffer: inout ByteBuffer) {
        let hasEnded = stage == .ended
        buffer.write(member: "{\"id\":", call.id)
        buffer.write(member: ",\"object\":\"response\",\"created_at\":", createdSeconds)
        buffer.writeStaticString(",\"status\":\"")
        if case .background(let status, _) = stage {
            buffer.writeString(status)
        } else {
            buffer.writeStaticString(hasEnded ? responseStatus : "in_progress")
        }
        buffer.writeStaticString("\",\"background\":")
        buffer.writeStaticString(background == nil ? "false" : "true")
        writeError(stage, into: &buffer)
        buffer.writeStaticString(",\"incomplete_details\":")
        let isCut = hasEnded && choices[0].isCutByLimit
        buffer.writeStaticString(isCut ? "{\"reason\":\"max_output_tokens\"}" : "null")
        buffer.writeStaticString(",\"instructions\":null,\"max_output_tokens\":null")
        buffer.write(member: ",\"model\":", call.model)
        buffer.writeStaticString(",\"output\":[")
        if hasEnded {
            if call.reasoningTokens > 0 {
                writeReasoning(into: &buffer)
                buffer.writeStaticString(",")
            }
            writeItem(status: responseStatus, tokens: choices[0].textTokens, into: &buffer)
        }
        buffer.writeStaticString("],\"parallel_tool_calls\":true,\"previous_response_id\":null")
        buffer.write(member: ",\"service_tier\":", call.serviceTier)
        buffer.writeStaticString(",\"store\":true,\"temperature\":1.0,\"top_p\":1.0")
        buffer.writeStaticString(",\"text\":{\"format\":{\"type\":\"text\"}},\"tools\":[]")
        buffer.writeStaticString(",\"tool_choice\":\"auto\",\"truncation\":\"disabled\"")
        buffer.writeStaticString(",\"usage\":")
        if hasEnded, includesUsage {
            writeResponseUsage(into: &buffer)
        } else {
            buffer.writeStaticString("null")
        }
        buffer.writeStaticString(",\"user\":null,\"metadata\":{}}")
    }

    private func writeError(_ stage: ResponseStage, into buffer: inout ByteBuffer) {
        if case .background(_, let error?) = stage {
            buffer.write(member: ",\"error\":{\"code\":\"server_error\",\"message\":", error)
            buffer.writeStaticString("}")
        } else {
            buffer.writeStaticString(",\"error\":null")
        }
    }

    func writeReasoning(into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":\"rs_s", call.sequence)
        buffer.writeStaticString("\",\"type\":\"reasoning\",\"summary\":[]")
        buffer.writeStaticString(",\"encrypted_content\":\"Z0FBQUFBc2NyaXB0ZWQ=\"}")
    }

    /// The id of the message or of the tool's call.
    var itemId: String { (toolCall == nil ? "msg_s" : "fc_s") + "\(call.sequence)" }

    /// Writes the message or the tool's call with so many words; nil where it only begins.
    func writeItem(status: StaticString, tokens: Int?, into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":", itemId)
        buffer.writeStaticString(",\"status\":\"")
        buffer.writeStaticString(status)
        if let toolCall {
            buffer.writeStaticString("\",\"type\":\"function_call\"")
            buffer.write(member: ",\"call_id\":", "call_s\(call.sequence)")
            buffer.write(member: ",\"name\":", toolCall.name)
            buffer.writeStaticString(",\"arguments\":\"")
            if let tokens {
                writeWords(sent: 0, tokens: tokens, into: &buffer)
            }
            buffer.writeStaticString("\"}")
        } else {
            buffer.writeStaticString("\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[")
            if let tokens { writePart(tokens: tokens, into: &buffer) }
            buffer.writeStaticString("]}")
        }
    }

    func writePart(tokens: Int, into buffer: inout ByteBuffer) {
        buffer.writeStaticString("{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[]")
        buffer.writeStaticString(",\"text\":\"")
        Words.ring.write(from: choices[0].start, tokens: tokens, into: &buffer)
        buffer.writeStaticString("\"}")
    }

    /// Writes some words of the text, or of the tool's arguments, as the inside of a JSON string.
    func writeWords(sent: Int, tokens: Int, into buffer: inout ByteBuffer) {
        if let toolCall {
            toolCall.writeText(choices[0], sent: sent, tokens: tokens, into: &buffer)
        } else {
            Words.ring.write(from: choices[0].start + sent, tokens: tokens, into: &buffer)
        }
    }

    /// Writes which item an event belongs to.
    func writePlace(into buffer: inout ByteBuffer) {
        buffer.write(member: ",\"item_id\":", itemId)
        buffer.write(member: ",\"output_index\":", messageIndex)
        if toolCall == nil { buffer.writeStaticString(",\"content_index\":0") }
    }

    /// The usage that the answer shows, which the fault may falsify.
    private func writeResponseUsage(into buffer: inout ByteBuffer) {
        let input = shown(call.promptTokens)
        let output = shown(call.completionTokens)
        buffer.write(member: "{\"input_tokens\":", input)
        buffer.write(
            member: ",\"input_tokens_details\":{\"cached_tokens\":",
            shown(call.cachedTokens)
        )
        buffer.write(member: ",\"cache_write_tokens\":0},\"output_tokens\":", output)
        buffer.write(
            member: ",\"output_tokens_details\":{\"reasoning_tokens\":",
            shown(call.reasoningTokens)
        )
        buffer.write(member: "},\"total_tokens\":", input + output)
        buffer.writeStaticString("}")
    }
}
