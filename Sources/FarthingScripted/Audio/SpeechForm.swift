import NIOCore

/// A text read aloud: an MP3's first frame, over and over, one for each character.
struct SpeechForm: AnswerForm {
    var characters = 0

    var idPrefix: String { "speech-s" }
    var contentType: StaticString { "audio/mpeg" }

    func writeAnswer(_ plan: CallPlan, into buffer: inout ByteBuffer) {
        for _ in 0..<characters {
            buffer.writeBytes([0xFF, 0xF3, 0x14, 0xC4])
            buffer.writeRepeatingByte(0, count: 20)
        }
    }

    /// Speech is not streamed as events here, and no plan says so.
    func makeStream(_ plan: CallPlan) -> any AnswerStream {
        TranscriptionStream(plan, TranscriptionForm())
    }

    func fault(_ status: Int) -> ProviderError { ChatForm().fault(status) }

    func write(_ error: ProviderError, sequence: Int, into body: inout ByteBuffer) {
        ChatForm().write(error, sequence: sequence, into: &body)
    }
}
