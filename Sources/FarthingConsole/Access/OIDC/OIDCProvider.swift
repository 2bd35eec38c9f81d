import Synchronization

/// The identity provider: its document and its keys, fetched when they are needed.
final class OIDCProvider: Sendable {
    /// How long its document and its keys are taken for true. A key that it has withdrawn counts no
    /// longer than that.
    static let lifeMs: Int64 = 3_600_000
    /// How often keys are fetched because a token names one that is not known.
    static let refreshMs: Int64 = 60_000

    private struct State: Sendable {
        var discovery: (document: OIDCDiscovery, atMs: Int64)?
        var keys: (list: [OIDCKey], atMs: Int64)?
        /// When keys were last asked for because one was not known.
        var refreshedAtMs: Int64?
    }

    private let issuer: OIDCAddress
    private let transport: any OIDCTransport
    private let state = Mutex(State())

    init(issuer: OIDCAddress, transport: any OIDCTransport) {
        self.issuer = issuer
        self.transport = transport
    }

    /// What it says of itself.
    func discovery(nowMs: Int64) async throws(SignInFailure) -> OIDCDiscovery {
        if let known = state.withLock({ $0.discovery }), Self.isFresh(known.atMs, nowMs) {
            return known.document
        }
        guard let address = OIDCDiscovery.address(of: issuer) else {
            throw SignInFailure(.discoveryWrong, "the issuer's address is too long")
        }
        let body = try await fetch(address, "its document")
        let document = try OIDCDiscovery(body, of: issuer)
        state.withLock { $0.discovery = (document, nowMs) }
        return document
    }

    /// The key of a token.
    ///
    /// One that is not known may be new: then all are fetched once more, if that was not done a moment
    /// ago, since anybody can name a key.
    ///
    /// - Parameter id: what the token calls it; nil where the token names none.
    func key(
        _ id: String?,
        _ algorithm: OIDCKey.Algorithm,
        nowMs: Int64
    ) async throws(SignInFailure) -> OIDCKey {
        let (known, mayRefresh) = state.withLock { state -> ([OIDCKey]?, Bool) in
            guard let keys = state.keys, Self.isFresh(keys.atMs, nowMs) else { return (nil, true) }
            guard Self.find(id, algorithm, in: keys.list) == nil else { return (keys.list, false) }
            let last = max(keys.atMs, state.refreshedAtMs ?? keys.atMs)
            // A clock that was set back must not keep new keys out.
            guard nowMs - last >= Self.refreshMs || nowMs < last else { return (keys.list, false) }
            state.refreshedAtMs = nowMs
            return (nil, true)
        }
        var keys = known ?? []
        if mayRefresh {
            let body = try await fetch(try await discovery(nowMs: nowMs).keys, "its keys")
            keys = try await OIDCKey.all(in: body)
            state.withLock { [keys] in $0.keys = (keys, nowMs) }
        }
        guard let key = Self.find(id, algorithm, in: keys) else {
            throw SignInFailure(.keyUnknown, "no key of the provider is the token's")
        }
        return key
    }

    /// A token that names no key has one only where no other comes into question.
    private static func find(
        _ id: String?,
        _ algorithm: OIDCKey.Algorithm,
        in keys: [OIDCKey]
    ) -> OIDCKey? {
        let fitting = keys.filter { $0.algorithm == algorithm }
        guard let id else { return fitting.count == 1 ? fitting.first : nil }
        return fitting.first { $0.id.map { $0.utf8.elementsEqual(id.utf8) } ?? false }
    }

    private static func isFresh(_ atMs: Int64, _ nowMs: Int64) -> Bool {
        (0..<lifeMs).contains(nowMs - atMs)
    }

    private func fetch(
        _ address: OIDCAddress,
        _ what: String
    ) async throws(SignInFailure) -> [UInt8] {
        let answer = try await send(OIDCRequest(address), what)
        guard answer.status == 200 else {
            throw SignInFailure(.providerAway, "\(what): status \(answer.status)")
        }
        return answer.body
    }

    /// Makes one request.
    ///
    /// - Parameter what: what it is for, for the log.
    func send(_ request: OIDCRequest, _ what: String) async throws(SignInFailure) -> OIDCAnswer {
        do throws(OIDCTransportError) {
            return try await transport.send(request)
        } catch {
            throw SignInFailure(.providerAway, "\(what): \(error.reason)")
        }
    }
}
