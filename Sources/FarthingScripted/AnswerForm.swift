import NIOCore

/// How the provider of one dialect writes what a plan has settled.
protocol AnswerForm: Sendable {
    /// What an answer's id begins with.
    var idPrefix: String { get }
    /// Whether steering can have tokens billed as written to a cache.
    var billsCacheWrites: Bool { get }
    /// Whether steering can have searches billed.
    var billsSearches: Bool { get }
    /// Whether a stream writes the call of a tool in one piece.
    var writesToolCallsWhole: Bool { get }
    /// The media type of an answer that is no stream.
    var contentType: StaticString { get }
    /// The media type of a stream.
    var streamContentType: StaticString { get }
    /// Writes the body of an answer that is no stream.
    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer)
    func makeStream(_ plan: CallPlan) -> any AnswerStream
    /// The error that a fault asks for.
    func fault(_ status: Int) -> ProviderError
    /// Writes the body of an error.
    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer)
}

extension AnswerForm {
    var idPrefix: String { "chatcmpl-s" }
    var billsCacheWrites: Bool { false }
    var billsSearches: Bool { false }
    var writesToolCallsWhole: Bool { false }
    var contentType: StaticString { "application/json" }
    var streamContentType: StaticString { "text/event-stream; charset=utf-8" }
}

/// A stream's course from its first event to its last, one at a time; no clock, no socket.
protocol AnswerStream {
    /// Tokens of text that have been written.
    var textTokensSent: Int { get }
    /// What is billed when the client closes now.
    var completionTokensIfClosed: Int { get }
    /// Writes the next event and says what comes after it.
    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep
}

/// What comes after the bytes of an event.
enum AnswerStep: Equatable {
    /// The next event, after the call's own delay.
    case goOn
    /// The next event, after this many milliseconds.
    case wait(Int64)
    /// Nothing more, ever, on an open connection.
    case stall
    /// The end of the connection.
    case breakOff
    /// The end of the stream.
    case end
}

/// OpenAI's chat completions.
struct ChatForm: AnswerForm {
    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        plan.writeAnswer(into: &buffer)
    }

    func makeStream(_ plan: CallPlan) -> any AnswerStream { StreamedAnswer(plan) }

    func fault(_ status: Int) -> ProviderError { .fault(status: status) }

    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer) {
        body.write(member: "{\"error\":{\"message\":", error.message)
        body.write(member: ",\"type\":", error.type)
        body.writeStaticString(",\"param\":")
        body.writeJSON(error.parameter)
        body.writeStaticString(",\"code\":")
        body.writeJSON(error.code)
        body.writeStaticString("}}\n")
    }
}
