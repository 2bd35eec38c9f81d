internal import FarthingCore
import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to OpenAI's routes of sound; false where it is none.
    func audio(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        guard request.method == .POST else { return false }
        do {
            switch request.path {
            case "/v1/audio/speech":
                answer(request, try service.planSpeech(request), context)
            case "/v1/audio/transcriptions":
                answer(request, try service.planTranscription(request), context)
            case "/v1/audio/translations":
                let plan = try service.planTranscription(request, isTranslation: true)
                answer(request, plan, context)
            default: return false
            }
        } catch {
            fail(error, request, context)
        }
        return true
    }
}

extension ScriptedService {
    /// The models that are billed by seconds.
    private static let byLength: Set<String> = ["whisper-1", "gpt-transcribe"]

    func planTranscription(
        _ received: ReceivedRequest,
        isTranslation: Bool = false
    ) throws(ProviderError) -> CallPlan {
        let fields = try FormFields(parsing: received.body, contentType: received.contentType)
        guard let model = fields.texts["model"], !model.isEmpty else { throw .noModel }
        guard let lengthMs = received.steering?.audioMs ?? fields.waveMs else {
            throw .invalid("file", "only WAV is understood, or a length that is told")
        }
        var form = TranscriptionForm(lengthMs: lengthMs)
        form.isByLength = Self.byLength.contains(model)
        form.isTranslation = isTranslation
        form.format = fields.texts["response_format"] ?? "json"
        var asked = AskedAnswer(body: received.body, promptTokens: 0)
        asked.model = model
        asked.outputTokensMax = 2_000
        // Models that are billed by seconds do not stream.
        asked.isStream = fields.texts["stream"] == "true" && !form.isByLength
        if let prompt = fields.texts["prompt"] {
            asked.promptTokens = prompt.split(separator: " ").count
        }
        var plan = plan(asked, in: form, for: received)
        if form.isByLength {
            plan.call.promptTokens = 0
            plan.call.completionTokens = 0
            // “Rounded to the nearest second.”
            plan.call.audioSeconds = (lengthMs + 500) / 1_000
        } else {
            plan.call.audioTokens = (lengthMs + 99) / 100
        }
        return plan
    }

    func planSpeech(_ received: ReceivedRequest) throws(ProviderError) -> CallPlan {
        guard let root = try? JSONDocument(received.body).root, root.kind == .object else {
            throw .malformed("not an object")
        }
        guard let model = root.member("model" as StaticString)?.string else { throw .noModel }
        guard let input = root.member("input" as StaticString)?.string, !input.isEmpty else {
            throw .invalid("input", "it is required")
        }
        let form = SpeechForm(characters: input.unicodeScalars.count)
        var asked = AskedAnswer(body: received.body, promptTokens: 0)
        asked.model = model
        asked.outputTokensMax = 0
        var plan = plan(asked, in: form, for: received)
        plan.call.characters = form.characters
        return plan
    }
}
