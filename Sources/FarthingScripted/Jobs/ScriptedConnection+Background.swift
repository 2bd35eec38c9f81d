import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Begins a response in the background; false where the request asks for none, or where its
    /// fault comes before.
    func begin(
        _ plan: CallPlan,
        _ request: ReceivedRequest,
        _ context: ChannelHandlerContext
    ) throws(ProviderError) -> Bool {
        guard let steering = plan.background else { return false }
        switch plan.fault {
        case .status, .timeout, .reset: return false
        default: break
        }
        let job = Job(
            .response,
            number: plan.call.sequence,
            lines: [JobLine(customID: "", work: .call(plan))],
            steering: steering,
            nowSeconds: ScriptedService.nowSeconds
        )
        try take(job, in: ResponsesForm(), request, context) { job.writeResponse(into: &$0) }
        return true
    }

    /// Answers a question for a response in the background.
    func backgroundResponse(
        _ request: ReceivedRequest,
        _ context: ChannelHandlerContext
    ) -> Bool {
        let place = Self.place(request.path, behind: "/v1/responses")
        do throws(ProviderError) {
            switch (request.method, place.verb) {
            case (.GET, ""):
                let job = try response(place.id)
                let fault = service.jobs.takeFault(job.id, \.pollFault)
                if failOnce(fault, in: ResponsesForm(), request, context) { return true }
                reply(request, context) { job.writeResponse(into: &$0) }
            case (.POST, "cancel"):
                // A response that is over is answered as it is.
                _ = service.jobs.cancel(
                    try response(place.id).id,
                    bill: service.bill,
                    nowSeconds: ScriptedService.nowSeconds
                )
                let job = try response(place.id)
                reply(request, context) { job.writeResponse(into: &$0) }
            case (.DELETE, ""):
                let job = try response(place.id)
                guard job.stage.isOver else {
                    throw .invalid("response_id", "the response is still in progress")
                }
                service.jobs.remove(job)
                reply(request, context) { buffer in
                    buffer.write(member: "{\"id\":", job.id)
                    buffer.writeStaticString(",\"object\":\"response\",\"deleted\":true}")
                }
            default: return false
            }
        } catch {
            fail(error, request, context)
        }
        return true
    }

    private func response(_ id: String) throws(ProviderError) -> Job {
        guard id.hasPrefix(Job.Kind.response.rawValue), let job = service.jobs.job(id) else {
            throw .noSuch("Response", id)
        }
        return job
    }
}

extension Job {
    /// Writes a response of the background, as far as it has come.
    func writeResponse(into buffer: inout ByteBuffer) {
        guard let plan = lines.first?.plan else { return }
        switch stage {
        case .waiting: plan.writeResponse(.background(status: "queued", error: nil), into: &buffer)
        case .running, .finishing: plan.writeResponse(.begun, into: &buffer)
        case .completed:
            plan.writeResponse(.ended, into: &buffer)
        case .cancelling, .cancelled:
            plan.writeResponse(.background(status: "cancelled", error: nil), into: &buffer)
        case .failed, .expired:
            let error = "The scripted provider fails as it was told."
            plan.writeResponse(.background(status: "failed", error: error), into: &buffer)
        }
    }
}
