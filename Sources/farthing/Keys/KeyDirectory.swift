import Crypto
import FarthingCore
import FarthingSQLite
import Synchronization

/// The access keys of one ledger, in memory, found by the hash of their secret.
final class KeyDirectory: KeyRing {
    private struct Held: Sendable {
        var key: AccessKey
        var expiresAtMs: Int64?
    }

    /// A secret's hash, without an array around it.
    private struct Digest: Hashable, Sendable {
        private let words: (UInt64, UInt64, UInt64, UInt64)

        init?(_ bytes: UnsafeRawBufferPointer) {
            guard bytes.count == 32 else { return nil }
            words = bytes.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
        }

        static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

        func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
    }

    private struct Keys: Sendable {
        var byDigest: [Digest: Held] = [:]
        /// Where a signature names a key by its id.
        var digests: [String: Digest] = [:]
    }

    private let keys = Mutex(Keys())

    init(_ stored: [StoredAccessKey]) {
        for key in stored { add(key) }
    }

    func find(_ secret: Span<UInt8>, nowMs: Int64) -> AccessKey? {
        var hash = SHA256()
        secret.withUnsafeBytes { hash.update(bufferPointer: $0) }
        guard let digest = hash.finalize().withUnsafeBytes({ Digest($0) }),
            let held = keys.withLock({ $0.byDigest[digest] })
        else { return nil }
        if let expiresAtMs = held.expiresAtMs, expiresAtMs <= nowMs { return nil }
        return held.key
    }

    func find(id: String, nowMs: Int64) -> AccessKey? {
        let found = keys.withLock { keys in keys.digests[id].flatMap { keys.byDigest[$0] } }
        guard let held = found else { return nil }
        if let expiresAtMs = held.expiresAtMs, expiresAtMs <= nowMs { return nil }
        return held.key
    }

    /// Takes a key in; one that was revoked is passed over.
    func add(_ stored: StoredAccessKey) {
        guard stored.revokedAtMs == nil, let key = stored.accessKey,
            let digest = stored.hash.withUnsafeBytes({ Digest($0) })
        else { return }
        keys.withLock { keys in
            keys.byDigest[digest] = Held(key: key, expiresAtMs: stored.expiresAtMs)
            keys.digests[key.id] = digest
        }
    }

    /// When a key ends that was not revoked, in milliseconds UTC; nil for one that does not, or is none.
    func expiresAtMs(id: String) -> Int64? {
        keys.withLock { keys in
            keys.digests[id].flatMap { keys.byDigest[$0] }.flatMap(\.expiresAtMs)
        }
    }

    /// Has a key end at another time; nil for never.
    func expire(id: String, atMs: Int64?) {
        keys.withLock { keys in
            if let digest = keys.digests[id] { keys.byDigest[digest]?.expiresAtMs = atMs }
        }
    }

    /// Takes a key out; its holder is refused from the next request on.
    func remove(id: String) {
        keys.withLock { keys in
            if let digest = keys.digests.removeValue(forKey: id) { keys.byDigest[digest] = nil }
        }
    }
}

/// The secret of an access key: `fk_` and 43 characters of base64url, 256 random bits.
enum AccessSecret {
    static func make() -> String {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
        )
        let bytes = (0..<43).map { _ in alphabet[Int.random(in: 0..<64, using: &random)] }
        return "fk_" + String(decoding: bytes, as: UTF8.self)
    }

    /// Names a key in entries and logs: `key_` and 96 random bits; no secret.
    static func makeID() -> String {
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<12).map { _ in UInt8.random(in: 0...255, using: &random) }
        return "key_" + HexText.of(bytes)
    }

    static func hash(_ secret: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: secret)) }
}
