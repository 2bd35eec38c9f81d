internal import FarthingCore

/// The text of a checkpoint (C2SP tlog-checkpoint), of our own log or of another: origin, size and
/// root, each on a line, and perhaps extension lines.
package struct Checkpoint: Hashable, Sendable {
    /// The log's name. Compare it byte by byte: ``isOf(origin:)``.
    package let origin: String
    /// Leaves in the tree; at most 2⁶³ − 1.
    package let size: Int64
    /// The root over them.
    package let root: Hash32
    /// What stands behind, without line feeds; the log's own matter.
    package let extensions: [String]

    /// Makes a checkpoint; no line may be empty, or have a control character.
    package init(origin: String, size: Int64, root: Hash32, extensions: [String] = []) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads a note's text; nil unless ``text`` writes the same bytes again.
    package init?(text: some BidirectionalCollection<UInt8>) {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard
            lines.count >= 4, lines[lines.count - 1].isEmpty,
            lines.dropLast().allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0 >= 0x20 } }),
            let origin = String(validating: lines[0], as: UTF8.self),
            let size = decimal(lines[1]),
            let root = Base64.standard.decode(lines[2]), root.count == Hash32.byteCount
        else { return nil }
        var extensions: [String] = []
        for line in lines.dropLast().dropFirst(3) {
            guard let line = String(validating: line, as: UTF8.self) else { return nil }
            extensions.append(line)
        }
        self.init(
            origin: origin,
            size: size,
            root: root.withUnsafeBytes { Hash32($0) },
            extensions: extensions
        )
    }

    /// The lines, each with its line feed.
    package var text: [UInt8] {
        var text = Self.start(origin: origin, size: size, root: root)
        for line in extensions { text += [UInt8](line.utf8) + [UInt8(ascii: "\n")] }
        return text
    }

    /// The three lines that every checkpoint has.
    static func start(origin: String, size: Int64, root: Hash32) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(512)
        text.append(contentsOf: origin.utf8)
        text.append(UInt8(ascii: "\n"))
        appendDecimal(size, to: &text)
        text.append(UInt8(ascii: "\n"))
        root.withUnsafeBytes { Base64.standard.append($0, to: &text) }
        text.append(UInt8(ascii: "\n"))
        return text
    }

    /// Whether it is of the log with this name, byte by byte.
    package func isOf(origin other: String) -> Bool { origin.utf8.elementsEqual(other.utf8) }

    package static func == (left: Checkpoint, right: Checkpoint) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}

/// A signed note whose text is a checkpoint.
package struct SignedCheckpoint: Hashable, Sendable {
    package let checkpoint: Checkpoint
    /// The note, with all its signatures.
    package var note: SignedNote

    /// Reads a note; nil for anything that is no checkpoint. Signatures are not checked.
    package init?(_ bytes: [UInt8]) {
        guard let note = SignedNote(bytes), let checkpoint = Checkpoint(text: note.text) else {
            return nil
        }
        self.note = note
        self.checkpoint = checkpoint
    }
}
