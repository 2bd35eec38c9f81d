import NIOCore

/// A stream's course from `message_start` to `message_stop`; no clock, no socket.
struct StreamedMessage: TextStream {
    private enum Phase {
        case start, thinking(Int), openText, text, closeText, end(Int), stop
    }

    private(set) var course: TextCourse
    private var phase = Phase.start

    private var choice: CallPlan.Choice { plan.choices[0] }
    /// The block of text stands behind the thinking, where there is some.
    private var textIndex: Int { choice.reasoningTokens > 0 ? 1 : 0 }

    init(_ plan: CallPlan) {
        course = TextCourse(plan)
    }

    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep {
        switch phase {
        case .start:
            writeStart(into: &buffer)
            phase = choice.reasoningTokens > 0 ? .thinking(0) : .openText
        case .thinking(let step):
            writeThinking(step, into: &buffer)
            phase = step < 3 ? .thinking(step + 1) : .openText
        case .openText:
            openText(into: &buffer)
            phase = .text
        case .text:
            return text(into: &buffer)
        case .closeText:
            writeClose(textIndex, into: &buffer)
            phase = .end(0)
            if plan.fault == .lateUsage { return .wait(500) }
        case .end(let time):
            writeEnd(plan.told(time: time), into: &buffer)
            phase = time + 1 < plan.usageTimes ? .end(time + 1) : .stop
        case .stop:
            event("message_stop", into: &buffer) { _ in }
            return .end
        }
        return .goOn
    }

    private mutating func text(into buffer: inout ByteBuffer) -> AnswerStep {
        switch course.next() {
        case .fault(let step): return step
        case .broken:
            buffer.writeStaticString("event: content_block_delta\ndata: {\"type\":\n\n")
        case .over:
            phase = .closeText
            return next(into: &buffer)
        case .words(_, let sent, let tokens):
            let choice = choice
            if let tool = plan.toolCall {
                delta(textIndex, "input_json_delta", "partial_json", into: &buffer) { buffer in
                    tool.writeText(choice, sent: sent, tokens: tokens, into: &buffer)
                }
            } else {
                delta(textIndex, "text_delta", "text", into: &buffer) { buffer in
                    Words.ring.write(from: choice.start + sent, tokens: tokens, into: &buffer)
                }
            }
        }
        return .goOn
    }

    private func openText(into buffer: inout ByteBuffer) {
        event("content_block_start", into: &buffer) { buffer in
            buffer.write(member: ",\"index\":", textIndex)
            buffer.writeStaticString(",\"content_block\":")
            if let tool = plan.toolCall {
                plan.writeToolUseOpening(tool, into: &buffer)
                buffer.writeStaticString("{}}")
            } else {
                buffer.writeStaticString("{\"type\":\"text\",\"text\":\"\"}")
            }
        }
    }

    private func writeStart(into buffer: inout ByteBuffer) {
        event("message_start", into: &buffer) { buffer in
            buffer.writeStaticString(",\"message\":")
            plan.writeMessageOpening(into: &buffer)
            buffer.writeStaticString(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null")
            if plan.includesUsage {
                buffer.writeStaticString(",\"usage\":")
                plan.writeMessageUsage(outputTokens: 1, into: &buffer)
            }
            buffer.writeInteger(UInt8(ascii: "}"))
        }
        // The real stream has pings anywhere.
        if plan.fault != .huge { event("ping", into: &buffer) { _ in } }
    }

    private func writeThinking(_ step: Int, into buffer: inout ByteBuffer) {
        switch step {
        case 0:
            event("content_block_start", into: &buffer) { buffer in
                buffer.writeStaticString(
                    ",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\","
                )
                buffer.writeStaticString("\"signature\":\"\"}")
            }
        case 1:
            delta(0, "thinking_delta", "thinking", into: &buffer) { plan.writeThought(into: &$0) }
        case 2:
            delta(0, "signature_delta", "signature", into: &buffer) {
                $0.writeStaticString("c2NyaXB0ZWQ=")
            }
        default: writeClose(0, into: &buffer)
        }
    }

    private func writeClose(_ index: Int, into buffer: inout ByteBuffer) {
        event("content_block_stop", into: &buffer) { $0.write(member: ",\"index\":", index) }
    }

    private func writeEnd(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        event("message_delta", into: &buffer) { buffer in
            buffer.writeStaticString(",\"delta\":{\"stop_reason\":\"")
            buffer.writeStaticString(plan.stopReason)
            buffer.writeStaticString("\",\"stop_sequence\":null}")
            guard plan.includesUsage else { return }
            buffer.writeStaticString(",\"usage\":")
            plan.writeFinalUsage(into: &buffer)
        }
    }

    private func delta(
        _ index: Int,
        _ type: StaticString,
        _ member: StaticString,
        into buffer: inout ByteBuffer,
        text: (inout ByteBuffer) -> Void
    ) {
        event("content_block_delta", into: &buffer) { buffer in
            buffer.write(member: ",\"index\":", index)
            buffer.writeStaticString(",\"delta\":{\"type\":\"")
            buffer.writeStaticString(type)
            buffer.writeStaticString("\",\"")
            buffer.writeStaticString(member)
            buffer.writeStaticString("\":\"")
            text(&buffer)
            buffer.writeStaticString("\"}")
        }
    }

    private func event(
        _ type: StaticString,
        into buffer: inout ByteBuffer,
        members: (inout ByteBuffer) -> Void
    ) {
        // The `data: ` of a huge answer's first event stands before its padding.
        if plan.fault != .huge {
            buffer.writeStaticString("event: ")
            buffer.writeStaticString(type)
            buffer.writeInteger(UInt8(ascii: "\n"))
        }
        buffer.writeStaticString("data: {\"type\":\"")
        buffer.writeStaticString(type)
        buffer.writeInteger(UInt8(ascii: "\""))
        members(&buffer)
        buffer.writeStaticString("}\n\n")
    }
}
