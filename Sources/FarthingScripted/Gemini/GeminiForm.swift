import NIOCore

/// Google's Gemini API: content, and embeddings where a plan asks for them.
struct GeminiForm: AnswerForm {
    /// Nil where content is generated.
    var embeddings: Int?
    var dimensions = 12
    var isBatch = false

    var idPrefix: String { "gemini-s" }
    var writesToolCallsWhole: Bool { true }

    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        if let embeddings { return write(embeddings, of: plan, into: &buffer) }
        buffer.writeStaticString("{\"candidates\":[")
        for (index, choice) in plan.choices.enumerated() {
            if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
            plan.writeCandidate(index, sent: 0, tokens: choice.textTokens, ends: true, &buffer)
        }
        buffer.writeInteger(UInt8(ascii: "]"))
        plan.writeContentEnd(outputTokens: plan.outputTokens, showsUsage: true, &buffer)
    }

    func makeStream(_ plan: CallPlan) -> any AnswerStream { StreamedContent(plan) }

    func fault(_ status: Int) -> ProviderError {
        var error = ProviderError.fault(status: status)
        error.type = Self.word(status)
        return error
    }

    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer) {
        body.write(member: "{\"error\":{\"code\":", error.status)
        body.write(member: ",\"message\":", error.message)
        body.write(member: ",\"status\":", Self.word(error.status))
        body.writeStaticString("}}\n")
    }

    /// The canonical code (google.rpc.Code) that goes with a status.
    private static func word(_ status: Int) -> String {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 429: "RESOURCE_EXHAUSTED"
        case 400...499: "INVALID_ARGUMENT"
        case 503, 529: "UNAVAILABLE"
        case 504: "DEADLINE_EXCEEDED"
        default: "INTERNAL"
        }
    }

    private func write(_ count: Int, of plan: CallPlan, into buffer: inout ByteBuffer) {
        buffer.writeStaticString(isBatch ? "{\"embeddings\":[" : "{\"embedding\":")
        for index in 0..<count {
            if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
            buffer.writeStaticString("{\"values\":[")
            for place in 0..<dimensions {
                buffer.writeStaticString(place == 0 ? "0.5" : ",0.5")
            }
            buffer.writeStaticString("]}")
        }
        if isBatch { buffer.writeInteger(UInt8(ascii: "]")) }
        if plan.includesUsage {
            buffer.writeStaticString(",\"usageMetadata\":")
            plan.writeContentUsage(outputTokens: nil, &buffer)
        }
        buffer.writeInteger(UInt8(ascii: "}"))
    }
}

// The shapes are those of Google's API reference, GenerateContentResponse.
extension CallPlan {
    /// Writes a candidate with `tokens` words, of which `sent` words are out already.
    func writeCandidate(
        _ index: Int,
        sent: Int,
        tokens: Int,
        ends: Bool,
        _ buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("{\"content\":{\"parts\":[")
        if let toolCall, tokens > 0 {
            buffer.write(member: "{\"functionCall\":{\"name\":", toolCall.name)
            buffer.writeStaticString(",\"args\":")
            toolCall.writeObject(choices[index], into: &buffer)
            buffer.writeStaticString("}")
        } else {
            buffer.writeStaticString("{\"text\":\"")
            Words.ring.write(from: choices[index].start + sent, tokens: tokens, into: &buffer)
            buffer.writeStaticString("\"")
        }
        buffer.writeStaticString("}],\"role\":\"model\"}")
        if ends {
            buffer.writeStaticString(
                choices[index].isCutByLimit
                    ? ",\"finishReason\":\"MAX_TOKENS\"" : ",\"finishReason\":\"STOP\""
            )
        }
        buffer.write(member: ",\"index\":", index)
        buffer.writeInteger(UInt8(ascii: "}"))
    }

    /// Writes what stands behind the candidates, and the end of the object.
    func writeContentEnd(outputTokens: Int, showsUsage: Bool, _ buffer: inout ByteBuffer) {
        if showsUsage, includesUsage {
            buffer.writeStaticString(",\"usageMetadata\":")
            writeContentUsage(outputTokens: outputTokens, &buffer)
        }
        buffer.write(member: ",\"modelVersion\":", call.model)
        buffer.write(member: ",\"responseId\":", call.id)
        buffer.writeInteger(UInt8(ascii: "}"))
    }

    /// The usage that the answer shows, which the fault may falsify; without output where there is
    /// none to show.
    func writeContentUsage(outputTokens: Int?, _ buffer: inout ByteBuffer) {
        let prompt = shown(call.promptTokens)
        let text = shown(outputTokens ?? 0)
        let thoughts = shown(call.reasoningTokens)
        buffer.write(member: "{\"promptTokenCount\":", prompt)
        if call.cachedTokens > 0 {
            buffer.write(
                member: ",\"cachedContentTokenCount\":",
                shown(call.cachedTokens)
            )
        }
        if outputTokens != nil {
            buffer.write(member: ",\"candidatesTokenCount\":", text)
            if thoughts > 0 { buffer.write(member: ",\"thoughtsTokenCount\":", thoughts) }
        }
        buffer.write(member: ",\"totalTokenCount\":", prompt + text + thoughts)
        buffer.write(
            member: ",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":",
            prompt
        )
        buffer.writeStaticString("}]")
        let traffic =
            call.serviceTier == "standard"
            ? "ON_DEMAND" : "ON_DEMAND_\(call.serviceTier.uppercased())"
        buffer.write(member: ",\"trafficType\":", traffic)
        buffer.writeInteger(UInt8(ascii: "}"))
    }
}
