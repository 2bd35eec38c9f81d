/// What the journal says beside money: which keys may seal it, what it is called, what was taken in
/// from elsewhere, what people have set up. Posts nothing; docs/formats/entries.md gives the members.
public enum LogNote: Hashable, Sendable {
    /// Another key seals the journal from the next batch on.
    case keyRotation(KeyRotation)
    /// A key that is kept elsewhere lets another one seal for a while.
    case keyDelegation(KeyDelegation)
    /// The log goes on under another name, as after a restore from a backup.
    case logOrigin(OriginChange)
    /// An entry of another journal, kept as it was.
    indirect case imported(ImportedEntry)
    /// An item of the registry is another from now on; written by the ledger that keeps the items.
    indirect case registry(RegistryChange)

    /// The entry's kind, as the journal writes it.
    package var kind: StaticString {
        switch self {
        case .keyRotation: "keyRotation"
        case .keyDelegation: "keyDelegation"
        case .logOrigin: "logOrigin"
        case .imported: "imported"
        case .registry: "registry"
        }
    }
}

/// From one signing key to another; both have signed it.
public struct KeyRotation: Hashable, Sendable {
    /// The public key that has sealed so far, 64 lower-case hexadecimal digits.
    public let from: String
    /// The public key that seals from the next batch on, 64 lower-case hexadecimal digits.
    public let to: String
    /// The log's name at the time.
    public let origin: String
    /// Entries that the last seal before this entry covers; 0 where there is none.
    public let size: Int64
    /// The hash of the last of them, 64 lower-case hexadecimal digits; zeros where there is none.
    public let head: String
    /// By `from` and by `to`, 128 lower-case hexadecimal digits each.
    public let signatures: [String]

    package init(
        from: String,
        to: String,
        origin: String,
        size: Int64,
        head: String,
        signatures: [String]
    ) {
        self.from = from
        self.to = to
        self.origin = origin
        self.size = size
        self.head = head
        self.signatures = signatures
    }
}

/// A root key's word that another key may seal between two points in time; both have signed it.
public struct KeyDelegation: Hashable, Sendable {
    /// The root's public key, 64 lower-case hexadecimal digits.
    public let root: String
    /// The public key that may seal, 64 lower-case hexadecimal digits.
    public let to: String
    /// The earliest time of a seal by `to`, in milliseconds UTC.
    public let notBeforeMs: Int64
    /// The latest time of a seal by `to`, in milliseconds UTC.
    public let notAfterMs: Int64
    /// The log's name at the time.
    public let origin: String
    /// By `root` and by `to`, 128 lower-case hexadecimal digits each.
    public let signatures: [String]

    package init(
        root: String,
        to: String,
        notBeforeMs: Int64,
        notAfterMs: Int64,
        origin: String,
        signatures: [String]
    ) {
        self.root = root
        self.to = to
        self.notBeforeMs = notBeforeMs
        self.notAfterMs = notAfterMs
        self.origin = origin
        self.signatures = signatures
    }
}

/// Where a log under one name ended, and under which other it goes on.
public struct OriginChange: Hashable, Sendable {
    /// The log's name so far.
    public let from: String
    /// Entries that the last seal under the old name covers.
    public let size: Int64
    /// The hash of the last of them, 64 lower-case hexadecimal digits.
    public let head: String
    /// The log's name from this batch's seal on.
    public let to: String

    package init(from: String, size: Int64, head: String, to: String) {
        self.from = from
        self.size = size
        self.head = head
        self.to = to
    }
}

/// An entry of another journal, with what proves there that it is one.
public struct ImportedEntry: Hashable, Sendable {
    /// Which program wrote it, as `agentguard-spend`.
    public let source: String
    /// Whose signature it carries, 16 lower-case hexadecimal digits.
    public let signerFingerprint: String
    /// Its number there.
    public let sequence: Int64
    /// Its hash there, 64 lower-case hexadecimal digits.
    public let entryHash: String
    /// The hash of the entry before it there, 64 lower-case hexadecimal digits.
    public let previousHash: String
    /// The signature over its hash, 128 lower-case hexadecimal digits.
    public let signature: String
    /// Its decision, an object in canonical JSON, at most ``decisionBytesMax`` bytes.
    public let decision: [UInt8]

    /// The longest decision that is taken in: a stored line has room for it and all around it.
    public static let decisionBytesMax = 1 << 20

    /// - Parameter decision: canonical JSON; whoever imports has made it so.
    package init(
        source: String,
        signerFingerprint: String,
        sequence: Int64,
        entryHash: String,
        previousHash: String,
        signature: String,
        decision: [UInt8]
    ) {
        self.source = source
        self.signerFingerprint = signerFingerprint
        self.sequence = sequence
        self.entryHash = entryHash
        self.previousHash = previousHash
        self.signature = signature
        self.decision = decision
    }
}
