import NIOCore

/// A streamed response's course from `response.created` to `response.completed`.
///
/// Events: OpenAI's API reference, “Streaming events”.
struct ResponsesStream: AnswerStream {
    private enum Phase {
        case beginning, text, finish, end
    }

    let plan: CallPlan
    private(set) var textTokensSent = 0

    private var phase = Phase.beginning
    /// The number of the next event.
    private var sequence = 0
    private var chance: UInt64
    private var isPastFault = false

    init(_ plan: CallPlan) {
        self.plan = plan
        chance = UInt64(plan.choices[0].start)
    }

    var completionTokensIfClosed: Int {
        let rest = plan.textTokens - textTokensSent
        let more = min(plan.billAfterCloseTokens, rest)
        return plan.call.reasoningTokens + textTokensSent + more
    }

    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep {
        switch phase {
        case .beginning:
            begin(into: &buffer)
            phase = .text
            return .goOn
        case .text:
            return text(into: &buffer)
        case .finish:
            finish(into: &buffer)
            phase = .end
            return plan.fault == .lateUsage ? .wait(500) : .goOn
        case .end:
            let plan = plan
            let isCut = plan.choices[0].isCutByLimit
            let showsUsage = plan.fault != .noUsage
            event(isCut ? "response.incomplete" : "response.completed", into: &buffer) { buffer in
                buffer.writeStaticString(",\"response\":")
                plan.writeResponse(.ended(showsUsage: showsUsage), into: &buffer)
            }
            return .end
        }
    }

    private mutating func begin(into buffer: inout ByteBuffer) {
        let plan = plan
        for type: StaticString in ["response.created", "response.in_progress"] {
            event(type, into: &buffer) { buffer in
                buffer.writeStaticString(",\"response\":")
                plan.writeResponse(.begun, into: &buffer)
            }
        }
        if plan.call.reasoningTokens > 0 {
            for type: StaticString in ["response.output_item.added", "response.output_item.done"] {
                event(type, into: &buffer) { buffer in
                    buffer.writeStaticString(",\"output_index\":0,\"item\":")
                    plan.writeReasoning(into: &buffer)
                }
            }
        }
        event("response.output_item.added", into: &buffer) { buffer in
            buffer.write(member: ",\"output_index\":", plan.messageIndex)
            buffer.writeStaticString(",\"item\":")
            plan.writeMessage(status: "in_progress", text: nil, into: &buffer)
        }
        event("response.content_part.added", into: &buffer) { buffer in
            plan.writePlace(into: &buffer)
            buffer.writeStaticString(",\"part\":")
            plan.writePart(tokens: 0, into: &buffer)
        }
    }

    private mutating func text(into buffer: inout ByteBuffer) -> AnswerStep {
        if !isPastFault, textTokensSent * 2 >= plan.textTokens {
            isPastFault = true
            switch plan.fault {
            case .cut: return .breakOff
            case .hang: return .stall
            case .malformed:
                buffer.writeStaticString("event: response.output_text.delta\ndata: {\"type\":\n\n")
                return .goOn
            default: break
            }
        }
        guard textTokensSent < plan.textTokens else {
            phase = .finish
            return next(into: &buffer)
        }
        chance = mix(chance)
        let wished = plan.chunkTokens.lowerBound + Int(chance % UInt64(plan.chunkTokens.count))
        let tokens = min(wished, plan.textTokens - textTokensSent)
        let (plan, start) = (plan, plan.choices[0].start + textTokensSent)
        event("response.output_text.delta", into: &buffer) { buffer in
            plan.writePlace(into: &buffer)
            buffer.writeStaticString(",\"delta\":\"")
            Words.ring.write(from: start, tokens: tokens, into: &buffer)
            buffer.writeStaticString("\",\"logprobs\":[],\"obfuscation\":\"c2NyaXB0ZWQ\"")
        }
        textTokensSent += tokens
        return .goOn
    }

    private mutating func finish(into buffer: inout ByteBuffer) {
        let plan = plan
        event("response.output_text.done", into: &buffer) { buffer in
            plan.writePlace(into: &buffer)
            buffer.writeStaticString(",\"text\":\"")
            Words.ring.write(
                from: plan.choices[0].start,
                tokens: plan.textTokens,
                into: &buffer
            )
            buffer.writeStaticString("\",\"logprobs\":[]")
        }
        event("response.content_part.done", into: &buffer) { buffer in
            plan.writePlace(into: &buffer)
            buffer.writeStaticString(",\"part\":")
            plan.writePart(tokens: plan.textTokens, into: &buffer)
        }
        event("response.output_item.done", into: &buffer) { buffer in
            buffer.write(member: ",\"output_index\":", plan.messageIndex)
            buffer.writeStaticString(",\"item\":")
            plan.writeMessage(
                status: plan.responseStatus,
                text: plan.textTokens,
                into: &buffer
            )
        }
    }

    private mutating func event(
        _ type: StaticString,
        into buffer: inout ByteBuffer,
        _ members: (inout ByteBuffer) -> Void
    ) {
        buffer.writeStaticString("event: ")
        buffer.writeStaticString(type)
        buffer.writeStaticString("\ndata: {\"type\":\"")
        buffer.writeStaticString(type)
        buffer.write(member: "\",\"sequence_number\":", sequence)
        members(&buffer)
        buffer.writeStaticString("}\n\n")
        sequence += 1
    }
}
