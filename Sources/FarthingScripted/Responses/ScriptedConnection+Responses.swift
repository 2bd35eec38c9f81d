import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to OpenAI's routes beside chat completions; false where it is none.
    func openAI(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        guard request.method == .POST else { return false }
        do {
            switch request.path {
            case "/v1/responses":
                let asked = try ResponsesRequest(parsing: request.body).asked
                let plan = service.plan(asked, in: ResponsesForm(), for: request)
                if try begin(plan, request, context) { return true }
                answer(request, plan, context)
            case "/v1/embeddings":
                let call = try EmbeddingsRequest(parsing: request.body)
                answer(request, service.plan(call.asked, in: call.form, for: request), context)
            default: return false
            }
        } catch {
            fail(error, request, context)
        }
        return true
    }
}
