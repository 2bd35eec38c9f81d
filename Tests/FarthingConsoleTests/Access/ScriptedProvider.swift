import Crypto
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@testable import FarthingConsole

/// An identity provider in memory, which keeps to the standard unless it is told otherwise.
final class ScriptedProvider: OIDCTransport {
    static let issuer = "https://id.example/realm"
    static let clientID = "farthing"
    static let secret = "a secret/with+signs"
    static let redirect = "https://console.example/sign-in/oidc/callback"

    /// What it does otherwise than it should.
    struct Script: Sendable {
        /// Members of its document.
        var document: [String: String?] = [:]
        /// Its keys, as it publishes them.
        var keys: [String] = []
        /// The key with which it signs, and what it calls it.
        var key: ProviderKey
        var keyID: String? = "k1"
        /// Members of the tokens' headers and claims.
        var header: [String: String?] = [:]
        var claims: [String: String?] = [:]
        /// Makes another token of the one that is right.
        var token: @Sendable (String) -> String = { $0 }
        /// Answers in its place; nil for those that it gives itself.
        var answer: @Sendable (OIDCRequest) -> OIDCAnswer? = { _ in nil }
        /// Whether it can be reached.
        var isAway = false
    }

    private struct State: Sendable {
        var script: Script
        var codes: [String: [String: String]] = [:]
        var requests: [OIDCRequest] = []
    }

    private let state: Mutex<State>
    private let clock: ManualClock

    init(key: ProviderKey, clock: ManualClock) throws {
        var script = Script(key: key)
        script.keys = [try key.published("k1")]
        state = Mutex(State(script: script))
        self.clock = clock
    }

    /// What it has been asked, in order.
    var requests: [OIDCRequest] { state.withLock { $0.requests } }

    /// How often it was asked for what an address ends with.
    func count(_ suffix: String) -> Int {
        requests.filter { $0.url.text.hasSuffix(suffix) }.count
    }

    /// Has it behave otherwise.
    func change(_ body: @Sendable (inout Script) throws -> Void) rethrows {
        try state.withLock { try body(&$0.script) }
    }

    // MARK: Browsers

