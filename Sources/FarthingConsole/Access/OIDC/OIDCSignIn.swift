import Crypto
import FarthingCore

/// Signs people in by an identity provider.
package final class OIDCSignIn: Sendable {
    /// The longest code that is sent on.
    private static let codeBytesMax = 4_096

    private let configuration: OIDC.Configuration
    private let people: any PeopleDirectory
    private let provider: OIDCProvider
    private let clockMs: @Sendable () -> Int64
    /// Seals what browsers keep; a restart makes those start again who are on their way.
    private let key = SymmetricKey(size: .bits256)
    /// Keeps a sign-in that is on its way.
    package let cookie: ConsoleCookie

    /// - Parameters:
    ///   - people: who has which roles here.
    ///   - isSecure: whether browsers reach this server over TLS alone.
    ///   - mark: as that of ``Sessions``.
    package init(
        _ configuration: OIDC.Configuration,
        people: any PeopleDirectory,
        transport: any OIDCTransport,
        isSecure: Bool,
        mark: String = "",
        clockMs: @escaping @Sendable () -> Int64
    ) {
        self.configuration = configuration
        self.people = people
        self.clockMs = clockMs
        provider = OIDCProvider(issuer: configuration.issuer, transport: transport)
        cookie = ConsoleCookie("farthing_oidc", mark: mark, isSecure: isSecure)
    }

    /// What the page for signing in calls the provider.
    package var name: String { configuration.name }

    // MARK: The way there

    /// Where to send a browser that wants to sign in, and the cookie that it takes along.
    func start(
        next: LocalPath
    ) async throws(SignInFailure) -> (url: String, cookie: String) {
        let nowMs = clockMs()
        let page = try await provider.discovery(nowMs: nowMs).authorization
        let flow = OIDCFlow(next: next, nowMs: nowMs, key: key)
        let query = FormText.text([
            ("response_type", "code"),
            ("client_id", configuration.clientID),
            ("redirect_uri", configuration.redirect.text),
            ("scope", configuration.scopes.joined(separator: " ")),
            ("state", flow.state),
            ("nonce", flow.nonce),
            ("code_challenge", flow.challenge),
            ("code_challenge_method", "S256"),
        ])
        return (
            url: page.text + (page.hasQuery ? "&" : "?") + query,
            cookie: cookie.field(flow.sealed, lifeMs: OIDCFlow.lifeMs)
        )
    }

    // MARK: The way back

    /// The sign-in that a browser comes back from.
    func flow(of request: ConsoleRequest) throws(SignInFailure) -> OIDCFlow {
        guard let value = cookie.value(in: request) else {
            throw SignInFailure(.stateMissing, "no cookie of a sign-in")
        }
        return try OIDCFlow(value, nowMs: clockMs(), key: key)
    }

    /// Who the provider says has signed in.
    func finish(
        _ flow: OIDCFlow,
        _ request: ConsoleRequest
    ) async throws(SignInFailure) -> Principal {
        let code = try code(in: request, of: flow)
        let text = try await idToken(for: code, flow)
        let token = try await IDToken(
            text,
            nonce: flow.nonce,
            for: configuration,
            keys: provider,
            nowMs: clockMs()
        )
        return try await principal(token)
    }

    private func code(
        in request: ConsoleRequest,
        of flow: OIDCFlow
    ) throws(SignInFailure) -> String {
        guard let state = request.queryValue("state"),
            ConstantTime.equal(Array(state.utf8), Array(flow.state.utf8))
        else { throw SignInFailure(.stateWrong, "state is missing or another sign-in's") }
        // RFC 9207: so that no other provider's code is taken for this one's.
        if let issuer = request.queryValue("iss") {
            guard issuer.utf8.elementsEqual(configuration.issuer.text.utf8) else {
                throw SignInFailure(.issuerWrong, "the answer names another issuer")
            }
        }
        if let error = request.queryValue("error") {
            throw SignInFailure(.providerRefused, Self.word(error))
        }
        guard let code = request.queryValue("code"),
            (1...Self.codeBytesMax).contains(code.utf8.count)
        else { throw SignInFailure(.codeMissing, "no code") }
        return code
    }

    /// Exchanges the code for a token.
    private func idToken(
        for code: String,
        _ flow: OIDCFlow
    ) async throws(SignInFailure) -> String {
        let discovery = try await provider.discovery(nowMs: clockMs())
        var form: [(name: String, value: String)] = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", configuration.redirect.text),
            ("code_verifier", flow.verifier),
        ]
        var request = OIDCRequest(discovery.token)
        if let secret = configuration.clientSecret?.text, !discovery.wantsSecretInForm {
            let pair = FormText.encode(configuration.clientID) + ":" + FormText.encode(secret)
            let text = String(decoding: Base64.standard.encode(Array(pair.utf8)), as: UTF8.self)
            request.fields.append(("authorization", "Basic " + text))
        } else {
            form.append(("client_id", configuration.clientID))
            if let secret = configuration.clientSecret?.text {
                form.append(("client_secret", secret))
            }
        }
        request.form = Array(FormText.text(form).utf8)
        let answer = try await provider.send(request, "the exchange")
        let root = try? JSONDocument(answer.body, limits: OIDCLimits.document).root
        switch answer.status {
        case 200: break
        case 500...: throw SignInFailure(.providerAway, "the exchange: status \(answer.status)")
        default:
            let word = root?.member("error")?.string.map(Self.word) ?? "no reason"
            throw SignInFailure(.exchangeRefused, "status \(answer.status), \(word)")
        }
        guard let token = root?.member("id_token")?.string else {
            throw SignInFailure(.exchangeRefused, "no ID token in the answer")
        }
        return token
    }

    /// An error's code for the log; what is no such word is left out.
    private static func word(_ text: String) -> String {
        let isWord =
            text.utf8.count <= 64
            && text.utf8.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: "_") }
        return isWord ? text : "an error without a name"
    }

    // MARK: Who that is here

    /// What groups make of somebody.
    ///
    /// A session has one reach: roles that hold everywhere go before those of one workspace, and between
    /// workspaces nobody here can choose.
    private func reach(
        of token: IDToken,
        _ id: String
    ) throws(SignInFailure) -> (roles: Set<Role>, workspace: String?) {
        var everywhere: Set<Role> = []
        var inWorkspaces: [String: Set<Role>] = [:]
        for group in token.groups {
            guard let roles = configuration.groupRoles[group] else { continue }
            if let workspace = configuration.groupWorkspaces[group] {
                inWorkspaces[workspace, default: []].formUnion(roles)
            } else {
                everywhere.formUnion(roles)
            }
        }
        if !everywhere.isEmpty { return (everywhere, nil) }
        guard inWorkspaces.count < 2 else {
            throw SignInFailure(
                .noRole,
                "groups of \(inWorkspaces.count) workspaces, and nothing says which",
                who: Person.principalName(id)
            )
        }
        return (inWorkspaces.first?.value ?? [], inWorkspaces.first?.key)
    }

    /// The directory's word goes before that of groups: who stands in it is what it says, and nothing
    /// where it says nothing.
    private func principal(_ token: IDToken) async throws(SignInFailure) -> Principal {
        let id = token.email ?? token.subject
        let known: Person?
        do {
            known = try await people.person(subject: token.subject, email: token.email)
        } catch {
            throw SignInFailure(
                .directoryAway,
                String(describing: type(of: error)),
                who: Person.principalName(id)
            )
        }
        let reach = known == nil ? try reach(of: token, id) : (roles: [], workspace: nil)
        let person =
            known
            ?? Person(
                id: id,
                shownName: token.name ?? id,
                roles: reach.roles,
                workspace: reach.workspace
            )
        let name = Person.principalName(person.id)
        guard !person.roles.isEmpty else { throw SignInFailure(.noRole, "no role", who: name) }
        return Principal(
            // The session has a secret of its own.
            .person(csrf: ""),
            name: name,
            shownName: person.shownName.isEmpty ? person.id : person.shownName,
            permissions: person.roles.reduce(into: []) { $0.formUnion($1.permissions) },
            workspace: person.workspace
        )
    }
}
