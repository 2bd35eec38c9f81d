import GRPCCore

/// Counts calls, and the statuses of those that fail; refuses those beyond the bound.
struct CallCounting: ServerInterceptor {
    let counters: SidecarCounters
    let callsMax: Int

    @concurrent
    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>,
        context: ServerContext,
        next:
            @Sendable @concurrent (StreamingServerRequest<Input>, ServerContext) async throws ->
            StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        // Only methods of the service come this far.
        let call = OpenCall(counters, context.descriptor.method)
        var response: StreamingServerResponse<Output>
        do {
            guard call.openCount <= callsMax else {
                throw RPCError(code: .unavailable, message: "Too many calls are open; try again.")
            }
            response = try await next(request, context)
        } catch {
            counters.note(error)
            throw error
        }
        switch response.accepted {
        case .failure(let error): counters.note(error)
        case .success(var contents):
            // The answer of a stream is made when all else is done.
            let produce = contents.producer
            contents.producer = { writer in
                defer { withExtendedLifetime(call) {} }
                do {
                    return try await produce(writer)
                } catch {
                    call.counters.note(error)
                    throw error
                }
            }
            response.accepted = .success(contents)
        }
        return response
    }
}

/// A call while it is open: until its answer is made, or thrown away because nobody takes it.
private final class OpenCall: Sendable {
    let counters: SidecarCounters
    /// How many were open with it.
    let openCount: Int

    init(_ counters: SidecarCounters, _ method: String) {
        self.counters = counters
        openCount = counters.begin(method)
    }

    deinit { counters.end() }
}
