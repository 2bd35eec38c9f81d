/// A seal that was read, with signatures that may or may not be valid.
package struct SignedSeal: Sendable {
    package let note: SealNote

    private let signed: SignedNote

    /// What a key says about a seal.
    package typealias Verdict = SignedNote.Verdict

    /// Reads a note whose text is exactly what ``SealNote/text`` writes; nil for anything else.
    package init?(_ bytes: [UInt8]) {
        guard let signed = SignedNote(bytes), let note = SealNote(text: signed.text) else {
            return nil
        }
        self.signed = signed
        self.note = note
    }

    /// Checks the signatures that claim to be by one of `keys` under the origin's name.
    package func verdict(keys: [VerifyingKey]) -> Verdict {
        var noteKeys: [NoteKey] = []
        for key in keys {
            // The reader has checked the name.
            guard let key = try? NoteKey(name: note.origin, kind: .signature, key: key) else {
                return .unknownKey
            }
            noteKeys.append(key)
        }
        return signed.verdict(keys: noteKeys)
    }
}

extension SealNote {
    /// Reads the signed text; nil unless ``text`` writes the same bytes again.
    fileprivate init?(text: [UInt8]) {
        guard
            let checkpoint = Checkpoint(text: text), Self.isOrigin(checkpoint.origin.utf8),
            checkpoint.extensions.count == 2
        else { return nil }
        let time = checkpoint.extensions[0].utf8
        let head = checkpoint.extensions[1].utf8
        guard
            time.starts(with: "time ".utf8), let timeMs = decimal([UInt8](time.dropFirst(5))),
            head.starts(with: "head ".utf8),
            let hash = Hash32(hexDigits: [UInt8](head.dropFirst(5)))
        else { return nil }
        self.init(
            origin: checkpoint.origin,
            size: checkpoint.size,
            root: checkpoint.root,
            timeMs: timeMs,
            head: hash
        )
    }
}
