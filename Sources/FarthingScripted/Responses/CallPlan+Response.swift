import NIOCore

/// The parts of a response object.
extension CallPlan {
    enum ResponseStage: Equatable {
        case begun
        case ended(showsUsage: Bool)
    }

    var responseStatus: StaticString { choices[0].isCutByLimit ? "incomplete" : "completed" }

    /// Where the message stands among the items: behind reasoning, if there is any.
    var messageIndex: Int { call.reasoningTokens > 0 ? 1 : 0 }

    func writeResponse(_ stage: ResponseStage, into buffer: inout ByteBuffer) {
        let hasEnded = stage != .begun
        buffer.write(member: "{\"id\":\"resp_s", call.sequence)
        buffer.write(member: "\",\"object\":\"response\",\"created_at\":", createdSeconds)
        buffer.writeStaticString(",\"status\":\"")
        buffer.writeStaticString(hasEnded ? responseStatus : "in_progress")
        buffer.writeStaticString("\",\"background\":false,\"error\":null,\"incomplete_details\":")
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
            writeMessage(
                status: responseStatus,
                text: choices[0].textTokens,
                into: &buffer
            )
        }
        buffer.writeStaticString("],\"parallel_tool_calls\":true,\"previous_response_id\":null")
        buffer.write(member: ",\"service_tier\":", call.serviceTier)
        buffer.writeStaticString(",\"store\":true,\"temperature\":1.0,\"top_p\":1.0")
        buffer.writeStaticString(",\"text\":{\"format\":{\"type\":\"text\"}},\"tools\":[]")
        buffer.writeStaticString(",\"tool_choice\":\"auto\",\"truncation\":\"disabled\"")
        buffer.writeStaticString(",\"usage\":")
        if stage == .ended(showsUsage: true) {
            writeResponseUsage(into: &buffer)
        } else {
            buffer.writeStaticString("null")
        }
        buffer.writeStaticString(",\"user\":null,\"metadata\":{}}")
    }

    func writeReasoning(into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":\"rs_s", call.sequence)
        buffer.writeStaticString("\",\"type\":\"reasoning\",\"summary\":[]")
        buffer.writeStaticString(",\"encrypted_content\":\"Z0FBQUFBc2NyaXB0ZWQ=\"}")
    }

    /// Writes the message; without a text it has no part yet.
    func writeMessage(status: StaticString, text: Int?, into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":\"msg_s", call.sequence)
        buffer.writeStaticString("\",\"type\":\"message\",\"status\":\"")
        buffer.writeStaticString(status)
        buffer.writeStaticString("\",\"role\":\"assistant\",\"content\":[")
        if let text { writePart(tokens: text, into: &buffer) }
        buffer.writeStaticString("]}")
    }

    func writePart(tokens: Int, into buffer: inout ByteBuffer) {
        buffer.writeStaticString("{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[]")
        buffer.writeStaticString(",\"text\":\"")
        Words.ring.write(from: choices[0].start, tokens: tokens, into: &buffer)
        buffer.writeStaticString("\"}")
    }

    func writePlace(into buffer: inout ByteBuffer) {
        buffer.write(member: ",\"item_id\":\"msg_s", call.sequence)
        buffer.write(member: "\",\"output_index\":", messageIndex)
        buffer.writeStaticString(",\"content_index\":0")
    }

    /// The usage that the answer shows, which the fault may falsify.
    private func writeResponseUsage(into buffer: inout ByteBuffer) {
        let divisor = fault == .wrongUsage ? 2 : 1
        let shown = fault == .zeroUsage ? 0 : 1
        let input = call.promptTokens * shown / divisor
        let output = call.completionTokens * shown / divisor
        buffer.write(member: "{\"input_tokens\":", input)
        buffer.write(
            member: ",\"input_tokens_details\":{\"cached_tokens\":",
            call.cachedTokens * shown / divisor
        )
        buffer.write(member: ",\"cache_write_tokens\":0},\"output_tokens\":", output)
        buffer.write(
            member: ",\"output_tokens_details\":{\"reasoning_tokens\":",
            call.reasoningTokens * shown / divisor
        )
        buffer.write(member: "},\"total_tokens\":", input + output)
        buffer.writeStaticString("}")
    }
}
