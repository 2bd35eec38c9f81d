import NIOCore

/// Bedrock's Converse. The shapes are those of the Amazon Bedrock API reference: Converse,
/// ConverseStream, common errors.
struct ConverseForm: AnswerForm {
    var streamContentType: StaticString { "application/vnd.amazon.eventstream" }
    var idPrefix: String { "converse-s" }
    var billsCacheWrites: Bool { true }

    func makeStream(_ plan: CallPlan) -> any AnswerStream { ConverseStream(plan) }

    func fault(_ status: Int) -> ProviderError {
        let type =
            switch status {
            case 400: "ValidationException"
            case 401, 403: "AccessDeniedException"
            case 404: "ResourceNotFoundException"
            case 408: "ModelTimeoutException"
            case 424: "ModelErrorException"
            case 429: "ThrottlingException"
            case 503: "ServiceUnavailableException"
            default: "InternalServerException"
            }
        return ProviderError(
            status: status,
            message: "The scripted provider fails as it was told.",
            type: type,
            parameter: nil,
            code: nil
        )
    }

    /// The error's name stands in the body, where SDKs look for it when no field names it.
    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer) {
        body.write(member: "{\"message\":", error.message)
        body.write(member: ",\"code\":", error.type)
        body.writeStaticString("}")
    }

    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        let choice = plan.choices[0]
        buffer.writeStaticString("{\"metrics\":{\"latencyMs\":7},\"output\":{\"message\":")
        buffer.writeStaticString("{\"role\":\"assistant\",\"content\":[")
        if choice.reasoningTokens > 0 {
            buffer.writeStaticString("{\"reasoningContent\":{\"reasoningText\":{\"text\":\"")
            plan.writeThought(into: &buffer)
            buffer.writeStaticString("\",\"signature\":\"c2NyaXB0ZWQ=\"}}},")
        }
        if let tool = plan.toolCall {
            plan.writeToolUse(tool, into: &buffer)
            buffer.writeStaticString(",\"input\":")
            tool.writeObject(choice, into: &buffer)
            buffer.writeInteger(UInt8(ascii: "}"))
        } else {
            buffer.writeStaticString("{\"text\":\"")
            Words.ring.write(from: choice.start, tokens: choice.textTokens, into: &buffer)
            buffer.writeInteger(UInt8(ascii: "\""))
        }
        buffer.writeStaticString("}]}},\"stopReason\":\"")
        buffer.writeStaticString(plan.stopReason)
        buffer.writeInteger(UInt8(ascii: "\""))
        if plan.includesUsage {
            buffer.writeStaticString(",\"usage\":")
            plan.writeConverseUsage(into: &buffer)
        }
        buffer.write(member: ",\"serviceTier\":{\"type\":", plan.call.serviceTier)
        buffer.writeStaticString("}}")
    }
}

extension CallPlan {
    /// The call of a tool, up to its arguments.
    func writeToolUse(_ tool: ToolCall, into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"toolUse\":{\"toolUseId\":", "tooluse_s\(call.sequence)")
        buffer.write(member: ",\"name\":", tool.name)
    }

    /// The usage that the answer shows, which the fault may falsify. What was read from or written
    /// to a cache is no part of `inputTokens`.
    func writeConverseUsage(into buffer: inout ByteBuffer) {
        let written = call.cacheWriteTokens + call.cacheWriteHourTokens
        let fresh = call.promptTokens - call.cachedTokens - written
        buffer.write(member: "{\"inputTokens\":", shown(fresh))
        buffer.write(member: ",\"outputTokens\":", shown(call.completionTokens))
        let total =
            shown(fresh) + shown(call.cachedTokens) + shown(written) + shown(call.completionTokens)
        buffer.write(member: ",\"totalTokens\":", total)
        buffer.write(member: ",\"cacheReadInputTokens\":", shown(call.cachedTokens))
        buffer.write(member: ",\"cacheWriteInputTokens\":", shown(written))
        buffer.writeStaticString(",\"cacheDetails\":[")
        if call.cacheWriteHourTokens > 0 {
            buffer.write(
                member: "{\"ttl\":\"1h\",\"inputTokens\":",
                shown(call.cacheWriteHourTokens)
            )
            buffer.writeInteger(UInt8(ascii: "}"))
        }
        buffer.writeStaticString("]}")
    }
}
