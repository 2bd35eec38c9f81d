import FarthingCore

/// A seal as text: a C2SP checkpoint, that is a signed note over a tree head, with two extension
/// lines of ours.
///
/// ```
/// farthing/4f1c…
/// 2
/// <root, Base 64>
/// time 1785312000000
/// head <hash of the last entry, hexadecimal>
///
/// — farthing/4f1c… <key id and signature, Base 64>
/// ```
package struct SealNote: Hashable, Sendable {
    /// The log's name.
    package let origin: String
    /// Entries that the seal covers, from the first on.
    package let size: Int64
    /// The Merkle tree's root over them.
    package let root: Hash32
    /// When it was sealed.
    package let timeMs: Int64
    /// The last entry's hash; zeros when there is none.
    package let head: Hash32

    package init(origin: String, size: Int64, root: Hash32, timeMs: Int64, head: Hash32) {
        self.origin = origin
        self.size = size
        self.root = root
        self.timeMs = timeMs
        self.head = head
    }

    /// Whether `origin` can name a log: printable ASCII without space and plus, at most 200 bytes.
    static func isOrigin(_ origin: some Collection<UInt8>) -> Bool {
        (1...200).contains(origin.count)
            && origin.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
    }

    /// The signed text: five lines, each with its line feed.
    package var text: [UInt8] {
        var text = Checkpoint.start(origin: origin, size: size, root: root)
        text.append("time ")
        appendDecimal(timeMs, to: &text)
        text.append("\nhead ")
        head.withUnsafeBytes { Hex.append($0, to: &text) }
        text.append(UInt8(ascii: "\n"))
        return text
    }

    /// The whole note, signed under the origin's name.
    func signed(by signer: any Signer, keyID: [UInt8]) throws(SealError) -> [UInt8] {
        var note = text
        let signature = try signer.signature(over: note)
        note.append("\n\u{2014} ")
        note.append(contentsOf: origin.utf8)
        note.append(UInt8(ascii: " "))
        Base64.standard.append(keyID + signature, to: &note)
        note.append(UInt8(ascii: "\n"))
        return note
    }
}
