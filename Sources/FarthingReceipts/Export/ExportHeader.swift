internal import FarthingCore

/// The first line of an export in our own format.
struct ExportHeader {
    static let prefix: StaticString = #"{"format":""#

    /// Named in the line; a change that old readers would misread gets another.
    private static let format: StaticString = "farthing-receipts/1"

    /// The name that the log began with.
    let origin: String
    /// Of the log's key when the file was written; a claim.
    let fingerprint: String

    /// The line, with its line feed.
    static func line(origin: String, fingerprint: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("format")
        writer.literalString(format)
        writer.key("origin")
        writer.string(origin)
        writer.key("signerFingerprint")
        writer.string(fingerprint)
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    /// Reads the line, which has only one spelling. It must name `origin` where that is known.
    init(
        _ line: UnsafeRawBufferPointer,
        origin expected: String?
    ) throws(VerificationFault) {
        let root: JSONNode
        do {
            root = try JSONDocument(copying: line).root
        } catch {
            throw VerificationFault(.headerInvalid, sequence: 0, error.message)
        }
        guard root.member("format")?.equals(Self.format) == true else {
            throw VerificationFault(
                .headerInvalid,
                sequence: 0,
                "the file's format is not \(Self.format)"
            )
        }
        guard let origin = root.member("origin")?.string, expected == nil || expected == origin
        else {
            throw VerificationFault(.headerInvalid, sequence: 0, "the file is of another log")
        }
        let fingerprint = root.member("signerFingerprint")?.string ?? ""
        let canonical = Self.line(origin: origin, fingerprint: fingerprint)
        guard line.count == canonical.count - 1, line.elementsEqual(canonical.dropLast()) else {
            throw VerificationFault(
                .headerInvalid,
                sequence: 0,
                "the file's first line is malformed"
            )
        }
        self.origin = origin
        self.fingerprint = fingerprint
    }
}

/// A seal's line in an export in our own format.
enum ExportSeal {
    static let prefix: StaticString = #"{"seal":"#

    /// Appends the line, with its line feed.
    static func append(_ note: [UInt8], to text: inout [UInt8]) {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("seal")
        writer.string(String(decoding: note, as: UTF8.self))
        writer.endObject()
        text.append(contentsOf: writer.bytes)
        text.append(UInt8(ascii: "\n"))
    }

    /// The note in a line; nil unless the line is exactly what ``append(_:to:)`` writes.
    static func note(in line: UnsafeRawBufferPointer) -> [UInt8]? {
        guard
            let document = try? JSONDocument(copying: line),
            let seal = document.root.member("seal"), seal.kind == .string
        else { return nil }
        var note: [UInt8] = []
        seal.appendUTF8(to: &note)
        var again: [UInt8] = []
        append(note, to: &again)
        return line.elementsEqual(again.dropLast()) ? note : nil
    }
}
