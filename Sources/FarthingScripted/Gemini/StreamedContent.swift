import NIOCore

/// A stream's course: each chunk is a whole answer with the usage up to it, and the last of each
/// candidate says why it ended; no clock, no socket.
struct StreamedContent: AnswerStream {
    private enum Phase {
        case text, finish(Int), usage
    }

    private let plan: CallPlan
    private(set) var textTokensSent = 0
    private var sent: [Int]
    private var phase = Phase.text
    private var nextChoice = 0
    private var chance: UInt64
    private var isPastFault = false

    init(_ plan: CallPlan) {
        self.plan = plan
        sent = Array(repeating: 0, count: plan.choices.count)
        chance = UInt64(plan.choices[0].start)
    }

    var completionTokensIfClosed: Int {
        let rest = plan.textTokens - textTokensSent
        return plan.call.reasoningTokens + textTokensSent + min(plan.billAfterCloseTokens, rest)
    }

    /// Whether the usage comes behind all else.
    private var isLate: Bool { plan.fault == .lateUsage }

    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep {
        switch phase {
        case .text: return text(into: &buffer)
        case .finish(let index):
            let isLast = index + 1 == plan.choices.count
            write(index, tokens: 0, ends: true, into: &buffer)
            if !isLast {
                phase = .finish(index + 1)
                return .goOn
            }
            guard isLate else { return .end }
            phase = .usage
            return .wait(500)
        case .usage:
            buffer.writeStaticString("data: {\"candidates\":[]")
            plan.writeContentEnd(textTokens: textTokensSent, showsUsage: true, &buffer)
            buffer.writeStaticString("\r\n\r\n")
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
                buffer.writeStaticString("data: {\"candidates\":[{\"content\":\r\n\r\n")
                return .goOn
            default: break
            }
        }
        guard let index = choiceWithText() else {
            phase = .finish(0)
            return next(into: &buffer)
        }
        chance = mix(chance)
        let wished = plan.chunkTokens.lowerBound + Int(chance % UInt64(plan.chunkTokens.count))
        let tokens = min(wished, plan.choices[index].textTokens - sent[index])
        write(index, tokens: tokens, ends: false, into: &buffer)
        return .goOn
    }

    private mutating func write(
        _ index: Int,
        tokens: Int,
        ends: Bool,
        into buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("data: {\"candidates\":[")
        plan.writeCandidate(index, sent: sent[index], tokens: tokens, ends: ends, &buffer)
        buffer.writeInteger(UInt8(ascii: "]"))
        sent[index] += tokens
        textTokensSent += tokens
        plan.writeContentEnd(textTokens: textTokensSent, showsUsage: !isLate, &buffer)
        buffer.writeStaticString("\r\n\r\n")
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
