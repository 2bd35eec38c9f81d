/// Someone or something that a call is for, as one value of one dimension of one tenant.
///
/// Two subjects are the same when their bytes are.
public struct Subject: Hashable, Sendable {
    /// The length of a salt in bytes: as much as the hash itself carries.
    public static let saltBytes = 32

    /// Whose subject it is.
    public let tenant: String
    /// What the value says.
    public let dimension: Dimension
    /// The value in the clear, from 1 to ``Scope/valueBytesMax`` bytes.
    public let value: String

    /// Names a subject.
    public init(tenant: String, dimension: Dimension, value: String) {
        self.tenant = tenant
        self.dimension = dimension
        self.value = value
    }

    /// A tenant itself: its salt keeps the idempotency keys of its clients from being guessed, and its
    /// commitment stands nowhere, since no call is for a tenant as for a subject.
    public static func tenant(_ name: String) -> Subject {
        Subject(tenant: name, dimension: .tenant, value: name)
    }

    /// What a commitment is the keyed hash of, under the subject's salt (HMAC-SHA256): a mark,
    /// tenant, dimension and value, with a zero byte between them, which no name has.
    public var committed: [UInt8] {
        var bytes = Array("farthing subject/1".utf8)
        for part in [tenant, dimension.name, value] {
            bytes.append(0)
            bytes.append(contentsOf: part.utf8)
        }
        return bytes
    }

    /// Subjects are compared by their bytes: Swift compares texts by what they look like.
    public static func == (left: Subject, right: Subject) -> Bool {
        left.dimension == right.dimension && left.value.utf8.elementsEqual(right.value.utf8)
            && left.tenant.utf8.elementsEqual(right.tenant.utf8)
    }

    /// Hashes the value's bytes.
    public func hash(into hasher: inout Hasher) {
        var value = value
        value.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// The text that stands for a subject: `c_` and 32 lower-case hexadecimal digits.
public enum Commitment {
    private static let mark = "c_"
    /// Hexadecimal digits: 128 bits, which no two subjects share by chance.
    private static let digits = 32

    /// The text of a keyed hash, of which the first 16 bytes count.
    public static func text(_ hash: some Sequence<UInt8>) -> String {
        var bytes = Array(mark.utf8)
        for byte in hash.prefix(digits / 2) {
            bytes.append(hexDigit(byte >> 4))
            bytes.append(hexDigit(byte & 15))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a text has this form.
    public static func isOne(_ text: String) -> Bool {
        guard text.utf8.count == mark.utf8.count + digits, text.hasPrefix(mark) else {
            return false
        }
        return text.utf8.dropFirst(mark.utf8.count).allSatisfy {
            0x30...0x39 ~= $0 || 0x61...0x66 ~= $0
        }
    }
}
