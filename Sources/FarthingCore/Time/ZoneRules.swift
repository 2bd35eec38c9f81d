/// The rules of one time zone as a value: which offset from UTC its clocks show when.
///
/// Read once from the system's time-zone data and passed in, so that the core looks nothing up.
/// Copies share their storage; two are equal when name and source bytes are.
public struct ZoneRules: Hashable, Sendable {
    /// The longest name in bytes; the longest in the IANA database has 32.
    public static let nameBytesMax = 64
    /// The largest source in bytes; the largest in the IANA database has under 4,000.
    public static let sourceBytesMax = 65_536

    /// Coordinated Universal Time, the same for ever.
    public static let utc = ZoneRules(
        table: ZoneTable(name: "UTC", source: [], contents: .fixed(0))
    )

    private let table: ZoneTable

    /// Reads a zone from the bytes of its TZif file (RFC 9636, versions 1 to 4).
    ///
    /// - Parameters:
    ///   - name: the IANA name, such as `Europe/Berlin`; at most ``nameBytesMax`` bytes of letters,
    ///     digits and `+-_/`.
    ///   - tzif: the file's bytes, at most ``sourceBytesMax``; any bytes are safe.
    /// - Throws: ``ZoneError`` when either is not what it should be, or the file counts leap seconds.
    public init(name: String, tzif: [UInt8]) throws(ZoneError) {
        guard ZoneRules.isName(name) else {
            throw ZoneError("not a time zone's name; write one like Europe/Berlin")
        }
        do {
            table = ZoneTable(name: name, source: tzif, contents: try ZoneContents(tzif: tzif))
        } catch {
            throw ZoneError("the data of time zone \(name) cannot be used: \(error.message)")
        }
    }

    private init(table: ZoneTable) {
        self.table = table
    }

    /// The IANA name, such as `Europe/Berlin`.
    public var name: String { table.name }

    /// The TZif bytes from which the rules were read, for whoever must store them; empty for ``utc``.
    public var tzif: [UInt8] { table.source }

    /// How far local clocks are ahead of UTC at an instant, in milliseconds; negative when behind.
    ///
    /// Between −25 and +26 hours. Takes no memory and two binary searches at most.
    public func offsetMs(atMs: Int64) -> Int64 {
        table.contents.span(atMs: atMs).offsetMs
    }

    /// The longest time around an instant through which the offset stays the same.
    func span(atMs: Int64) -> ZoneSpan {
        table.contents.span(atMs: atMs)
    }

    /// Whether `name` could name a zone: no path that leaves the folder of zones is one.
    public static func isName(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= nameBytesMax else { return false }
        var previous = UInt8(ascii: "/")
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                break
            case UInt8(ascii: "/"):
                if previous == byte { return false }
            default:
                return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: "/")
    }

    /// Whether both have the same name and source bytes.
    public static func == (left: ZoneRules, right: ZoneRules) -> Bool {
        left.table === right.table
            || left.table.fingerprint == right.table.fingerprint
                && left.table.name == right.table.name && left.table.source == right.table.source
    }

    /// Hashes the name and a digest of the source bytes, in constant time.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(table.name)
        hasher.combine(table.fingerprint)
    }
}

/// Why a time zone's data cannot be used.
public struct ZoneError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong; may be shown to a stranger.
    public let message: String

    /// Makes an error.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// A stretch of time with one offset: from `startMs` up to, not with, `endMs`.
struct ZoneSpan {
    var startMs: Int64
    var endMs: Int64
    var offsetMs: Int64
}

/// What copies of one zone's rules share.
private final class ZoneTable: Sendable {
    let name: String
    let source: [UInt8]
    let contents: ZoneContents
    /// FNV-1a over the source bytes: tells zones apart in constant time where they differ.
    let fingerprint: UInt64

    init(name: String, source: [UInt8], contents: ZoneContents) {
        self.name = name
        self.source = source
        self.contents = contents
        fingerprint = source.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
