import FarthingCore

/// How a call ended, as its server is to be told: a settlement, a release, or the withdrawal of a hold
/// whose answer nobody heard.
struct OutboxRecord: Sendable {
    /// What a withdrawal has instead of a verb: its hold is asked for again by its key, and released.
    static let withdrawal = "withdraw"

    /// Counted up in each outbox, so that records go out in their order.
    var sequence: Int64
    /// In a withdrawal the idempotency key: nobody knows the hold's id.
    var hold: HoldID
    /// `settle`, `release` or ``withdrawal``.
    var verb: String
    /// The verb's body; in a withdrawal that of the hold.
    var body: [UInt8]
    /// The body where the server cannot price the first one; nil for none.
    var plainBody: [UInt8]?
    /// The fields that the hold was asked for with, in a withdrawal.
    var fields: [RemoteWire.Field] = []
    /// When a hold to be withdrawn has ended by itself, in Unix time; nil for none.
    var untilMs: Int64?

    var isWithdrawal: Bool { verb == Self.withdrawal }

    /// The record as one line of exactly `bytes`, padded with blanks; nil where it is longer.
    func line(bytes: Int) -> [UInt8]? {
        var json = JSONWriter(capacity: bytes)
        json.beginObject()
        json.key("sequence")
        json.int(sequence)
        json.key("hold")
        json.string(hold.description)
        json.key("verb")
        json.string(verb)
        json.key("body")
        json.raw(body)
        if let plainBody {
            json.key("plain")
            json.raw(plainBody)
        }
        if let untilMs {
            json.key("fields")
            json.beginObject()
            for field in fields {
                json.key(text: field.name)
                json.string(field.value)
            }
            json.endObject()
            json.key("until_ms")
            json.int(untilMs)
        }
        json.endObject()
        var line = json.bytes
        guard line.count < bytes else { return nil }
        line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: bytes - 1 - line.count))
        line.append(UInt8(ascii: "\n"))
        return line
    }
}

extension OutboxRecord {
    /// What a line has.
    enum Line {
        case record(OutboxRecord)
        /// Nothing, or a record that was cut short: nobody was told that it is kept.
        case blank
        /// Something whole that this version has no use for.
        case unknown
    }

    /// Reads what ``line(bytes:)`` wrote.
    static func read(_ line: some Sequence<UInt8>) -> Line {
        let bytes = Array(line)
        // Lines of another length.
        if bytes.dropLast().contains(UInt8(ascii: "\n")) { return .unknown }
        guard let root = try? JSONDocument(bytes).root else { return .blank }
        return OutboxRecord(root, bytes).map { .record($0) } ?? .unknown
    }

    private init?(_ root: JSONNode, _ bytes: [UInt8]) {
        guard let sequence = root.member("sequence")?.int64,
            let hold = root.member("hold")?.string.flatMap({ HoldID($0) }),
            let verb = root.member("verb")?.string,
            ["settle", "release", Self.withdrawal].contains(verb),
            let body = root.member("body")
        else { return nil }
        untilMs = root.member("until_ms")?.int64
        guard (verb == Self.withdrawal) == (untilMs != nil) else { return nil }
        for (name, value) in root.member("fields")?.members.map({ $0 }) ?? [] {
            guard let value = value.string else { return nil }
            fields.append(RemoteWire.Field(name: name, value: value))
        }
        self.sequence = sequence
        self.hold = hold
        self.verb = verb
        self.body = Array(bytes[body.range])
        plainBody = root.member("plain").map { Array(bytes[$0.range]) }
    }

    /// The same without what makes it long: what was held is charged. Nil for a withdrawal, which
    /// needs all that it has.
    var shortened: OutboxRecord? {
        if isWithdrawal { return nil }
        return OutboxRecord(
            sequence: sequence,
            hold: hold,
            verb: verb,
            body: RemoteBody.id(hold),
            plainBody: nil
        )
    }
}
