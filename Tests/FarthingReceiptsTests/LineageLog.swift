import FarthingCore
import FarthingReceipts
import Synchronization

/// A journal written by hand, so that it can say what no writer of ours would.
struct LineageLog {
    var origin = "farthing/lineage"
    private(set) var batches: [StoredBatch] = []
    private(set) var size: Int64 = 0
    private(set) var head = Hash32.zero
    private(set) var tree = MerkleTree()
    private var lines: [UInt8] = []

    static let startMs: Int64 = 1_785_312_000_000

    /// A key that is the same in every run.
    static func key(_ number: UInt8) throws -> SigningKey {
        try SigningKey([UInt8](repeating: number, count: 32))
    }

    mutating func add(_ decision: String) {
        let rest = #""previousHash":"\#(head.hex)","sequence":\#(size)}"#
        let hash = Hash32(hashing: Array((#"{"decision":\#(decision),"# + rest).utf8))
        lines += Array(
            (#"{"decision":\#(decision),"entryHash":"\#(hash.hex)","# + rest + "\n").utf8
        )
        head = hash
        tree.append(hash)
        size += 1
    }

    mutating func add(_ note: LogNote) {
        var json = JSONWriter()
        Entry(atMs: Self.startMs, body: .note(note)).write(to: &json)
        add(String(decoding: json.bytes, as: UTF8.self))
    }

    mutating func addPlain() { add(#"{"kind":"dispatch","n":\#(size)}"#) }

    mutating func seal(by key: SigningKey, atMs: Int64 = LineageLog.startMs) throws {
        let note = SealNote(origin: origin, size: size, root: tree.root, timeMs: atMs, head: head)
        let signature = try key.signature(over: note.text)
        var text = note.text + Array("\n\u{2014} \(origin) ".utf8)
        let signed = key.verifyingKey.noteID(name: origin) + signature
        signed.withUnsafeBytes { Base64.standard.append($0, to: &text) }
        text.append(UInt8(ascii: "\n"))
        let first = batches.last.map { $0.firstSequence + $0.count } ?? 0
        batches.append(
            StoredBatch(firstSequence: first, count: size - first, lines: lines, seal: text)
        )
        lines = []
    }

    /// A rotation as it should be here.
    func rotation(from: SigningKey, to: SigningKey) throws -> KeyRotation {
        try KeyRotation(from: from, to: to, origin: origin, size: size, head: head)
    }

    func delegation(
        from root: SigningKey,
        to key: SigningKey,
        fromMs: Int64 = LineageLog.startMs,
        untilMs: Int64 = LineageLog.startMs + 1_000
    ) throws -> KeyDelegation {
        try KeyDelegation(
            root: root,
            to: key,
            notBeforeMs: fromMs,
            notAfterMs: untilMs,
            origin: origin
        )
    }

    func verified(_ keys: SigningKey...) -> Verification {
        var verifier = Verifier(keys: keys.map(\.verifyingKey))
        for batch in batches { verifier.add(batch) }
        return verifier.finish()
    }
}

extension KeyRotation {
    func with(
        origin: String? = nil,
        size: Int64? = nil,
        head: String? = nil,
        to: String? = nil,
        signatures: [String]? = nil
    ) -> KeyRotation {
        KeyRotation(
            from: from,
            to: to ?? self.to,
            origin: origin ?? self.origin,
            size: size ?? self.size,
            head: head ?? self.head,
            signatures: signatures ?? self.signatures
        )
    }
}

extension KeyDelegation {
    func with(
        origin: String? = nil,
        notAfterMs: Int64? = nil,
        signatures: [String]? = nil
    ) -> KeyDelegation {
        KeyDelegation(
            root: root,
            to: to,
            notBeforeMs: notBeforeMs,
            notAfterMs: notAfterMs ?? self.notAfterMs,
            origin: origin ?? self.origin,
            signatures: signatures ?? self.signatures
        )
    }
}

/// Keys that come and go.
final class TestRing: SigningRing {
    private let state: Mutex<(signers: [any Signer], delegation: KeyDelegation?)>

    init(_ signers: [any Signer]) { state = Mutex((signers, nil)) }

    var signers: [any Signer] { state.withLock { $0.signers } }
    var delegation: KeyDelegation? { state.withLock { $0.delegation } }

    func add(_ signer: any Signer) { state.withLock { $0.signers.append(signer) } }
    func renew(_ delegation: KeyDelegation) { state.withLock { $0.delegation = delegation } }

    func remove(_ key: VerifyingKey) {
        state.withLock { $0.signers.removeAll { $0.verifyingKey == key } }
    }
}
