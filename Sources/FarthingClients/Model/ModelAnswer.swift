public import FarthingCore

/// What a model has answered.
public struct ModelAnswer: Sendable {
    /// Why the model has ended; more may come.
    public struct FinishReason: RawRepresentable, Hashable, Sendable {
        /// The name.
        public let rawValue: String

        /// A reason by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// It had said everything.
        public static let stop = FinishReason(rawValue: "stop")
        /// The output limit was reached.
        public static let length = FinishReason(rawValue: "length")
        /// It wants functions to be called.
        public static let toolCalls = FinishReason(rawValue: "tool_calls")
        /// The provider has withheld the rest.
        public static let filtered = FinishReason(rawValue: "content_filter")
    }

    /// All its text.
    public var text = ""
    /// What it has shown of its reasoning.
    public var reasoning = ""
    /// Parts of its reasoning that the provider wants back, as it has sent them.
    public var kept: [JSON] = []
    /// The functions that it wants called.
    public var toolCalls: [ToolCall] = []
    /// Why it has ended; nil where the provider does not say.
    public var finishReason: FinishReason?
    /// What it has used, as the provider has reported it; nil without a report.
    public var usage: Usage?
    /// The model that has answered; empty where the answer names none.
    public var model = ""
    /// The answer's id; empty where it has none.
    public var id = ""
    /// What the call has cost; nil for a stream whose bill is not known yet.
    public var bill: CallBill?
    /// The answer as the provider has sent it; null for a stream.
    public var json = JSON.null

    /// The message with which the conversation goes on.
    public var message: Message {
        let said = Message.assistant(text, toolCalls: toolCalls)
        return Message(.assistant, kept.map { .raw($0) } + said.parts)
    }
}

/// One step of a streamed answer.
public enum ModelDelta: Hashable, Sendable {
    /// More text.
    case text(String)
    /// More of what it shows of its reasoning.
    case reasoning(String)
    /// More of a function's call: its id and name come once, its arguments piece by piece.
    case toolCall(index: Int, id: String?, name: String?, arguments: String)
    /// A part of its reasoning that the provider wants back.
    case kept(JSON)
    /// What Gemini wants back with a function's call.
    case signature(index: Int, String)
    /// The model has ended.
    case finished(ModelAnswer.FinishReason)
    /// What is said of the answer as a whole: its id, and the model that answers.
    case started(id: String, model: String)
    /// What was used, as the provider has reported it.
    case usage(Usage)
}

extension ModelAnswer {
    /// Takes one step of a stream in.
    public mutating func take(_ delta: ModelDelta) {
        switch delta {
        case .text(let more): text += more
        case .reasoning(let more): reasoning += more
        case .toolCall(let index, let id, let name, let arguments):
            guard (0..<Self.toolCallsMax).contains(index) else { return }
            while toolCalls.count <= index {
                toolCalls.append(ToolCall(id: "", name: "", arguments: ""))
            }
            if let id { toolCalls[index].id = id }
            if let name { toolCalls[index].name = name }
            toolCalls[index].arguments += arguments
        case .kept(let part): kept.append(part)
        case .signature(let index, let text):
            if toolCalls.indices.contains(index) { toolCalls[index].signature = text }
        case .finished(let reason): finishReason = reason
        case .started(let id, let model):
            if !id.isEmpty { self.id = id }
            if !model.isEmpty { self.model = model }
        case .usage(let usage): self.usage = usage
        }
    }

    /// More calls than any model makes at once: a broken stream may name any place.
    private static let toolCallsMax = 1_024
}
