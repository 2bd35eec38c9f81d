import NIOCore

/// A streamed response's course from `response.created` to `response.completed`.
///
/// Events: OpenAI's API reference, “Streaming events”.
struct ResponsesStream: TextStream {
    private enum Phase {
        case beginning, text, finish, end(Int)
    }

    private(set) var course: TextCourse
    private var phase = Phase.beginning
    /// The number of the next event.
    private var sequence = 0

    init(_ plan: CallPlan) {
        course = TextCourse(plan)
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
            phase = .end(0)
            return plan.fault == .lateUsage ? .wait(500) : .goOn
        case .end(let time):
            let plan = plan
            let isCut = plan.choices[0].isCutByLimit
            event(isCut ? "response.incomplete" : "response.completed", into: &buffer) { buffer in
                buffer.writeStaticString(",\"response\":")
                plan.told(time: time).writeResponse(.ended, into: &buffer)
            }
            phase = .end(time + 1)
            return time + 1 < plan.usageTimes ? .goOn : .end
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
            plan.writeItem(status: "in_progress", tokens: nil, into: &buffer)
        }
        guard plan.toolCall == nil else { return }
        event("response.content_part.added", into: &buffer) { buffer in
            plan.writePlace(into: &buffer)
            buffer.writeStaticString(",\"part\":")
            plan.writePart(tokens: 0, into: &buffer)
        }
    }

    private mutating func text(into buffer: inout ByteBuffer) -> AnswerStep {
        switch course.next() {
        case .fault(let step): return step
        case .broken:
            buffer.writeStaticString("event: response.output_text.delta\ndata: {\"type\":\n\n")
        case .over:
            phase = .finish
            return next(into: &buffer)
        case .words(_, let sent, let tokens):
            let plan = plan
            let type: StaticString =
                plan.toolCall == nil
                ? "response.output_text.delta" : "response.function_call_arguments.delta"
            event(type, into: &buffer) { buffer in
                plan.writePlace(into: &buffer)
                buffer.writeStaticString(",\"delta\":\"")
                plan.writeWords(sent: sent, tokens: tokens, into: &buffer)
                buffer.writeStaticString("\",\"obfuscation\":\"c2NyaXB0ZWQ\"")
                if plan.toolCall == nil { buffer.writeStaticString(",\"logprobs\":[]") }
            }
        }
        return .goOn
    }

    private mutating func finish(into buffer: inout ByteBuffer) {
        let plan = plan
        if let tool = plan.toolCall {
            event("response.function_call_arguments.done", into: &buffer) { buffer in
                plan.writePlace(into: &buffer)
                buffer.write(member: ",\"name\":", tool.name)
                buffer.writeStaticString(",\"arguments\":\"")
                plan.writeWords(sent: 0, tokens: plan.textTokens, into: &buffer)
                buffer.writeInteger(UInt8(ascii: "\""))
            }
        } else {
            finishText(into: &buffer)
        }
        event("response.output_item.done", into: &buffer) { buffer in
            buffer.write(member: ",\"output_index\":", plan.messageIndex)
            buffer.writeStaticString(",\"item\":")
            plan.writeItem(status: plan.responseStatus, tokens: plan.textTokens, into: &buffer)
        }
    }

    private mutating func finishText(into buffer: inout ByteBuffer) {
        let plan = plan
        event("response.output_text.done", into: &buffer) { buffer in
            plan.writePlace(into: &buffer)
            buffer.writeStaticString(",\"text\":\"")
            plan.writeWords(sent: 0, tokens: plan.textTokens, into: &buffer)
            buffer.writeStaticString("\",\"logprobs\":[]")
        }
        event("response.content_part.done", into: &buffer) { buffer in
            plan.writePlace(into: &buffer)
            buffer.writeStaticString(",\"part\":")
            plan.writePart(tokens: plan.textTokens, into: &buffer)
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
