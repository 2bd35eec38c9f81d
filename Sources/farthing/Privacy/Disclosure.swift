import FarthingCore
import FarthingSQLite

/// One subject with its salt, as docs/formats/commitments.md writes it: enough for anybody to make
/// the commitment again.
struct Disclosure: Hashable {
    /// The longest line in bytes: every text at its longest, each byte written as an escape.
    static let lineBytesMax = 8_192

    var subject: Subject
    var salt: [UInt8]
    var commitment: String

    init(_ record: SubjectRecord) {
        subject = record.subject
        salt = record.salt
        commitment = record.commitment
    }

    /// Reads a line; nil for anything that ``json`` does not write.
    init?(line: some Sequence<UInt8>) {
        guard let root = try? JSONDocument(Array(line)).root, root.kind == .object,
            let tenant = root.member("tenant")?.string, let value = root.member("value")?.string,
            let dimension = root.member("dimension")?.string.flatMap({ Dimension(name: $0) }),
            let salt = root.member("salt")?.string.flatMap(Self.bytes),
            let commitment = root.member("commitment")?.string
        else { return nil }
        subject = Subject(tenant: tenant, dimension: dimension, value: value)
        self.salt = salt
        self.commitment = commitment
    }

    /// Whether the commitment follows from subject and salt.
    var holds: Bool { subject.commitment(salt: salt) == commitment }

    /// The object, on one line, its members sorted by name.
    var json: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("commitment")
        json.string(commitment)
        json.key("dimension")
        json.string(subject.dimension.name)
        json.key("salt")
        json.string(HexText.of(salt))
        json.key("tenant")
        json.string(subject.tenant)
        json.key("value")
        json.string(subject.value)
        json.endObject()
        return json.bytes
    }

    /// The bytes that 64 lower-case hexadecimal digits write.
    private static func bytes(_ hex: String) -> [UInt8]? {
        hex.utf8.count == 2 * Subject.saltBytes ? HexText.bytes(hex.utf8) : nil
    }
}

/// What became of checking a file of disclosures.
struct DisclosureCheck {
    /// The largest file: some hundred thousand subjects.
    static let bytesMax = 64 << 20

    var disclosures: [Disclosure] = []
    /// The first line that does not hold, counted from 1, and why.
    var fault: (line: Int, reason: String)?

    init(file path: String) throws(Failure) {
        let bytes: [UInt8]
        do throws(Failure) {
            bytes = try SmallFile.read(path, bytesMax: Self.bytesMax, what: "the disclosure")
        } catch {
            throw Failure(.unreadable, error.message)
        }
        for (index, line) in JournalLines(bytes).enumerated() where !line.isEmpty {
            guard line.count <= Disclosure.lineBytesMax, let one = Disclosure(line: line) else {
                throw Failure(.unreadable, "\(path):\(index + 1): this is no disclosure")
            }
            guard one.holds else {
                fault = (index + 1, "\(one.commitment) does not follow from what the line says")
                return
            }
            disclosures.append(one)
        }
        guard !disclosures.isEmpty else { throw Failure(.unreadable, "\(path): it is empty") }
    }
}
