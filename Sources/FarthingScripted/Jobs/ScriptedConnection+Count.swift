import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to count the tokens of a call, in three dialects; false where it is none.
    func count(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        guard request.method == .POST, let dialect = CountDialect(request.path) else {
            return false
        }
        let count: TokenCount
        do throws(ProviderError) {
            count = try TokenCount(request, dialect)
        } catch {
            fail(error, in: dialect.form, request, context)
            return true
        }
        guard let delayMs = count.steering.delayMs, delayMs > 0 else {
            answer(count, dialect, request, context)
            return true
        }
        let loop = context.eventLoop.assumeIsolated()
        loop.scheduleTask(in: .milliseconds(delayMs)) {
            self.answer(count, dialect, request, context)
        }
        return true
    }

    private func answer(
        _ count: TokenCount,
        _ dialect: CountDialect,
        _ request: ReceivedRequest,
        _ context: ChannelHandlerContext
    ) {
        if failOnce(count.steering.fault, in: dialect.form, request, context) { return }
        reply(request, context) { buffer in
            buffer.write(member: dialect.answer, count.tokens)
            if count.steering.fault != .malformed { buffer.writeStaticString("}") }
        }
    }
}

/// Whose counting endpoint is asked.
enum CountDialect {
    case anthropic
    /// `/v1beta/models/{model}:countTokens`
    case gemini(model: String)
    /// `/model/{model}/count-tokens`
    case bedrock(BedrockPath)

    init?(_ path: String) {
        if path == "/v1/messages/count_tokens" {
            self = .anthropic
        } else if path.hasSuffix(":countTokens"), let slash = path.lastIndex(of: "/") {
            let name = path[path.index(after: slash)...]
            self = .gemini(model: String(name.prefix { $0 != ":" }))
        } else if path.hasSuffix("/count-tokens"), let path = BedrockPath(path) {
            self = .bedrock(path)
        } else {
            return nil
        }
    }

    var form: any AnswerForm {
        switch self {
        case .anthropic: MessagesForm()
        case .gemini: GeminiForm()
        case .bedrock: ConverseForm()
        }
    }

    /// What stands before the number.
    var answer: StaticString {
        switch self {
        case .anthropic: "{\"input_tokens\":"
        case .gemini: "{\"totalTokens\":"
        case .bedrock: "{\"inputTokens\":"
        }
    }
}
