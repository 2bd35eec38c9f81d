import NIOCore

/// The files that a batch of OpenAI's leaves: a line for each call, in one file or the other.
///
/// The shape is that of OpenAI's API reference, “The request output object”; the codes of calls that
/// were not answered are documented there too.
struct BatchResults {
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []

    init(_ job: Job) {
        var output = ByteBuffer()
        var errors = ByteBuffer()
        for (index, line) in job.lines.enumerated() {
            let id = "batch_req_s\(job.number)_\(index)"
            if line.isAnswered {
                Self.write(line, id, into: &output)
            } else {
                Self.write(line, id, into: &errors)
            }
        }
        self.output = Array(output.readableBytesView)
        self.errors = Array(errors.readableBytesView)
    }

    private static func write(_ line: JobLine, _ id: String, into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":", id)
        buffer.write(member: ",\"custom_id\":", line.customID)
        buffer.writeStaticString(",\"response\":")
        if let (code, message) = refusal(of: line) {
            buffer.write(member: "null,\"error\":{\"code\":", code)
            buffer.write(member: ",\"message\":", message)
            buffer.writeStaticString("}}\n")
            return
        }
        buffer.write(member: "{\"status_code\":", line.error?.status ?? 200)
        buffer.write(member: ",\"request_id\":", "req_s\(line.plan?.call.sequence ?? 0)")
        buffer.writeStaticString(",\"body\":")
        writeBody(of: line, into: &buffer)
        buffer.writeStaticString("},\"error\":null}\n")
    }

    private static func refusal(of line: JobLine) -> (code: String, message: String)? {
        switch line.end {
        case .expired:
            ("batch_expired", "This request could not be executed before the window ended.")
        case .cancelled:
            ("batch_cancelled", "The batch was cancelled before this request was executed.")
        case .done where line.error == nil && line.plan?.fault == .timeout:
            ("request_timeout", "The call to the model timed out.")
        default: nil
        }
    }

    private static func writeBody(of line: JobLine, into buffer: inout ByteBuffer) {
        var body = ByteBuffer()
        if let error = line.error {
            ChatForm().write(error, sequence: 0, into: &body)
            // Errors end with a line's end, which must not stand inside of one.
            body.moveWriterIndex(to: body.writerIndex - 1)
        } else if let plan = line.plan {
            plan.form.writeAnswer(plan, into: &body)
            if plan.fault == .malformed { body.moveWriterIndex(to: body.readableBytes / 2) }
        }
        buffer.writeBuffer(&body)
    }
}
