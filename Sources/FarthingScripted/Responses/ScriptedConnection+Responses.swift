import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to OpenAI's routes beside chat completions; false where it is none.
    func openAI(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        guard request.method == .POST else { return false }
        do {
            switch request.path {
            case "/v1/responses":
                answer(request, try service.planResponse(request), context)
            case "/v1/embeddings":
                answer(request, try service.planEmbeddings(request), context)
            default: return false
            }
        } catch {
            fail(error, request, context)
        }
        return true
    }
}

extension ScriptedService {
    /// Reads a request for a response and settles what its answer will be.
    func planResponse(_ received: ReceivedRequest) throws(ProviderError) -> CallPlan {
        var request = try ResponsesRequest(parsing: received.body)
        if let steering = received.steering { request.steer(by: steering) }
        return CallPlan(
            request,
            tag: received.tag,
            sequence: nextSequence(),
            createdSeconds: createdSeconds,
            options: options
        )
    }

    /// Reads a request for embeddings and settles what its answer will be.
    func planEmbeddings(_ received: ReceivedRequest) throws(ProviderError) -> CallPlan {
        var request = try EmbeddingsRequest(parsing: received.body)
        if let steering = received.steering { request.steer(by: steering) }
        return CallPlan(
            request,
            tag: received.tag,
            sequence: nextSequence(),
            createdSeconds: createdSeconds,
            options: options
        )
    }
}