    /// A person signs in at the page to which a browser was sent.
    ///
    /// - Returns: the query with which the browser comes back.
    func authorize(_ url: String) throws -> String {
        let parts = url.split(separator: "?", maxSplits: 1).map(String.init)
        #expect(parts[0] == "https://id.example/authorize")
        let query = Dictionary(
            FormText.fields(parts[1]).map { ($0.name, $0.value) },
            uniquingKeysWith: { $1 }
        )
        #expect(query["response_type"] == "code")
        #expect(query["client_id"] == Self.clientID)
        #expect(query["redirect_uri"] == Self.redirect)
        #expect(query["scope"]?.split(separator: " ").contains("openid") == true)
        #expect(query["code_challenge_method"] == "S256")
        let code = "code \(state.withLock { $0.codes.count })&"
        state.withLock { $0.codes[code] = query }
        return FormText.text([("code", code), ("state", try #require(query["state"]))])
    }

    // MARK: Programs

    func send(_ request: OIDCRequest) async throws(OIDCTransportError) -> OIDCAnswer {
        let script = state.withLock { state in
            state.requests.append(request)
            return state.script
        }
        if script.isAway { throw OIDCTransportError("cannot connect") }
        if let answer = script.answer(request) { return answer }
        do {
            return try answer(request, script)
        } catch {
            throw OIDCTransportError("the script failed: \(error)")
        }
    }

    private func answer(_ request: OIDCRequest, _ script: Script) throws -> OIDCAnswer {
        switch request.url.text {
        case Self.issuer + "/.well-known/openid-configuration":
            let members = [
                "issuer": "\"\(Self.issuer)\"",
                "authorization_endpoint": #""https://id.example/authorize""#,
                "token_endpoint": #""https://id.example/token""#,
                "jwks_uri": #""https://keys.example/jwks""#,
            ]
            return Self.json(200, JSONText.object(members, script.document))
        case "https://keys.example/jwks":
            return Self.json(200, #"{"keys":["# + script.keys.joined(separator: ",") + "]}")
        case "https://id.example/token":
            return try exchange(request, script)
        default:
            return OIDCAnswer(status: 404, body: [])
        }
    }

    private func exchange(_ request: OIDCRequest, _ script: Script) throws -> OIDCAnswer {
        let form = Dictionary(
            FormText.fields(String(decoding: request.form ?? [], as: UTF8.self))
                .map { ($0.name, $0.value) },
            uniquingKeysWith: { $1 }
        )
        // A code is good for once.
        let asked = state.withLock { $0.codes.removeValue(forKey: form["code"] ?? "") }
        let hash = SHA256.hash(data: Array((form["code_verifier"] ?? "").utf8))
        guard let asked, form["grant_type"] == "authorization_code",
            form["redirect_uri"] == asked["redirect_uri"],
            ProviderKey.text(hash) == asked["code_challenge"], isClient(request, form)
        else { return Self.json(400, #"{"error":"invalid_grant"}"#) }
        let token = try Self.token(script, nonce: asked["nonce"] ?? "", nowMs: clock.nowMs)
        return Self.json(
            200,
            #"{"access_token":"at","token_type":"Bearer","id_token":"\#(token)"}"#
        )
    }

    private func isClient(_ request: OIDCRequest, _ form: [String: String]) -> Bool {
        let pair = "\(FormText.encode(Self.clientID)):\(FormText.encode(Self.secret))"
        let basic =
            "Basic "
            + String(
                decoding: Base64.standard.encode(Array(pair.utf8)),
                as: UTF8.self
            )
        if let field = request.fields.first(where: { $0.name == "authorization" }) {
            return field.value == basic && form["client_secret"] == nil
        }
        return form["client_id"] == Self.clientID && form["client_secret"] == Self.secret
    }

    /// The token of a sign-in.
    static func token(_ script: Script, nonce: String, nowMs: Int64) throws -> String {
        let seconds = nowMs / 1_000
        var header = ["alg": "\"\(script.key.algorithm)\"", "typ": #""JWT""#]
        if let id = script.keyID { header["kid"] = "\"\(id)\"" }
        let claims = [
            "iss": "\"\(issuer)\"", "aud": "\"\(clientID)\"", "sub": #""user-1""#,
            "exp": "\(seconds + 300)", "iat": "\(seconds)", "nonce": "\"\(nonce)\"",
            "email": #""Ann@Example.com""#, "email_verified": "true", "name": #""Ann Example""#,
        ]
        let signed = [
            JSONText.object(header, script.header), JSONText.object(claims, script.claims),
        ]
        .map { ProviderKey.text(Array($0.utf8)) }
        .joined(separator: ".")
        return script.token(signed + "." + (try script.key.signature(signed)))
    }

    static func json(_ status: Int, _ text: String) -> OIDCAnswer {
        OIDCAnswer(status: status, body: Array(text.utf8))
    }
}

/// People by their addresses and subjects.
struct PeopleInMemory: PeopleDirectory {
    struct Away: Error {}

    var people: [String: Person] = [
        "ann@example.com": Person(
            id: "ann@example.com",
            shownName: "Ann",
            roles: [.operator, .auditor],
            workspace: "ws-1"
        )
    ]
    var isAway = false

    func person(subject: String, email: String?) async throws -> Person? {
        if isAway { throw Away() }
        return email.flatMap { people[$0] } ?? people[subject]
    }
}

/// A console whose people sign in by a scripted provider.
struct OIDCRig {
    let provider: ScriptedProvider
    let rig: AccessRig

    init(
        key: ProviderKey = .ec(P256.Signing.PrivateKey()),
        people: PeopleInMemory = PeopleInMemory(),
        isSecure: Bool = true,
        limit: SignInLimit = SignInLimit(),
        _ configure: (inout OIDC.Configuration) -> Void = { _ in }
    ) throws {
        let clock = ManualClock()
        provider = try ScriptedProvider(key: key, clock: clock)
        var configuration = try OIDC.Configuration(
            issuer: ScriptedProvider.issuer,
            clientID: ScriptedProvider.clientID,
            clientSecret: OIDCSecret(ScriptedProvider.secret),
            redirectURL: ScriptedProvider.redirect
        )
        configuration.name = "Example"
        configure(&configuration)
        rig = try AccessRig(
            isSecure: isSecure,
            limit: limit,
            clock: clock,
            oidc: OIDCSignIn(
                configuration,
                people: people,
                transport: provider,
                isSecure: isSecure,
                clockMs: { clock.nowMs }
            )
        )
    }

    /// A browser that is sent to the provider.
    func start(
        next: String = "/runs"
    ) async throws -> (url: String, cookie: (name: String, value: String)) {
        let answer = try await rig.send("GET", "/sign-in/oidc?next=\(FormText.encode(next))")
        #expect(answer.status == 303)
        return (
            url: try #require(answer.field("location")),
            cookie: ("cookie", try #require(answer.cookies.first).pair)
        )
    }

    /// A browser that comes back.
    func callback(
        _ query: String,
        _ cookies: [(name: String, value: String)]
    ) async throws -> ConsoleAnswer {
        try await rig.send("GET", "/sign-in/oidc/callback?" + query, cookies)
    }

    /// The whole way.
    func signIn() async throws -> ConsoleAnswer {
        let start = try await start()
        return try await callback(try provider.authorize(start.url), [start.cookie])
    }

    /// Who has signed in by an answer.
    func whoami(_ answer: ConsoleAnswer) async throws -> String {
        let cookie = try #require(answer.cookies.first { $0.name.hasSuffix("farthing_session") })
        return try await rig.send("GET", "/whoami", [("cookie", cookie.pair)]).text
    }

    /// Why the last sign-in failed; nil where it did not.
    var fault: SignInFault? {
        guard case .failed(let fault) = rig.events.last?.kind else { return nil }
        return fault
    }
}
