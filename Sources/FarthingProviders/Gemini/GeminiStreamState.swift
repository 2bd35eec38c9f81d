import FarthingCore

/// What a stream of chunks has shown so far; each chunk is a whole answer with the usage up to it.
struct GeminiStreamState: Sendable {
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

    var hasEnded: Bool { openChoices.isEmpty }

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
        guard let document = try? JSONDocument(copying: data), document.root.kind == .object else {
            isBroken = true
            return
        }
        let root = document.root
        if let error = root.member("error" as StaticString), !error.isNull { sawError = true }
        model = kept(root.member("modelVersion" as StaticString)) ?? model
        responseID = kept(root.member("responseId" as StaticString)) ?? responseID
        var bytes: Int64 = 0
        let candidates = root.candidates
        for candidate in candidates {
            bytes += candidate.node.visibleBytes
            if candidate.node.isFinished, (0..<choices).contains(candidate.index) {
                finished |= 1 << UInt64(candidate.index)
            }
        }
        if candidates.isEmpty, root.member("promptFeedback" as StaticString)?.isBlocking ?? false {
            isBlocked = true
        }
        visibleBytes += bytes
        bytesSinceReport += bytes
        if let node = root.member("usageMetadata" as StaticString), !node.isNull { take(node) }
    }

    private mutating func take(_ node: JSONNode) {
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

    private func kept(_ value: JSONNode?) -> String? {
        guard let value, (1...Self.valueBytesMax).contains(value.utf8Length) else { return nil }
        return value.string
    }
}

extension JSONNode {
    /// Whether a candidate has come to its end.
    fileprivate var isFinished: Bool {
        guard let reason = member("finishReason" as StaticString), reason.utf8Length > 0 else {
            return false
        }
        return !reason.equals("FINISH_REASON_UNSPECIFIED")
    }

    /// Whether the prompt was refused for its content.
    fileprivate var isBlocking: Bool {
        (member("blockReason" as StaticString)?.utf8Length ?? 0) > 0
    }
}
