internal import FarthingCore

extension Verifier {
    /// Takes in a line as agentguard-spend 0.1.9 reads its logs.
    ///
    /// A carriage return ends a line, too; white space around a line is cut off; a line that is no
    /// JSON is passed over. Where that reader ends in an error, of a line that is JSON but no entry
    /// or a text that is not UTF-8, the line is a fault here.
    mutating func take(lenient line: UnsafeRawBufferPointer) throws(VerificationFault) {
        if try takeQuickly(signed: line) { return unreadable = nil }
        var start = 0
        for index in line.indices where line[index] == UInt8(ascii: "\r") {
            try take(trimmed: line.slice(start..<index).withoutOuterSpace)
            start = index + 1
        }
        try take(trimmed: line.slice(start..<line.count).withoutOuterSpace)
    }

    private mutating func take(trimmed line: UnsafeRawBufferPointer) throws(VerificationFault) {
        if line.isEmpty { return }
        let entry: EntryReader
        do throws(VerificationFault) {
            entry = try EntryReader(line, expected: chain.next, isLenient: true)
        } catch {
            guard Self.isPassedOver(line) else { throw error }
            unreadable = error
            return
        }
        unreadable = nil
        if entry.isOfJournal { isJournal = true }
        guard entry.hasFingerprint else {
            throw VerificationFault(
                .malformedLine,
                sequence: entry.sequence ?? chain.next,
                "the entry has no member “signerFingerprint”"
            )
        }
        try chain.take(signed: entry)
    }

    /// Whether the other reader takes the line for no JSON, and not for an error.
    private static func isPassedOver(_ line: UnsafeRawBufferPointer) -> Bool {
        var limits = JSONLimits.standard
        limits.refusesDuplicates = false
        do throws(JSONError) {
            _ = try JSONDocument(copying: line, limits: limits)
            return false
        } catch {
            switch error.code {
            case .tooLong, .tooDeep, .tooManyValues, .loneSurrogate, .badUTF8: return false
            // Its file must be UTF-8, and it knows more words for numbers.
            default:
                return String(validating: line, as: UTF8.self) != nil
                    && !["NaN", "Infinity"].contains { line.contains(word: $0) }
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    /// What is left without white space at both ends, that of Unicode included.
    fileprivate var withoutOuterSpace: UnsafeRawBufferPointer {
        var text = self
        while let length = text.leadingSpace { text = text.slice(length..<text.count) }
        while let length = text.trailingSpace { text = text.slice(0..<text.count - length) }
        return text
    }

    private var leadingSpace: Int? {
        (1...Swift.min(3, Swift.max(1, count))).first {
            $0 <= count && Self.isSpace(slice(0..<$0))
        }
    }

    private var trailingSpace: Int? {
        (1...Swift.min(3, Swift.max(1, count))).first {
            $0 <= count && Self.isSpace(slice(count - $0..<count))
        }
    }

    /// Whether the bytes are one character of white space, by Python's table.
    private static func isSpace(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch bytes.count {
        case 1: (0x09...0x0D).contains(bytes[0]) || (0x1C...0x20).contains(bytes[0])
        case 2: bytes[0] == 0xC2 && (bytes[1] == 0x85 || bytes[1] == 0xA0)
        case 3:
            switch (bytes[0], bytes[1]) {
            case (0xE1, 0x9A): bytes[2] == 0x80
            case (0xE2, 0x80): bytes[2] <= 0x8A || [0xA8, 0xA9, 0xAF].contains(bytes[2])
            case (0xE2, 0x81): bytes[2] == 0x9F
            case (0xE3, 0x80): bytes[2] == 0x80
            default: false
            }
        default: false
        }
    }

    fileprivate func contains(word: StaticString) -> Bool {
        indices.contains { has(word, at: $0) }
    }
}
