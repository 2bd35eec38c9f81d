import FarthingCore

/// What a stream of chunks has shown so far; each chunk is a whole answer with the usage up to it.
struct GeminiStreamState: EventReader {
    let choices: Int64

    /// What the provider reported last, or before that where it was more.
    private(set) var running: Usage?
    private(set) var isInconsistent = false
    private(set) var usageProblem: GeminiUsage.Problem?
    private(set) var variant: PriceVariant?
    private(set) var model: String?
    private(set) var responseID: String?
    private(set) var sawError = false
    var isBroken = false

    /// Whether the usage came with the end of the output, or behind it.
    private var hasFinalUsage = false
    /// Whether the prompt was refused: there is no output.
    private var isBlocked = false
    /// A bit per candidate that has a finish reason.
    private var finished: UInt64 = 0
    /// Output by the last report that told of it, and the bytes shown since.
    private var reportedTokens: Int64 = 0
    private var bytesSinceReport: Int64 = 0
    private var visibleBytes: Int64 = 0

    /// The most that an image of the largest size is billed for (Google, “Gemini API pricing”).
    static let imageTokens: Int64 = 2_520

    /// No prose or program has tokens that long on the average: a running count below this share of
    /// what is shown lags behind it.
    private static let bytesPerToken: Int64 = 16

    /// Longest name and id that are worth keeping for the end of the stream.
    private static let valueBytesMax = 256

    init(choices: Int64) {
        self.choices = min(max(1, choices), GenerateContentRequest.choicesMax)
    }

    var openChoices: [Int64] {
        isBlocked ? [] : (0..<choices).filter { finished >> UInt64($0) & 1 == 0 }
    }

    var hasEnded: Bool { isBlocked || finished.nonzeroBitCount == Int(choices) }

    /// Thoughts included, where the provider reports them as it goes.
    var outputTokens: Int64 {
        max(reportedTokens + bytesSinceReport, visibleBytes / Self.bytesPerToken)
    }

    var usage: Usage? {
        guard hasEnded, hasFinalUsage, let running else { return nil }
        // That nothing was put out contradicts what was shown.
        return running.totalOutputTokens == 0 && visibleBytes > 0 ? nil : running
    }

    /// The usage up to now; nil where it has no input, which every call has.
    var partialUsage: Usage? { running.flatMap { $0.totalInputTokens > 0 ? $0 : nil } }

    mutating func take(data: UnsafeRawBufferPointer) {
        do throws(JSONError) {
            try JSONView.read(data) { take(chunk: $0) }
        } catch {
            isBroken = true
        }
    }

    private mutating func take(chunk root: JSONView) {
        guard root.kind == .object else {
            isBroken = true
            return
        }
        if let error = root.member("error"), !error.isNull { sawError = true }
        keep(root.member("modelVersion"), as: &model)
        keep(root.member("responseId"), as: &responseID)
        var bytes: Int64 = 0
        var hasCandidates = false
        for candidate in root.candidates.elements {
            hasCandidates = true
            bytes += candidate.visibleBytes
            let index = candidate.member("index")?.int64 ?? 0
            if candidate.isFinished, (0..<choices).contains(index) {
                finished |= 1 << UInt64(index)
            }
        }
        if !hasCandidates, root.member("promptFeedback")?.isBlocking ?? false {
            isBlocked = true
        }
        visibleBytes += bytes
        bytesSinceReport += bytes
        if let node = root.member("usageMetadata"), !node.isNull { take(node) }
    }

    private mutating func take(_ node: JSONView) {
        do throws(GeminiUsage.Problem) {
            let read = try GeminiUsage(node)
            isInconsistent = isInconsistent || read.isInconsistent
            variant = read.variant ?? variant
            if hasEnded { hasFinalUsage = true }
            if read.reportsOutput {
                reportedTokens = max(reportedTokens, read.usage.totalOutputTokens)
                bytesSinceReport = 0
            } else {
                reportedTokens = max(reportedTokens, read.usage.reasoningTokens)
            }
            // A later, smaller report does not lower the bill.
            if let running, running.totalTokens > read.usage.totalTokens { return }
            running = read.usage
        } catch {
            usageProblem = error
        }
    }

    /// Keeps a text that most chunks repeat.
    private func keep(_ value: JSONView?, as text: inout String?) {
        guard let value, (1...Self.valueBytesMax).contains(value.utf8Length) else { return }
        if let text, value.isEqual(to: text) { return }
        text = value.string
    }
}

extension JSONView {
    /// Whether a candidate has come to its end.
    fileprivate var isFinished: Bool {
        guard let reason = member("finishReason"), reason.utf8Length > 0 else {
            return false
        }
        return !reason.equals("FINISH_REASON_UNSPECIFIED")
    }

    /// Whether the prompt was refused for its content.
    fileprivate var isBlocking: Bool {
        (member("blockReason")?.utf8Length ?? 0) > 0
    }
}
