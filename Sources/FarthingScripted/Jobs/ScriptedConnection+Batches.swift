internal import FarthingCore
import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to OpenAI's batches.
    func batches(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        let place = Self.place(request.path, behind: "/v1/batches")
        do throws(ProviderError) {
            switch (request.method, place.id, place.verb) {
            case (.POST, "", ""):
                let job = try service.planBatch(request)
                try take(job, in: ChatForm(), request, context) { job.writeBatch(into: &$0) }
            case (.GET, "", ""): listBatches(request, context)
            case (.GET, _, ""):
                let job = try batch(place.id)
                let fault = service.jobs.takeFault(job.id, \.pollFault)
                if failOnce(fault, in: ChatForm(), request, context) { return true }
                reply(request, context) { job.writeBatch(into: &$0) }
            case (.POST, _, "cancel"):
                let job = try batch(place.id)
                try cancel(job)
                let cancelled = try batch(place.id)
                service.follow(job.id, on: context.eventLoop)
                reply(request, context) { cancelled.writeBatch(into: &$0) }
            default: return false
            }
        } catch {
            fail(error, request, context)
        }
        return true
    }

    private func cancel(_ job: Job) throws(ProviderError) {
        let nowSeconds = ScriptedService.nowSeconds
        guard service.jobs.cancel(job.id, bill: service.bill, nowSeconds: nowSeconds) else {
            throw .isOver("batch", job)
        }
    }

    private func batch(_ id: String) throws(ProviderError) -> Job {
        guard id.hasPrefix(Job.Kind.batch.rawValue), let job = service.jobs.job(id) else {
            throw .noSuch("Batch object", id)
        }
        return job
    }

    private func listBatches(_ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        let jobs = service.jobs.jobs(.batch)
        reply(request, context) { buffer in
            buffer.writeStaticString("{\"object\":\"list\",\"data\":[")
            for (index, job) in jobs.enumerated() {
                if index > 0 { buffer.writeStaticString(",") }
                job.writeBatch(into: &buffer)
            }
            buffer.writeStaticString("],\"first_id\":")
            buffer.writeJSON(jobs.first?.id)
            buffer.writeStaticString(",\"last_id\":")
            buffer.writeJSON(jobs.last?.id)
            buffer.writeStaticString(",\"has_more\":false}")
        }
    }
}

extension ScriptedService {
    /// Reads a request for a batch and the file that it names.
    func planBatch(_ received: ReceivedRequest) throws(ProviderError) -> Job {
        let document: JSONDocument
        do {
            document = try JSONDocument(received.body, limits: ChatRequest.limits)
        } catch {
            throw .malformed(error.message)
        }
        let root = document.root
        guard root.member("completion_window" as StaticString)?.equals("24h") ?? false else {
            throw .invalid("completion_window", "it must be 24h")
        }
        let endpoint = root.member("endpoint" as StaticString)?.string ?? ""
        guard BatchInput.isEndpoint(endpoint) else {
            throw .invalid("endpoint", "it is none that batches take")
        }
        let fileID = root.member("input_file_id" as StaticString)?.string ?? ""
        guard let file = jobs.file(fileID) else { throw .noSuch("File object", fileID) }
        guard file.purpose == "batch" else {
            throw .invalid("input_file_id", "the file's purpose is not batch")
        }
        let metadata = root.member("metadata" as StaticString)
        var input = BatchInput(parsing: file.bytes, endpoint: endpoint, tag: received.tag, self)
        let steering = steering(received, metadata).over(input.steering)
        if steering.end == .failed, input.refusals.isEmpty {
            input.refuse("scripted_failure", "The batch fails as it was told.", line: 1)
        }
        let head = BatchHead(
            endpoint: endpoint,
            inputFileID: fileID,
            model: input.model,
            metadata: metadata.map { Array(received.body[$0.range]) },
            refusals: input.refusals
        )
        return Job(
            .batch,
            number: jobs.nextNumber(),
            lines: head.isRefused ? [] : input.lines,
            steering: steering,
            batch: head,
            nowSeconds: Self.nowSeconds
        )
    }

    private func steering(_ received: ReceivedRequest, _ metadata: JSONNode?) -> JobSteering {
        let header = received.steering ?? Steering()
        let text = metadata?.member("scripted" as StaticString)?.string
        return header.job.over(Steering(parsing: text ?? "").job)
    }
}
