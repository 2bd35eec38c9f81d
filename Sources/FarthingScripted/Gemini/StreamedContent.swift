import NIOCore

/// A stream's course: each chunk is a whole answer with the usage up to it, and the last of each
/// candidate says why it ended; no clock, no socket.
struct StreamedContent: TextStream {
    private enum Phase {
        case text, finish(Int), usage(Int)
    }

    private(set) var course: TextCourse
    private var phase = Phase.text

    init(_ plan: CallPlan) {
        course = TextCourse(plan)
    }

    /// Whether the usage comes behind all else.
    private var isLate: Bool { plan.fault == .lateUsage }

    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep {
        switch phase {
        case .text: return text(into: &buffer)
        case .finish(let index):
            write(index, sent: 0, tokens: 0, ends: true, into: &buffer)
            if index + 1 < plan.choices.count {
                phase = .finish(index + 1)
                return .goOn
            }
            phase = .usage(0)
            if isLate { return .wait(500) }
            return plan.fault == .repeatedUsage ? .goOn : .end
        case .usage(let time):
            buffer.writeStaticString("data: {\"candidates\":[]")
            let told = plan.told(time: time)
            told.writeContentEnd(outputTokens: course.outputTokensSent, showsUsage: true, &buffer)
            buffer.writeStaticString("\r\n\r\n")
            phase = .usage(time + 1)
            return time + 1 < plan.usageTimes ? .goOn : .end
        }
    }

    private mutating func text(into buffer: inout ByteBuffer) -> AnswerStep {
        switch course.next() {
        case .fault(let step): return step
        case .broken:
            buffer.writeStaticString("data: {\"candidates\":[{\"content\":\r\n\r\n")
        case .over:
            phase = .finish(0)
            return next(into: &buffer)
        case .words(let index, let sent, let tokens):
            write(index, sent: sent, tokens: tokens, ends: false, into: &buffer)
        }
        return .goOn
    }

    private func write(
        _ index: Int,
        sent: Int,
        tokens: Int,
        ends: Bool,
        into buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("data: {\"candidates\":[")
        plan.writeCandidate(index, sent: sent, tokens: tokens, ends: ends, &buffer)
        buffer.writeInteger(UInt8(ascii: "]"))
        plan.writeContentEnd(outputTokens: course.outputTokensSent, showsUsage: !isLate, &buffer)
        buffer.writeStaticString("\r\n\r\n")
    }
}
