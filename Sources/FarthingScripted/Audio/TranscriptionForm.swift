import NIOCore

/// A recording written down, in the form that was asked for.
struct TranscriptionForm: AnswerForm {
    /// `json`, `text`, `srt`, `verbose_json`, `vtt` or `diarized_json`.
    var format = "json"
    var lengthMs = 0
    /// Whether the model is billed by seconds.
    var isByLength = true
    var isTranslation = false

    var idPrefix: String { "transcript-s" }

    var contentType: StaticString {
        switch format {
        case "text", "srt": "text/plain; charset=utf-8"
        case "vtt": "text/vtt; charset=utf-8"
        default: "application/json"
        }
    }

    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        switch format {
        case "text":
            writeText(plan, into: &buffer)
            buffer.writeStaticString("\n")
        case "srt":
            buffer.writeStaticString("1\n00:00:00,000 --> 00:00:01,000\n")
            writeText(plan, into: &buffer)
            buffer.writeStaticString("\n\n")
        case "vtt":
            buffer.writeStaticString("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n")
            writeText(plan, into: &buffer)
            buffer.writeStaticString("\n\n")
        default: writeJSON(plan, into: &buffer)
        }
    }

    private func writeJSON(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        buffer.writeStaticString("{")
        if format == "verbose_json" {
            buffer.writeStaticString(
                isTranslation ? "\"task\":\"translate\"" : "\"task\":\"transcribe\""
            )
            buffer.writeStaticString(",\"language\":\"english\",\"segments\":[],\"duration\":")
            buffer.writeString("\(lengthMs / 1_000).\(lengthMs % 1_000 / 100),")
        }
        if format == "diarized_json" {
            buffer.writeStaticString("\"task\":\"transcribe\",\"segments\":[],\"duration\":")
            buffer.writeString("\(lengthMs / 1_000).\(lengthMs % 1_000 / 100),")
        }
        buffer.writeStaticString("\"text\":\"")
        writeText(plan, into: &buffer)
        buffer.writeStaticString("\"")
        // Translations are documented without a usage.
        if plan.includesUsage, !isTranslation {
            buffer.writeStaticString(",\"usage\":")
            writeUsage(plan, into: &buffer)
        }
        buffer.writeStaticString("}")
    }

    func writeText(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        guard let choice = plan.choices.first else { return }
        Words.ring.write(from: choice.start, tokens: choice.textTokens, into: &buffer)
    }

    func writeUsage(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        if isByLength {
            let seconds = plan.shown(plan.call.audioSeconds)
            buffer.write(member: "{\"type\":\"duration\",\"seconds\":", seconds)
            buffer.writeStaticString("}")
            return
        }
        let text = plan.shown(plan.call.promptTokens)
        let audio = plan.shown(plan.call.audioTokens)
        let output = plan.shown(plan.call.completionTokens)
        buffer.write(member: "{\"type\":\"tokens\",\"input_tokens\":", text + audio)
        buffer.write(member: ",\"input_token_details\":{\"text_tokens\":", text)
        buffer.write(member: ",\"audio_tokens\":", audio)
        buffer.write(member: "},\"output_tokens\":", output)
        buffer.write(member: ",\"total_tokens\":", text + audio + output)
        buffer.writeStaticString("}")
    }

    func makeStream(_ plan: CallPlan) -> any AnswerStream { TranscriptionStream(plan, self) }

    func fault(_ status: Int) -> ProviderError { ChatForm().fault(status) }

    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer) {
        ChatForm().write(error, sequence: sequence, into: &body)
    }
}

/// The same as a stream of events.
struct TranscriptionStream: TextStream {
    private(set) var course: TextCourse
    private let form: TranscriptionForm

    init(_ plan: CallPlan, _ form: TranscriptionForm) {
        course = TextCourse(plan)
        self.form = form
    }

    mutating func next(into buffer: inout ByteBuffer) -> AnswerStep {
        switch course.next() {
        case .fault(let step): return step
        case .broken: buffer.writeStaticString("data: {\"type\":\n\n")
        case .words(let index, let sent, let tokens):
            buffer.writeStaticString("event: transcript.text.delta\ndata: ")
            buffer.writeStaticString("{\"type\":\"transcript.text.delta\",\"delta\":\"")
            let start = course.plan.choices[index].start + sent
            Words.ring.write(from: start, tokens: tokens, into: &buffer)
            buffer.writeStaticString("\"}\n\n")
        case .over:
            buffer.writeStaticString("event: transcript.text.done\ndata: ")
            buffer.writeStaticString("{\"type\":\"transcript.text.done\",\"text\":\"")
            form.writeText(course.plan, into: &buffer)
            buffer.writeStaticString("\"")
            if course.plan.includesUsage {
                buffer.writeStaticString(",\"usage\":")
                form.writeUsage(course.plan, into: &buffer)
            }
            buffer.writeStaticString("}\n\n")
            return .end
        }
        return .goOn
    }
}
