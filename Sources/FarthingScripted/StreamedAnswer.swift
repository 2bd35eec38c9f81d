import NIOCore

/// A stream's course from its first chunk to `[DONE]`, one event at a time; no clock, no socket.
struct StreamedAnswer: AnswerStream {
    private enum Phase {
        case role(Int), text, finish(Int), usage, done
    }

    let plan: CallPlan
    /// Tokens of text that have been written, in all choices.
    private(set) var textTokensSent = 0

    private var sent: [Int]
    private var phase = Phase.role(0)
    private var nextChoice = 0
    private var chance: UInt64
    private var isPastFault = false

    init(_ plan: CallPlan) {
        self.plan = plan
        sent = Array(repeating: 0, count: plan.choices.count)
        chance = UInt64(plan.choices[0].start)
    }

    /// What is billed when the client closes now.
    var completionTokensIfClosed: Int {
        let rest = plan.textTokens - textTokensSent
        return plan.call.reasoningTokens + textTokensSent + min(plan.billAfterCloseTokens, rest)
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
        case .usage:
            plan.writeUsageChunk(into: &buffer)
            phase = .done
            return .goOn
        case .done:
            buffer.writeStaticString("data: [DONE]\n\n")
            return .end
        }
    }

    private mutating func text(into buffer: inout ByteBuffer) -> AnswerStep {
        if !isPastFault, textTokensSent * 2 >= plan.textTokens {
            isPastFault = true
            switch plan.fault {
            case .cut: return .breakOff
            case .hang: return .stall
            case .malformed:
                plan.writeBrokenChunk(into: &buffer)
                return .goOn
            default: break
            }
        }
        guard let index = choiceWithText() else {
            return finish(0, into: &buffer)
        }
        chance = mix(chance)
        let span = UInt64(plan.chunkTokens.count)
        let wished = plan.chunkTokens.lowerBound + Int(chance % span)
        let tokens = min(wished, plan.choices[index].textTokens - sent[index])
        plan.writeText(choice: index, sent: sent[index], tokens: tokens, into: &buffer)
        sent[index] += tokens
        textTokensSent += tokens
        return .goOn
    }

    private mutating func finish(_ index: Int, into buffer: inout ByteBuffer) -> AnswerStep {
        plan.writeFinish(choice: index, into: &buffer)
        if index + 1 < plan.choices.count {
            phase = .finish(index + 1)
            return .goOn
        }
        let showsUsage = plan.includesUsage && plan.fault != .noUsage
        phase = showsUsage ? .usage : .done
        return showsUsage && plan.fault == .lateUsage ? .wait(500) : .goOn
    }

    /// Choices take turns; nil when all their text is out.
    private mutating func choiceWithText() -> Int? {
        for _ in plan.choices.indices {
            let index = nextChoice
            nextChoice = (nextChoice + 1) % plan.choices.count
            if sent[index] < plan.choices[index].textTokens { return index }
        }
        return nil
    }
}
