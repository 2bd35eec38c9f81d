import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

// The shapes are those of Anthropic's API reference: message batch, message batch results.
extension Job {
    /// Writes a batch of Anthropic's; `origin` begins the address of its results.
    func writeMessageBatch(origin: String, into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":", id)
        buffer.writeStaticString(",\"type\":\"message_batch\",\"processing_status\":\"")
        switch stage {
        case .waiting, .running, .finishing: buffer.writeStaticString("in_progress")
        case .cancelling: buffer.writeStaticString("canceling")
        default: buffer.writeStaticString("ended")
        }
        let answered = lines.reduce(0) { $0 + ($1.isAnswered ? 1 : 0) }
        let faulty = count(.done) - answered + count(.failed)
        buffer.write(member: "\",\"request_counts\":{\"processing\":", count(.open))
        buffer.write(member: ",\"succeeded\":", answered)
        buffer.write(member: ",\"errored\":", faulty)
        buffer.write(member: ",\"canceled\":", count(.cancelled))
        buffer.write(member: ",\"expired\":", count(.expired))
        buffer.writeStaticString("},\"created_at\":")
        buffer.writeTime(createdSeconds)
        buffer.writeStaticString(",\"expires_at\":")
        buffer.writeTime(createdSeconds + 86_400)
        buffer.writeStaticString(",\"archived_at\":null,\"cancel_initiated_at\":")
        buffer.writeTime(beganSeconds[.cancelling])
        buffer.writeStaticString(",\"ended_at\":")
        buffer.writeTime(endedSeconds)
        buffer.writeStaticString(",\"results_url\":")
        buffer.writeJSON(stage.isOver ? "\(origin)/v1/messages/batches/\(id)/results" : nil)
        buffer.writeStaticString("}")
    }

    /// Writes a line of JSON for each message, the last first: their order means nothing.
    func writeMessageResults(into buffer: inout ByteBuffer) {
        for line in lines.reversed() {
            buffer.write(member: "{\"custom_id\":", line.customID)
            buffer.writeStaticString(",\"result\":{\"type\":\"")
            switch line.end {
            case .expired: buffer.writeStaticString("expired\"")
            case .cancelled: buffer.writeStaticString("canceled\"")
            default: writeMessage(line, into: &buffer)
            }
            buffer.writeStaticString("}}\n")
        }
    }

    private func writeMessage(_ line: JobLine, into buffer: inout ByteBuffer) {
        var body = ByteBuffer()
        if line.isAnswered, let plan = line.plan {
            buffer.writeStaticString("succeeded\",\"message\":")
            plan.form.writeAnswer(plan, into: &body)
            if plan.fault == .malformed { body.moveWriterIndex(to: body.readableBytes / 2) }
        } else {
            buffer.writeStaticString("errored\",\"error\":")
            let error = line.error ?? MessagesForm().fault(500)
            MessagesForm().write(error, sequence: line.plan?.call.sequence ?? 0, into: &body)
            // Errors end with a line's end, which must not stand inside of one.
            body.moveWriterIndex(to: body.writerIndex - 1)
        }
        buffer.writeBuffer(&body)
    }
}

extension ByteBuffer {
    /// Writes seconds since 1970 as RFC 3339 does, in UTC; null for nil.
    mutating func writeTime(_ seconds: Int?) {
        guard let seconds else {
            writeStaticString("null")
            return
        }
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        let fields = [
            Int(parts.tm_year) + 1_900, Int(parts.tm_mon) + 1, Int(parts.tm_mday),
            Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec),
        ]
        let separators = ["\"", "-", "-", "T", ":", ":"]
        for (field, separator) in zip(fields, separators) {
            writeString(separator)
            if field < 10 { writeString("0") }
            writeDecimal(field)
        }
        writeString("Z\"")
    }
}
