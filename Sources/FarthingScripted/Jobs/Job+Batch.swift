import NIOCore

extension Job {
    /// Writes a batch of OpenAI's; the shape is that of its API reference, batch object.
    func writeBatch(into buffer: inout ByteBuffer) {
        guard let batch else { return }
        buffer.write(member: "{\"id\":", id)
        buffer.write(member: ",\"object\":\"batch\",\"endpoint\":", batch.endpoint)
        buffer.writeStaticString(",\"model\":")
        buffer.writeJSON(batch.model.isEmpty ? nil : batch.model)
        writeErrors(batch.refusals, into: &buffer)
        buffer.write(member: ",\"input_file_id\":", batch.inputFileID)
        buffer.write(member: ",\"completion_window\":\"24h\",\"status\":", batchStatus)
        buffer.writeStaticString(",\"output_file_id\":")
        buffer.writeJSON(batch.outputFileID)
        buffer.writeStaticString(",\"error_file_id\":")
        buffer.writeJSON(batch.errorFileID)
        writeTimes(into: &buffer)
        buffer.write(member: ",\"request_counts\":{\"total\":", stage == .waiting ? 0 : lines.count)
        let answered = lines.reduce(0) { $0 + ($1.isAnswered ? 1 : 0) }
        buffer.write(member: ",\"completed\":", answered)
        let unanswered = stage.isOver && !batch.isRefused ? lines.count - answered : 0
        buffer.write(member: ",\"failed\":", unanswered)
        buffer.writeStaticString("},\"usage\":")
        if stage.isOver { writeUsage(into: &buffer) } else { buffer.writeStaticString("null") }
        buffer.writeStaticString(",\"metadata\":")
        if let metadata = batch.metadata {
            buffer.writeBytes(metadata)
        } else {
            buffer.writeStaticString("null")
        }
        buffer.writeStaticString("}")
    }

    private var batchStatus: String {
        switch stage {
        case .waiting: "validating"
        case .running: "in_progress"
        case .finishing: "finalizing"
        default: stage.rawValue
        }
    }

    private func writeErrors(_ refusals: [BatchHead.Refusal], into buffer: inout ByteBuffer) {
        // They are known when the file has been validated, not before.
        guard stage == .failed else {
            buffer.writeStaticString(",\"errors\":null")
            return
        }
        buffer.writeStaticString(",\"errors\":{\"object\":\"list\",\"data\":[")
        for (index, refusal) in refusals.enumerated() {
            buffer.write(member: index == 0 ? "{\"code\":" : ",{\"code\":", refusal.code)
            buffer.write(member: ",\"message\":", refusal.message)
            if let line = refusal.line {
                buffer.write(member: ",\"param\":null,\"line\":", line)
            } else {
                buffer.writeStaticString(",\"param\":null,\"line\":null")
            }
            buffer.writeStaticString("}")
        }
        buffer.writeStaticString("]}")
    }

    private func writeTimes(into buffer: inout ByteBuffer) {
        buffer.write(member: ",\"created_at\":", createdSeconds)
        buffer.write(member: ",\"expires_at\":", createdSeconds + 86_400)
        let names: [(StaticString, Stage)] = [
            (",\"in_progress_at\":", .running), (",\"finalizing_at\":", .finishing),
            (",\"completed_at\":", .completed), (",\"failed_at\":", .failed),
            (",\"expired_at\":", .expired), (",\"cancelling_at\":", .cancelling),
            (",\"cancelled_at\":", .cancelled),
        ]
        for (name, stage) in names {
            if let seconds = beganSeconds[stage] {
                buffer.write(member: name, seconds)
            } else {
                buffer.writeStaticString(name)
                buffer.writeStaticString("null")
            }
        }
    }

    /// The sum over the calls that were answered.
    private func writeUsage(into buffer: inout ByteBuffer) {
        let calls = lines.filter(\.isAnswered).compactMap { $0.plan?.call }
        let input = calls.reduce(0) { $0 + $1.promptTokens }
        let output = calls.reduce(0) { $0 + $1.completionTokens }
        buffer.write(member: "{\"input_tokens\":", input)
        buffer.write(
            member: ",\"input_tokens_details\":{\"cached_tokens\":",
            calls.reduce(0) { $0 + $1.cachedTokens }
        )
        buffer.write(member: "},\"output_tokens\":", output)
        buffer.write(
            member: ",\"output_tokens_details\":{\"reasoning_tokens\":",
            calls.reduce(0) { $0 + $1.reasoningTokens }
        )
        buffer.write(member: "},\"total_tokens\":", input + output)
        buffer.writeStaticString("}")
    }
}
