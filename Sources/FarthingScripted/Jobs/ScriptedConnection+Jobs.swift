import NIOCore
import NIOHTTP1

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension ScriptedConnection {
    /// Answers a request for files, batches, responses of the background, or a count of tokens;
    /// false where it is none.
    func jobs(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        let path = request.path
        // Most requests are calls, and are let through at once.
        if path == "/v1/chat/completions" || path == "/v1/messages" { return false }
        if path.hasPrefix("/v1/messages/batches") { return messageBatches(request, context) }
        if path.hasPrefix("/v1/batches") { return batches(request, context) }
        if path.hasPrefix("/v1/files") { return files(request, context) }
        if path.hasPrefix("/v1/responses/") { return backgroundResponse(request, context) }
        return count(request, context)
    }

    /// What follows `prefix` in a path: an id and a verb, either of them empty where there is none.
    static func place(_ path: String, behind prefix: String) -> (id: String, verb: Substring) {
        let rest = path.dropFirst(prefix.count).drop { $0 == "/" }
        let id = rest.prefix { $0 != "/" }
        return (String(id), rest.dropFirst(id.count + 1))
    }

    /// Takes up a job, and answers with it: with a fault, where its steering says so.
    func take(
        _ job: Job,
        in form: any AnswerForm,
        _ request: ReceivedRequest,
        _ context: ChannelHandlerContext,
        body: (inout ByteBuffer) -> Void
    ) throws(ProviderError) {
        if case .status(let status)? = job.steering.createFault { throw form.fault(status) }
        try service.jobs.add(job, bill: service.bill)
        service.follow(job.id, on: context.eventLoop)
        if job.steering.createFault == .cut { return close(context) }
        reply(request, context, body: body)
    }

    /// Fails a question for a job or its results when a fault says so; false where none does.
    func failOnce(
        _ fault: ScriptedFault?,
        in form: any AnswerForm,
        _ request: ReceivedRequest,
        _ context: ChannelHandlerContext
    ) -> Bool {
        switch fault {
        case .status(let status)?: fail(form.fault(status), in: form, request, context)
        case .cut?: close(context)
        default: return false
        }
        return true
    }
}

extension ScriptedService {
    static var nowSeconds: Int { Int(time(nil)) }

    /// Ends the stages of a job when their time has come.
    func follow(_ id: String, on loop: any EventLoop) {
        guard let (stage, stageMs) = jobs.pending(id) else { return }
        loop.scheduleTask(in: .milliseconds(stageMs)) {
            self.jobs.step(id, from: stage, bill: self.bill, nowSeconds: Self.nowSeconds)
            self.follow(id, on: loop)
        }
    }
}

extension ProviderError {
    static func noSuch(_ what: String, _ id: String) -> ProviderError {
        ProviderError(
            status: 404,
            message: "No such \(what): \(id)",
            type: "invalid_request_error",
            parameter: nil,
            code: nil
        )
    }

    static func isOver(_ what: String, _ job: Job) -> ProviderError {
        ProviderError(
            status: 409,
            message: "The \(what) \(job.id) is \(job.stage.rawValue) and cannot be cancelled.",
            type: "invalid_request_error",
            parameter: nil,
            code: nil
        )
    }
}
