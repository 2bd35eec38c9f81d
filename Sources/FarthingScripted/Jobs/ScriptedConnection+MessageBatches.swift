import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to Anthropic's batches.
    func messageBatches(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        let place = Self.place(request.path, behind: "/v1/messages/batches")
        let form = MessagesForm()
        let origin = "http://127.0.0.1:\(context.channel.localAddress?.port ?? 0)"
        do throws(ProviderError) {
            switch (request.method, place.id, place.verb) {
            case (.POST, "", ""):
                let job = try service.planMessageBatch(request)
                try take(job, in: form, request, context) {
                    job.writeMessageBatch(origin: origin, into: &$0)
                }
            case (.GET, "", ""): listMessageBatches(origin, request, context)
            case (.GET, _, ""):
                let job = try messageBatch(place.id)
                let fault = service.jobs.takeFault(job.id, \.pollFault)
                if failOnce(fault, in: form, request, context) { return true }
                reply(request, context) { job.writeMessageBatch(origin: origin, into: &$0) }
            case (.GET, _, "results"):
                try results(of: try messageBatch(place.id), request, context)
            case (.POST, _, "cancel"):
                try cancelMessages(try messageBatch(place.id), context)
                let job = try messageBatch(place.id)
                reply(request, context) { job.writeMessageBatch(origin: origin, into: &$0) }
            case (.DELETE, _, ""):
                let job = try messageBatch(place.id)
                guard job.stage.isOver else {
                    throw .invalidMessage("The batch \(job.id) has not ended: cancel it first.")
                }
                service.jobs.remove(job)
                reply(request, context) { buffer in
                    buffer.write(member: "{\"id\":", job.id)
                    buffer.writeStaticString(",\"type\":\"message_batch_deleted\"}")
                }
            default: return false
            }
        } catch {
            fail(error, in: form, request, context)
        }
        return true
    }

    private func cancelMessages(
        _ job: Job,
        _ context: ChannelHandlerContext
    ) throws(ProviderError) {
        let nowSeconds = ScriptedService.nowSeconds
        guard service.jobs.cancel(job.id, bill: service.bill, nowSeconds: nowSeconds) else {
            throw .invalidMessage("The batch \(job.id) has ended and cannot be canceled.")
        }
        service.follow(job.id, on: context.eventLoop)
    }

    private func results(
        of job: Job,
        _ request: ReceivedRequest,
        _ context: ChannelHandlerContext
    ) throws(ProviderError) {
        guard job.stage.isOver else {
            throw .noSuchMessageBatch("The batch \(job.id) has no results yet.")
        }
        let fault = service.jobs.takeFault(job.id, \.resultsFault)
        if failOnce(fault, in: MessagesForm(), request, context) { return }
        reply(request, type: "application/x-jsonl", context) {
            job.writeMessageResults(into: &$0)
        }
    }

    private func messageBatch(_ id: String) throws(ProviderError) -> Job {
        guard id.hasPrefix(Job.Kind.messageBatch.rawValue), let job = service.jobs.job(id) else {
            throw .noSuchMessageBatch("There is no batch \(id).")
        }
        return job
    }

    private func listMessageBatches(
        _ origin: String,
        _ request: ReceivedRequest,
        _ context: ChannelHandlerContext
    ) {
        let jobs = service.jobs.jobs(.messageBatch)
        reply(request, context) { buffer in
            buffer.writeStaticString("{\"data\":[")
            for (index, job) in jobs.enumerated() {
                if index > 0 { buffer.writeStaticString(",") }
                job.writeMessageBatch(origin: origin, into: &buffer)
            }
            buffer.writeStaticString("],\"has_more\":false,\"first_id\":")
            buffer.writeJSON(jobs.first?.id)
            buffer.writeStaticString(",\"last_id\":")
            buffer.writeJSON(jobs.last?.id)
            buffer.writeStaticString("}")
        }
    }
}

extension ScriptedService {
    /// Reads a request for a batch of messages.
    func planMessageBatch(_ received: ReceivedRequest) throws(ProviderError) -> Job {
        let input = try MessageBatchInput(parsing: received.body, tag: received.tag, self)
        return Job(
            .messageBatch,
            number: jobs.nextNumber(),
            lines: input.lines,
            steering: (received.steering ?? Steering()).job.over(input.steering),
            nowSeconds: Self.nowSeconds
        )
    }
}

extension ProviderError {
    fileprivate static func noSuchMessageBatch(_ message: String) -> ProviderError {
        ProviderError(
            status: 404,
            message: message,
            type: "not_found_error",
            parameter: nil,
            code: nil
        )
    }
}
