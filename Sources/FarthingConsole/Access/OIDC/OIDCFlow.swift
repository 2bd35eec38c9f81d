import Crypto
import FarthingCore

/// A sign-in on its way to the provider and back, in the browser's keeping.
///
/// The cookie holds a random seed, when it began and where to go then, sealed by a key of this
/// process. What the provider repeats (state, nonce) and what proves to it that we began it (the PKCE
/// verifier) are made of the seed by the same key, so that the browser itself cannot know the verifier.
struct OIDCFlow: Sendable {
    /// How long a person may take to sign in at the provider.
    static let lifeMs: Int64 = 10 * 60_000
    /// The longest cookie that is looked at.
    private static let cookieBytesMax = 4_096

    let state: String
    let nonce: String
    let verifier: String
    let next: LocalPath
    /// The cookie's value.
    let sealed: String

    /// The verifier's hash, which the provider is told at the start.
    var challenge: String {
        Self.text(SHA256.hash(data: Array(verifier.utf8)))
    }

    /// A new one.
    init(next: LocalPath, nowMs: Int64, key: SymmetricKey) {
        self.init(SecretText.bytes(), next, atMs: nowMs, key)
    }

    /// The one that a cookie holds.
    init(_ cookie: String, nowMs: Int64, key: SymmetricKey) throws(SignInFailure) {
        let parts = Array(cookie.utf8.prefix(Self.cookieBytesMax)).split(
            separator: UInt8(ascii: "."),
            omittingEmptySubsequences: false
        )
        guard parts.count == 4, let seed = Base64.url.decode(parts[0]),
            let atMs = Int64(String(decoding: parts[1], as: UTF8.self)),
            let path = Base64.url.decode(parts[2]),
            let next = LocalPath(String(decoding: path, as: UTF8.self))
        else { throw SignInFailure(.stateForged, "the cookie is malformed") }
        let flow = OIDCFlow(seed, next, atMs: atMs, key)
        guard ConstantTime.equal(Array(flow.sealed.utf8), Array(cookie.utf8)) else {
            throw SignInFailure(.stateForged, "the cookie was not made by this process")
        }
        guard (0..<Self.lifeMs).contains(nowMs - atMs) else {
            throw SignInFailure(.stateExpired, "it began more than 10 minutes ago")
        }
        self = flow
    }

    private init(_ seed: [UInt8], _ next: LocalPath, atMs: Int64, _ key: SymmetricKey) {
        func made(_ purpose: String, _ rest: [UInt8]) -> String {
            Self.text(
                HMAC<SHA256>.authenticationCode(for: Array((purpose + ".").utf8) + rest, using: key)
            )
        }
        state = made("state", seed)
        nonce = made("nonce", seed)
        verifier = made("verifier", seed)
        self.next = next
        let plain = [Self.text(seed), String(atMs), Self.text(Array(next.text.utf8))]
            .joined(separator: ".")
        sealed = plain + "." + made("cookie", Array(plain.utf8))
    }

    private static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Base64.url.encode(Array(bytes)), as: UTF8.self)
    }
}
