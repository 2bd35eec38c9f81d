/// How a stream goes through its words: which come next, and where a fault strikes; no clock, no
/// socket.
struct TextCourse {
    /// What comes next.
    enum Piece {
        /// So many words of a choice, of which `sent` are out.
        case words(choice: Int, sent: Int, tokens: Int)
        /// Something that cannot be read.
        case broken
        /// The end of the connection, or nothing more on it.
        case fault(AnswerStep)
        /// Nothing more.
        case over
    }

    let plan: CallPlan
    /// Tokens of text that are out, in all choices.
    private(set) var tokensSent = 0

    private var sent: [Int]
    private var nextChoice = 0
    private var chance: UInt64
    private var isPastFault = false

    init(_ plan: CallPlan) {
        self.plan = plan
        sent = Array(repeating: 0, count: plan.choices.count)
        chance = UInt64(plan.choices.first?.start ?? 0)
    }

    /// What is billed when the client closes now.
    var completionTokensIfClosed: Int {
        let rest = plan.textTokens - tokensSent
        return plan.call.reasoningTokens + tokensSent + min(plan.billAfterCloseTokens, rest)
    }

    /// What is out, with what stands around the arguments of tools.
    var outputTokensSent: Int {
        zip(plan.choices, sent).reduce(tokensSent) { sum, choice in
            choice.1 > 0 ? sum + choice.0.frameTokens : sum
        }
    }

    mutating func next() -> Piece {
        if !isPastFault, tokensSent * 2 >= plan.textTokens {
            isPastFault = true
            switch plan.fault {
            case .cut: return .fault(.breakOff)
            case .hang: return .fault(.stall)
            case .malformed: return .broken
            default: break
            }
        }
        guard let index = choiceWithText() else { return .over }
        let before = sent[index]
        let left = plan.choices[index].textTokens - before
        chance = mix(chance)
        let wished = plan.chunkTokens.lowerBound + Int(chance % UInt64(plan.chunkTokens.count))
        // Some providers write a tool's call in one piece.
        let tokens =
            plan.toolCall != nil && plan.form.writesToolCallsWhole ? left : min(wished, left)
        sent[index] += tokens
        tokensSent += tokens
        return .words(choice: index, sent: before, tokens: tokens)
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

/// A stream of words.
protocol TextStream: AnswerStream {
    var course: TextCourse { get }
}

extension TextStream {
    var plan: CallPlan { course.plan }
    var textTokensSent: Int { course.tokensSent }
    var completionTokensIfClosed: Int { course.completionTokensIfClosed }
}
