import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    func route(_ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        if request.path.hasPrefix("/_scripted/") { return control(request, context) }
        service.bill.countRequest()
        if let key = service.options.requiredKey, request.key != key {
            return fail(.badKey, request, context)
        }
        if jobs(request, context) { return }
        if messages(request, context) { return }
        if bedrock(request, context) { return }
        if gemini(request, context) { return }
        if openAI(request, context) { return }
        if audio(request, context) { return }
        let modelPrefix = "/v1/models/"
        if request.path == "/v1/chat/completions", request.method == .POST {
            chat(request, context)
        } else if request.path == "/v1/models", request.method == .GET {
            reply(request, context) { service.writeModels(into: &$0) }
        } else if request.path.hasPrefix(modelPrefix), request.method == .GET {
            let model = String(request.path.dropFirst(modelPrefix.count))
            var body = ByteBuffer()
            guard service.writeModel(named: model, into: &body) else {
                return fail(.noSuchModel(model), request, context)
            }
            reply(request, context) { $0.writeImmutableBuffer(body) }
        } else {
            fail(.noSuchPath(request.method.rawValue, request.path), request, context)
        }
    }

    /// Answers with a complete error.
    func fail(
        _ error: ProviderError,
        in form: any AnswerForm = ChatForm(),
        sequence: Int = 0,
        _ request: ReceivedRequest,
        _ context: ChannelHandlerContext
    ) {
        output.clear()
        error.write(
            in: form,
            isKeepAlive: request.isKeepAlive,
            sequence: sequence,
            into: &output
        )
        send(context)
        finished(request, context)
    }

    private func control(_ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        switch (request.method, request.path) {
        case (.GET, "/_scripted/bill"):
            reply(request, type: "application/x-ndjson", context) {
                service.bill.writeRows(into: &$0)
            }
        case (.GET, "/_scripted/stats"):
            reply(request, context) { service.bill.writeTotals(into: &$0) }
        case (.POST, "/_scripted/reset"):
            service.bill.reset()
            reply(request, context) { $0.writeStaticString("{}\n") }
        default:
            fail(.noSuchPath(request.method.rawValue, request.path), request, context)
        }
    }

    func reply(
        _ request: ReceivedRequest,
        type: StaticString = "application/json",
        _ context: ChannelHandlerContext,
        body: (inout ByteBuffer) -> Void
    ) {
        var text = ByteBuffer()
        body(&text)
        let head = ResponseHead(
            contentType: type,
            length: .bytes(text.readableBytes),
            isKeepAlive: request.isKeepAlive
        )
        output.clear()
        head.write(into: &output)
        output.writeImmutableBuffer(text)
        send(context)
        finished(request, context)
    }
}

extension ProviderError {
    /// Writes a whole answer.
    func write(
        in form: any AnswerForm = ChatForm(),
        isKeepAlive: Bool,
        sequence: Int,
        into buffer: inout ByteBuffer
    ) {
        var body = ByteBuffer()
        form.write(self, sequence: sequence, into: &body)
        ResponseHead(
            status: status,
            length: .bytes(body.readableBytes),
            isKeepAlive: isKeepAlive,
            sequence: sequence
        )
        .write(into: &buffer)
        buffer.writeImmutableBuffer(body)
    }
}
