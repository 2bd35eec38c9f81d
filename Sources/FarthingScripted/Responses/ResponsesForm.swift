import NIOCore

/// OpenAI's responses; errors are those of chat completions.
struct ResponsesForm: AnswerForm {
    var idPrefix: String { "resp_s" }

    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        plan.writeResponse(.ended, into: &buffer)
    }

    func makeStream(_ plan: CallPlan) -> any AnswerStream { ResponsesStream(plan) }

    func fault(_ status: Int) -> ProviderError { ChatForm().fault(status) }

    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer) {
        ChatForm().write(error, sequence: sequence, into: &body)
    }
}
