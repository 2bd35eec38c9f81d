import NIOCore

/// Anthropic's messages. The shapes are those of its API reference: message object, streaming
/// events, errors.
struct MessagesForm: AnswerForm {
    var idPrefix: String { "msg_s" }
    var billsCacheWrites: Bool { true }
    var billsSearches: Bool { true }

    func makeStream(_ plan: CallPlan) -> any AnswerStream { StreamedMessage(plan) }

    func fault(_ status: Int) -> ProviderError {
        let type =
            switch status {
            case 400: "invalid_request_error"
            case 401: "authentication_error"
            case 402: "billing_error"
            case 403: "permission_error"
            case 404: "not_found_error"
            case 429: "rate_limit_error"
            case 504: "timeout_error"
            case 529: "overloaded_error"
            default: "api_error"
            }
        return ProviderError(
            status: status,
            message: status == 529 ? "Overloaded" : "The scripted provider fails as it was told.",
            type: type,
            parameter: nil,
            code: nil
        )
    }

    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer) {
        body.write(member: "{\"type\":\"error\",\"error\":{\"type\":", error.type)
        body.write(member: ",\"message\":", error.message)
        body.write(member: "},\"request_id\":", "req_s\(sequence)")
        body.writeStaticString("}\n")
    }

    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        let choice = plan.choices[0]
        plan.writeMessageOpening(into: &buffer)
        buffer.writeStaticString(",\"content\":[")
        if choice.reasoningTokens > 0 {
            buffer.writeStaticString("{\"type\":\"thinking\",\"thinking\":\"")
            plan.writeThought(into: &buffer)
            buffer.writeStaticString("\",\"signature\":\"c2NyaXB0ZWQ=\"},")
        }
        if let tool = plan.toolCall {
            plan.writeToolUseOpening(tool, into: &buffer)
            tool.writeObject(choice, into: &buffer)
        } else {
            buffer.writeStaticString("{\"type\":\"text\",\"text\":\"")
            Words.ring.write(from: choice.start, tokens: choice.textTokens, into: &buffer)
            buffer.writeInteger(UInt8(ascii: "\""))
        }
        buffer.writeStaticString("}],\"stop_reason\":\"")
        buffer.writeStaticString(plan.stopReason)
        buffer.writeStaticString("\",\"stop_sequence\":null")
        if plan.includesUsage {
            buffer.writeStaticString(",\"usage\":")
            plan.writeMessageUsage(outputTokens: plan.call.completionTokens, into: &buffer)
        }
        buffer.writeInteger(UInt8(ascii: "}"))
    }
}

extension CallPlan {
    var stopReason: StaticString {
        if choices[0].isCutByLimit { return "max_tokens" }
        return toolCall == nil ? "end_turn" : "tool_use"
    }

    /// Everything of a tool's call up to its arguments.
    func writeToolUseOpening(_ tool: ToolCall, into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"type\":\"tool_use\",\"id\":", "toolu_s\(call.sequence)")
        buffer.write(member: ",\"name\":", tool.name)
        buffer.writeStaticString(",\"input\":")
    }

    /// Everything of a message up to its content.
    func writeMessageOpening(into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":", call.id)
        buffer.write(member: ",\"type\":\"message\",\"role\":\"assistant\",\"model\":", call.model)
    }

    /// A summary of the thinking: a quarter as long as what is billed.
    func writeThought(into buffer: inout ByteBuffer) {
        let tokens = (choices[0].reasoningTokens + 3) / 4
        Words.ring.write(from: choices[0].start + 7, tokens: tokens, into: &buffer)
    }

    /// The usage that the answer shows, which the fault may falsify.
    func writeMessageUsage(outputTokens: Int, into buffer: inout ByteBuffer) {
        let fresh =
            call.promptTokens - call.cachedTokens - call.cacheWriteTokens
            - call.cacheWriteHourTokens
        let written = call.cacheWriteTokens + call.cacheWriteHourTokens
        buffer.write(member: "{\"input_tokens\":", shown(fresh))
        buffer.write(member: ",\"cache_creation_input_tokens\":", shown(written))
        buffer.write(member: ",\"cache_read_input_tokens\":", shown(call.cachedTokens))
        buffer.write(
            member: ",\"cache_creation\":{\"ephemeral_5m_input_tokens\":",
            shown(call.cacheWriteTokens)
        )
        buffer.write(
            member: ",\"ephemeral_1h_input_tokens\":",
            shown(call.cacheWriteHourTokens)
        )
        buffer.write(member: "},\"output_tokens\":", shown(outputTokens))
        writeSearches(into: &buffer)
        buffer.write(
            member: ",\"service_tier\":",
            call.variant.isEmpty ? "standard" : call.variant
        )
        buffer.writeStaticString(",\"speed\":\"")
        buffer.writeStaticString(call.serviceTier == "fast" ? "fast" : "standard")
        buffer.writeStaticString("\",\"inference_geo\":\"global\"}")
    }

    /// The usage at a stream's end: running totals of the output, and fees.
    func writeFinalUsage(into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"output_tokens\":", shown(call.completionTokens))
        buffer.write(
            member: ",\"output_tokens_details\":{\"thinking_tokens\":",
            shown(call.reasoningTokens)
        )
        buffer.writeInteger(UInt8(ascii: "}"))
        writeSearches(into: &buffer)
        buffer.writeInteger(UInt8(ascii: "}"))
    }

    private func writeSearches(into buffer: inout ByteBuffer) {
        guard call.webSearches > 0 else { return }
        buffer.write(
            member: ",\"server_tool_use\":{\"web_search_requests\":",
            shown(call.webSearches)
        )
        buffer.writeStaticString(",\"web_fetch_requests\":0}")
    }
}
