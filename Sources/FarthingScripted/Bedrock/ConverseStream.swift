import NIOCore

/// A stream's course from `messageStart` to `metadata`; no clock, no socket.
struct ConverseStream: TextStream {
    private enum Phase {
        case start, thinking(Int), openTool, text, closeText, stop, metadata(Int)
    }

    private(set) var course: TextCourse
    private var phase = Phase.start

    private var choice: CallPlan.Choice { plan.choices[0] }
    /// The block of text stands behind the thinking, where there is some.
    private var textIndex: Int { choice.reasoningTokens > 0 ? 1 : 0 }
    /// A block of text has no event of its own at its start.
    private var textPhase: Phase { plan.toolCall == nil ? .text : .openTool }

    init(_ plan: CallPlan) {
        course = TextCourse(plan)
    }

    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep {
        switch phase {
        case .start:
            EventFrame.write("messageStart", into: &buffer) {
                $0.writeStaticString("{\"role\":\"assistant\"}")
            }
            phase = choice.reasoningTokens > 0 ? .thinking(0) : textPhase
        case .thinking(let step):
            writeThinking(step, into: &buffer)
            phase = step < 2 ? .thinking(step + 1) : textPhase
        case .openTool:
            openTool(into: &buffer)
            phase = .text
        case .text:
            return text(into: &buffer)
        case .closeText:
            close(textIndex, into: &buffer)
            phase = .stop
        case .stop:
            EventFrame.write("messageStop", into: &buffer) {
                $0.writeStaticString("{\"stopReason\":\"")
                $0.writeStaticString(plan.stopReason)
                $0.writeStaticString("\"}")
            }
            guard plan.includesUsage else { return .end }
            phase = .metadata(0)
            if plan.fault == .lateUsage { return .wait(500) }
        case .metadata(let time):
            EventFrame.write("metadata", into: &buffer) {
                $0.writeStaticString("{\"metrics\":{\"latencyMs\":7},\"usage\":")
                plan.told(time: time).writeConverseUsage(into: &$0)
                $0.write(member: ",\"serviceTier\":{\"type\":", plan.call.serviceTier)
                $0.writeStaticString("}}")
            }
            guard time + 1 < plan.usageTimes else { return .end }
            phase = .metadata(time + 1)
        }
        return .goOn
    }

    private mutating func text(into buffer: inout ByteBuffer) -> AnswerStep {
        switch course.next() {
        case .fault(let step): return step
        case .broken:
            EventFrame.write("contentBlockDelta", into: &buffer, isBroken: true) {
                $0.writeStaticString("{}")
            }
        case .over:
            phase = .closeText
            return next(into: &buffer)
        case .words(_, let sent, let tokens):
            let (choice, tool) = (choice, plan.toolCall)
            delta(textIndex, into: &buffer) { buffer in
                if let tool {
                    buffer.writeStaticString("{\"toolUse\":{\"input\":\"")
                    tool.writeText(choice, sent: sent, tokens: tokens, into: &buffer)
                    buffer.writeStaticString("\"}}")
                } else {
                    buffer.writeStaticString("{\"text\":\"")
                    Words.ring.write(from: choice.start + sent, tokens: tokens, into: &buffer)
                    buffer.writeStaticString("\"}")
                }
            }
        }
        return .goOn
    }

    private func openTool(into buffer: inout ByteBuffer) {
        guard let tool = plan.toolCall else { return }
        EventFrame.write("contentBlockStart", into: &buffer) {
            $0.write(member: "{\"contentBlockIndex\":", textIndex)
            $0.writeStaticString(",\"start\":")
            plan.writeToolUse(tool, into: &$0)
            $0.writeStaticString("}},\"p\":\"abcd\"}")
        }
    }

    private func writeThinking(_ step: Int, into buffer: inout ByteBuffer) {
        switch step {
        case 0:
            delta(0, into: &buffer) {
                $0.writeStaticString("{\"reasoningContent\":{\"text\":\"")
                plan.writeThought(into: &$0)
                $0.writeStaticString("\"}}")
            }
        case 1:
            delta(0, into: &buffer) {
                $0.writeStaticString("{\"reasoningContent\":{\"signature\":\"c2NyaXB0ZWQ=\"}}")
            }
        default: close(0, into: &buffer)
        }
    }

    /// Real events have padding in a member `p`, so that their length does not tell the text's.
    private func delta(
        _ index: Int,
        into buffer: inout ByteBuffer,
        delta: (inout ByteBuffer) -> Void
    ) {
        EventFrame.write("contentBlockDelta", into: &buffer) {
            $0.write(member: "{\"contentBlockIndex\":", index)
            $0.writeStaticString(",\"delta\":")
            delta(&$0)
            $0.writeStaticString(",\"p\":\"abcdefgh\"}")
        }
    }

    private func close(_ index: Int, into buffer: inout ByteBuffer) {
        EventFrame.write("contentBlockStop", into: &buffer) {
            $0.write(member: "{\"contentBlockIndex\":", index)
            $0.writeInteger(UInt8(ascii: "}"))
        }
    }
}
