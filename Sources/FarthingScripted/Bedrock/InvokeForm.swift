import NIOCore

/// Bedrock's InvokeModel with Claude: Anthropic's answers, streamed as base64 in an event stream's
/// chunks.
struct InvokeForm: AnswerForm {
    var streamContentType: StaticString { ConverseForm().streamContentType }
    var idPrefix: String { MessagesForm().idPrefix }
    var billsCacheWrites: Bool { true }
    var billsSearches: Bool { true }

    func fault(_ status: Int) -> ProviderError { ConverseForm().fault(status) }

    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer) {
        ConverseForm().write(error, sequence: sequence, into: &body)
    }

    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        MessagesForm().writeAnswer(plan, into: &buffer)
    }

    func makeStream(_ plan: CallPlan) -> any AnswerStream { InvokeStream(plan) }
}

/// Anthropic's stream, event by event, as chunks.
struct InvokeStream: TextStream {
    private var inner: StreamedMessage

    init(_ plan: CallPlan) {
        inner = StreamedMessage(plan)
    }

    var course: TextCourse { inner.course }

    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep {
        var events = ByteBuffer()
        let step = inner.next(into: &events)
        for line in events.readableBytesView.split(separator: UInt8(ascii: "\n"))
        where line.starts(with: "data: ".utf8) {
            var event = Array(line.dropFirst(6))
            if step == .end, plan.includesUsage { event = withMetrics(event) }
            EventFrame.write("chunk", into: &buffer) {
                $0.writeStaticString("{\"bytes\":\"")
                $0.writeBytes(Self.base64(event))
                $0.writeStaticString("\",\"p\":\"abcd\"}")
            }
        }
        return step
    }

    /// The last event with what Bedrock adds to it.
    private func withMetrics(_ event: [UInt8]) -> [UInt8] {
        let isFalse = plan.fault == .zeroUsage || plan.fault == .wrongUsage
        guard !isFalse, event.last == UInt8(ascii: "}") else { return event }
        let call = plan.call
        let written = call.cacheWriteTokens + call.cacheWriteHourTokens
        var more = ByteBuffer()
        let fresh = call.promptTokens - call.cachedTokens - written
        more.write(member: ",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":", fresh)
        more.write(member: ",\"outputTokenCount\":", call.completionTokens)
        more.write(member: ",\"cacheReadInputTokenCount\":", call.cachedTokens)
        more.write(member: ",\"cacheWriteInputTokenCount\":", written)
        more.writeStaticString(",\"invocationLatency\":9,\"firstByteLatency\":5}}")
        return event.dropLast() + Array(more.readableBytesView)
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        )
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group: UInt32 = 0
            for place in 0..<3 {
                group = group << 8 | (place < count ? UInt32(bytes[start + place]) : 0)
            }
            for place in 0..<4 {
                let digit = digits[Int(group >> UInt32(18 - 6 * place) & 63)]
                text.append(place <= count ? digit : UInt8(ascii: "="))
            }
        }
        return text
    }
}
