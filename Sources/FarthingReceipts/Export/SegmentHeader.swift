internal import FarthingCore

/// Where a part of a journal begins, so that the part verifies without what came before it.
///
/// The seal over everything before it, with the tree's complete subtrees that its root stands for.
package struct SegmentBase: Hashable, Sendable {
    /// The seal over the entries before the part: a signed note.
    package let seal: [UInt8]

    /// The hashes of the tree's complete subtrees over those entries, the largest first.
    package let frontier: [Hash32]

    /// The entries that have led from the log's first keys and name to those of the seal, as
    /// ``LogLineage/proof`` writes them; empty where neither has changed.
    package let lineage: [UInt8]

    /// What the seal says; its signatures are the verifier's matter.
    let signed: SignedSeal
    let tree: MerkleTree

    /// The number of the part's first entry, at least 1.
    package var first: Int64 { tree.size }

    /// The hash of the entry before the first.
    package var head: Hash32 { signed.note.head }

    /// The log's name.
    package var origin: String { signed.note.origin }

    /// Nil unless the seal can be read and its root follows from the subtrees.
    package init?(seal: [UInt8], frontier: [Hash32], lineage: [UInt8] = []) {
        guard
            let signed = SignedSeal(seal), signed.note.size > 0,
            let tree = MerkleTree(size: signed.note.size, frontier: frontier),
            tree.root == signed.note.root
        else { return nil }
        self.seal = seal
        self.frontier = frontier
        self.lineage = lineage
        self.signed = signed
        self.tree = tree
    }

    package static func == (left: SegmentBase, right: SegmentBase) -> Bool {
        left.seal == right.seal && left.frontier == right.frontier
            && left.lineage == right.lineage
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(seal)
        hasher.combine(frontier)
        hasher.combine(lineage)
    }
}

/// The first line of a part of a journal: format, log and key as in ``ExportHeader``, and the base.
///
/// `{"first":N,"format":"farthing-segment/1","frontier":["…"],"lineage":"…","origin":"…",`
/// `"seal":"…","signerFingerprint":"…"}` and a line feed; `lineage` only where it is not empty.
package struct SegmentHeader: Hashable, Sendable {
    static let prefix: StaticString = #"{"first":"#

    /// Named in the line; a change that old readers would misread gets another.
    private static let format: StaticString = "farthing-segment/1"

    package let base: SegmentBase

    /// Of the journal's key when the part was written.
    package let fingerprint: String

    package init(base: SegmentBase, fingerprint: String) {
        self.base = base
        self.fingerprint = fingerprint
    }

    /// The line, with its line feed.
    package var line: [UInt8] {
        var writer = JSONWriter(capacity: 2_048)
        writer.beginObject()
        writer.key("first")
        writer.int(base.first)
        writer.key("format")
        writer.literalString(Self.format)
        writer.key("frontier")
        writer.beginArray()
        for hash in base.frontier { writer.string(hash.hex) }
        writer.endArray()
        if !base.lineage.isEmpty {
            writer.key("lineage")
            writer.string(String(decoding: base.lineage, as: UTF8.self))
        }
        writer.key("origin")
        writer.string(base.origin)
        writer.key("seal")
        writer.string(String(decoding: base.seal, as: UTF8.self))
        writer.key("signerFingerprint")
        writer.string(fingerprint)
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    /// Reads a line with or without its line feed; nil unless ``line`` writes the same again.
    package init?(_ bytes: [UInt8]) {
        let text = bytes.last == UInt8(ascii: "\n") ? [UInt8](bytes.dropLast()) : bytes
        guard
            let root = try? JSONDocument(text).root,
            let frontier = root.member("frontier"), frontier.count <= Int64.bitWidth,
            let seal = root.member("seal"), seal.kind == .string,
            let fingerprint = root.member("signerFingerprint")?.string
        else { return nil }
        let hashes = frontier.elements.compactMap { element in
            element.string.flatMap { Hash32(hexDigits: [UInt8]($0.utf8)) }
        }
        var note: [UInt8] = []
        seal.appendUTF8(to: &note)
        var lineage: [UInt8] = []
        root.member("lineage")?.appendUTF8(to: &lineage)
        guard let base = SegmentBase(seal: note, frontier: hashes, lineage: lineage) else {
            return nil
        }
        self.init(base: base, fingerprint: fingerprint)
        guard line.dropLast().elementsEqual(text) else { return nil }
    }
}
