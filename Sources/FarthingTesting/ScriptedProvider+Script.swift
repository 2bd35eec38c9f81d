public import Farthing
public import FarthingCore

/// What a ``ScriptedProvider`` does with one call.
public enum ScriptedStep: Sendable {
    /// It answers.
    case answer(ScriptedAnswer)
    /// It fails, after so many milliseconds.
    case failure(ScriptedFailure, delayMs: Int64 = 0)

    /// It answers with a text.
    ///
    /// - Parameters:
    ///   - text: what it says.
    ///   - inputTokens: what it counts as input.
    ///   - outputTokens: what it counts as output; no more is made, or billed, than the call has room
    ///     for.
    ///   - model: what it calls the model; nil for the one that was asked.
    ///   - delayMs: how long it takes, in milliseconds of its clock.
    ///   - reportsUsage: false bills it without saying so.
    public static func answer(
        _ text: String = "",
        inputTokens: Int64 = 0,
        outputTokens: Int64 = 0,
        model: String? = nil,
        delayMs: Int64 = 0,
        reportsUsage: Bool = true
    ) -> ScriptedStep {
        .answer(
            ScriptedAnswer(
                text: text,
                used: Usage(inputTokens: inputTokens, outputTokens: outputTokens),
                model: model,
                delayMs: delayMs,
                reportsUsage: reportsUsage
            )
        )
    }

    /// The step as it is for a call with room for so much output.
    func within(_ permit: Permit) -> ScriptedStep {
        guard case .answer(var answer) = self else { return self }
        answer.used.outputTokens = min(answer.used.outputTokens, permit.outputTokens)
        return .answer(answer)
    }

    /// What is billed.
    var usedTokens: Usage {
        switch self {
        case .answer(let answer): answer.used
        case .failure(let failure, _): failure.used ?? Usage(requests: 0)
        }
    }
}

/// What a ``ScriptedProvider`` answers; settles a call by the usage that it reports.
public struct ScriptedAnswer: BilledAnswer, Sendable {
    /// What it says.
    public let text: String
    /// What it calls the model; nil for the one that was asked.
    public let model: String?
    /// What was used, whether it is reported or not.
    public internal(set) var used: Usage
    let delayMs: Int64
    private let reportsUsage: Bool
    /// After how many pieces a stream of it breaks; nil for never.
    var breaksAfter: Int?

    /// Makes an answer; as ``ScriptedStep/answer(_:inputTokens:outputTokens:model:delayMs:reportsUsage:)``
    /// with every bucket of usage.
    public init(
        text: String,
        used: Usage,
        model: String? = nil,
        delayMs: Int64 = 0,
        reportsUsage: Bool = true
    ) {
        self.text = text
        self.used = used
        self.model = model
        self.delayMs = delayMs
        self.reportsUsage = reportsUsage
    }

    /// The same answer, whose stream breaks after so many pieces.
    public func breaking(after pieces: Int) -> ScriptedAnswer {
        var answer = self
        answer.breaksAfter = pieces
        return answer
    }

    /// What the answer says was used; nil where it says nothing.
    public var usage: Usage? { reportsUsage ? used : nil }

    /// What settles the call: the usage, or, where none is reported, what was held.
    public var bill: Bill { usage.map { .usage($0, model: model) } ?? .unknown }
}

/// How a ``ScriptedProvider`` fails.
public struct ScriptedFailure: Error, Hashable, Sendable {
    enum Kind: Hashable {
        case connection, timeout, broken, scriptIsOver
        case status(Int, retryAfterMs: Int64?)
    }

    let kind: Kind
    /// What is billed although it fails; nil for nothing.
    let used: Usage?

    private init(_ kind: Kind, used: Usage? = nil) {
        self.kind = kind
        self.used = used
    }

    /// The connection does not come about: nothing is billed.
    public static let connection = ScriptedFailure(.connection)

    /// The script has no step for the call; nothing is billed.
    public static let scriptIsOver = ScriptedFailure(.scriptIsOver)

    /// It refuses with a status, such as 429, 500 or 503: nothing is billed.
    public static func status(_ status: Int, retryAfterMs: Int64? = nil) -> ScriptedFailure {
        ScriptedFailure(.status(status, retryAfterMs: retryAfterMs))
    }

    /// It does the work, and the caller gives up before the answer is there: billed.
    public static func timeout(inputTokens: Int64, outputTokens: Int64) -> ScriptedFailure {
        ScriptedFailure(.timeout, used: Usage(inputTokens: inputTokens, outputTokens: outputTokens))
    }

    /// It does the work, and the connection breaks under the answer: billed.
    public static func broken(inputTokens: Int64, outputTokens: Int64) -> ScriptedFailure {
        ScriptedFailure(.broken, used: Usage(inputTokens: inputTokens, outputTokens: outputTokens))
    }

    /// Whether something was billed, or may have been.
    public var isBilled: Bool { used != nil }

    /// After how many milliseconds it wants to be asked again; nil where it does not say.
    public var retryAfterMs: Int64? {
        if case .status(_, let retryAfterMs) = kind { return retryAfterMs }
        return nil
    }

    static let brokenStream = ScriptedFailure(.broken, used: Usage())
}

extension ScriptedFailure: HTTPStatusCarrying, FailureClassified, CustomStringConvertible {
    /// The status of a refusal; nil where no answer came.
    public var httpStatus: Int? {
        if case .status(let status, _) = kind { return status }
        return nil
    }

    /// What a circuit breaker takes it for.
    public var failureKind: FailureKind {
        switch kind {
        case .connection, .broken: .transport
        case .timeout: .timeout
        case .scriptIsOver: .unknown
        case .status(let status, _): FailureKind(httpStatus: status) ?? .unknown
        }
    }

    /// What went wrong.
    public var description: String {
        switch kind {
        case .connection: "The connection did not come about."
        case .timeout: "The answer did not come in time."
        case .broken: "The connection broke under the answer."
        case .scriptIsOver: "The script has no step for this call; append one with script(_:)."
        case .status(let status, _): "The provider answered with status \(status)."
        }
    }
}
