import NIOCore

/// A stream's course from `messageStart` to `metadata`; no clock, no socket.
struct ConverseStream: AnswerStream {
    private enum Phase {
        case start, thinking(Int), text, closeText, stop, metadata
    }

    private let plan: CallPlan
    private(set) var textTokensSent = 0
    private var phase = Phase.start
    private var chance: UInt64
    private var isPastFault = false

    private var choice: CallPlan.Choice { plan.choices[0] }
    /// The block of text stands behind the thinking, where there is some.
    private var textIndex: Int { choice.reasoningTokens > 0 ? 1 : 0 }

    init(_ plan: CallPlan) {
        self.plan = plan
        chance = UInt64(plan.choices[0].start)
    }

    var completionTokensIfClosed: Int {
        let rest = plan.textTokens - textTokensSent
        return plan.call.reasoningTokens + textTokensSent + min(plan.billAfterCloseTokens, rest)
    }

    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep {
        switch phase {
        case .start:
            EventFrame.write("messageStart", into: &buffer) {
                $0.writeStaticString("{\"role\":\"assistant\"}")
            }
            phase = choice.reasoningTokens > 0 ? .thinking(0) : .text
        case .thinking(let step):
            writeThinking(step, into: &buffer)
            phase = step < 2 ? .thinking(step + 1) : .text
        case .text:
            return text(into: &buffer)
        case .closeText:
            close(textIndex, into: &buffer)
            phase = .stop
        case .stop:
            EventFrame.write("messageStop", into: &buffer) {
                $0.writeStaticString("{\"stopReason\":\"")
                $0.writeStaticString(choice.stopReason)
                $0.writeStaticString("\"}")
            }
            guard plan.includesUsage else { return .end }
            phase = .metadata
            if plan.fault == .lateUsage { return .wait(500) }
        case .metadata:
            EventFrame.write("metadata", into: &buffer) {
                $0.writeStaticString("{\"metrics\":{\"latencyMs\":7},\"usage\":")
                plan.writeConverseUsage(into: &$0)
                $0.write(member: ",\"serviceTier\":{\"type\":", plan.call.serviceTier)
                $0.writeStaticString("}}")
            }
            return .end
        }
        return .goOn
    }

    private mutating func text(into buffer: inout ByteBuffer) -> AnswerStep {
        if !isPastFault, textTokensSent * 2 >= plan.textTokens {
            isPastFault = true
            switch plan.fault {
            case .cut: return .breakOff
            case .hang: return .stall
            case .malformed:
                EventFrame.write("contentBlockDelta", into: &buffer, isBroken: true) {
                    $0.writeStaticString("{}")
                }
                return .goOn
            default: break
            }
        }
        guard textTokensSent < choice.textTokens else {
            phase = .closeText
            return next(into: &buffer)
        }
        chance = mix(chance)
        let wished = plan.chunkTokens.lowerBound + Int(chance % UInt64(plan.chunkTokens.count))
        let tokens = min(wished, choice.textTokens - textTokensSent)
        let start = choice.start + textTokensSent
        delta(textIndex, into: &buffer) {
            $0.writeStaticString("{\"text\":\"")
            Words.ring.write(from: start, tokens: tokens, into: &$0)
            $0.writeStaticString("\"}")
        }
        textTokensSent += tokens
        return .goOn
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
