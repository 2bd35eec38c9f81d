package import FarthingCore

/// What an answer shows, as a check of what it says that it used.
extension ChatAnswer {
    /// A usage with fewer tokens than this share of the visible bytes is checked by counting. No
    /// prose or program has tokens that long on the average, and counting each answer would cost.
    private static let bytesPerToken: Int64 = 8

    /// The longest text that is counted: an event loop must not be busy for longer.
    private static let countedBytesMax = 256 << 10

    /// Visible output tokens where they are more than `usage` says; nil where they are not, or the
    /// usage is large enough to be believed without counting.
    package func outputTokens(beyond usage: Usage, _ counter: TokenCounter) -> Int64? {
        let reported = usage.totalOutputTokens
        var bytes: Int64 = 0
        eachText { bytes += Int64($0.utf8Length) }
        guard reported < (bytes + Self.bytesPerToken - 1) / Self.bytesPerToken else { return nil }
        var tokens: Int64 = 0
        var countedBytes = 0
        eachText { text in
            guard countedBytes < Self.countedBytesMax else { return }
            text.withUTF8 { utf8 in
                var end = min(utf8.count, Self.countedBytesMax - countedBytes)
                // Never in the middle of a character.
                while end > 0, end < utf8.count, utf8[end] & 0xC0 == 0x80 { end -= 1 }
                countedBytes += utf8.count
                tokens += counter.count(
                    UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: utf8[..<end]))
                )
            }
        }
        return tokens > reported ? tokens : nil
    }

    private func eachText(_ body: (JSONView) -> Void) {
        choices?.withView { Self.eachText(in: $0, body) }
    }

    private static func eachText(in choices: JSONView, _ body: (JSONView) -> Void) {
        for choice in choices.elements {
            guard let message = choice.member("message") else { continue }
            for field in message.fields {
                if field.name.isAnswerText {
                    field.value.eachString(body)
                } else if field.name.equals("tool_calls") {
                    for call in field.value.elements {
                        for member in call.fields where member.name.isCallText {
                            member.value.eachString(body)
                        }
                    }
                }
            }
        }
    }
}

extension JSONView {
    /// Calls `body` with each string in a value; the reader has bounded its depth.
    fileprivate func eachString(_ body: (JSONView) -> Void) {
        switch kind {
        case .string: body(self)
        case .array: for element in elements { element.eachString(body) }
        case .object: for field in fields { field.value.eachString(body) }
        default: return
        }
    }
}
