import NIOCore

/// A stream's course from its first chunk to `[DONE]`, one event at a time; no clock, no socket.
struct StreamedAnswer: TextStream {
    private enum Phase {
        case role(Int), text, finish(Int), usage(Int), done
    }

    private(set) var course: TextCourse
    private var phase = Phase.role(0)

    init(_ plan: CallPlan) {
        course = TextCourse(plan)
    }

    /// Writes the next event and says what comes after it.
    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep {
        switch phase {
        case .role(let index):
            plan.writeRole(choice: index, into: &buffer)
            phase = index + 1 < plan.choices.count ? .role(index + 1) : .text
            return .goOn
        case .text:
            return text(into: &buffer)
        case .finish(let index):
            return finish(index, into: &buffer)
        case .usage(let time):
            plan.told(time: time).writeUsageChunk(into: &buffer)
            phase = time + 1 < plan.usageTimes ? .usage(time + 1) : .done
            return .goOn
        case .done:
            buffer.writeStaticString("data: [DONE]\n\n")
            return .end
        }
    }

    private mutating func text(into buffer: inout ByteBuffer) -> AnswerStep {
        switch course.next() {
        case .fault(let step): return step
        case .broken: plan.writeBrokenChunk(into: &buffer)
        case .over: return finish(0, into: &buffer)
        case .words(let index, let sent, let tokens):
            plan.writeText(choice: index, sent: sent, tokens: tokens, into: &buffer)
        }
        return .goOn
    }

    private mutating func finish(_ index: Int, into buffer: inout ByteBuffer) -> AnswerStep {
        plan.writeFinish(choice: index, into: &buffer)
        if index + 1 < plan.choices.count {
            phase = .finish(index + 1)
            return .goOn
        }
        phase = plan.includesUsage ? .usage(0) : .done
        return plan.includesUsage && plan.fault == .lateUsage ? .wait(500) : .goOn
    }
}
