extension IdempotencyKey {
    /// What a key's name is the hash of, so that the client's own text is kept nowhere: a mark, tenant,
    /// access key, verb, attempt and the text, with a zero byte between them, which none of them
    /// has but the text, and it is the last.
    ///
    /// - Parameters:
    ///   - text: the key as the client wrote it.
    ///   - verb: what is asked for: the provider of a call, or `hold`.
    ///   - attempt: 0 for the first upstream; each one after it is a call of its own.
    package static func named(
        _ text: String,
        tenant: String,
        accessKey: String,
        verb: String,
        attempt: Int = 0
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            48 + tenant.utf8.count + accessKey.utf8.count + verb.utf8.count + text.utf8.count
        )
        bytes.append(contentsOf: "farthing idempotency key/1".utf8)
        for part in [tenant, accessKey, verb] {
            bytes.append(0)
            bytes.append(contentsOf: part.utf8)
        }
        bytes.append(0)
        bytes.append(contentsOf: String(attempt).utf8)
        bytes.append(0)
        bytes.append(contentsOf: text.utf8)
        return bytes
    }

    /// The name that the hash of ``named(_:tenant:accessKey:verb:attempt:)`` makes: its first 16
    /// bytes, in hexadecimal.
    package static func name(hash: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        for byte in hash.prefix(16) {
            text.append(hexDigit(byte >> 4))
            text.append(hexDigit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The key of a program's own call, by hashes: neither its text nor what it is bound to goes on.
    ///
    /// - Parameter content: what the key is bound to, in the program's words; empty for nothing.
    package init(_ text: String, tenant: String, principal: String, content: String) {
        let message = Self.named(text, tenant: tenant, accessKey: principal, verb: "hold")
        // The key before it keeps a content that few texts could be from being guessed.
        let bound = content.isEmpty ? nil : SHA256Hash.of(message + [0] + Array(content.utf8))
        self.init(
            name: Self.name(hash: SHA256Hash.of(message)),
            contentHash: bound.map { Self.name(hash: $0) } ?? ""
        )
    }
}
