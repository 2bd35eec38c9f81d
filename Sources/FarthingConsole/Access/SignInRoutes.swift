/// The routes by which people sign in and out.
package struct SignInRoutes: Sendable {
    /// What the routes stand on.
    package struct Parts: Sendable {
        package var adminToken: AdminToken
        package var sessions: Sessions
        /// Of tries by way of the identity provider.
        package var limit = SignInLimit()
        /// Of wrong tokens: whoever sends them keeps nobody from the provider's way.
        package var tokenLimit = SignInLimit()
        /// The way by an identity provider; nil where there is none.
        package var oidc: OIDCSignIn?
        /// Makes the page.
        package var signInPage: @Sendable (SignInView) -> [UInt8]
        /// Told of every sign-in, of every try that failed, and of every sign-out. What the limit
        /// turns away and what another site sends is no try, so that nobody can fill the audit.
        package var audit: @Sendable (SignInEvent) -> Void
        package var clockMs: @Sendable () -> Int64
        /// Whether `x-forwarded-for` is a proxy's word, and its last address the client's.
        package var isBehindProxy = false

        package init(
            adminToken: AdminToken,
            sessions: Sessions,
            oidc: OIDCSignIn? = nil,
            signInPage: @escaping @Sendable (SignInView) -> [UInt8],
            audit: @escaping @Sendable (SignInEvent) -> Void,
            clockMs: @escaping @Sendable () -> Int64
        ) {
            self.adminToken = adminToken
            self.sessions = sessions
            self.oidc = oidc
            self.signInPage = signInPage
            self.audit = audit
            self.clockMs = clockMs
        }
    }

    /// The longest form: a token and a path, percent-encoded.
    private static let formBytesMax = 8 << 10

    let parts: Parts

    package init(_ parts: Parts) { self.parts = parts }

    /// The routes; those of the provider only where there is one.
    package var routes: [Route] {
        var routes = [
            Route("GET", "/sign-in", .open, style: .page) { showPage($0) },
            Route(
                "POST",
                "/sign-in",
                .open,
                style: .page,
                bodyBytesMax: Self.formBytesMax
            ) { try signIn($0) },
            // A session's form must repeat its secret, which the site checks.
            Route(
                "POST",
                "/sign-out",
                .principal(nil),
                style: .page,
                bodyBytesMax: Self.formBytesMax
            ) { signOut($0) },
        ]
        if let oidc = parts.oidc {
            routes += [
                Route("GET", "/sign-in/oidc", .open, style: .page) { request in
                    try await start(request, oidc)
                },
                Route("GET", "/sign-in/oidc/callback", .open, style: .page) { request in
                    try await finish(request, oidc)
                },
            ]
        }
        return routes
    }

    // MARK: The admin token

    private func showPage(_ request: ConsoleRequest) -> ConsoleAnswer {
        let next = LocalPath.afterSignIn(request.queryValue("next"))
        if parts.sessions.principal(of: request, nowMs: parts.clockMs()) != nil {
            return .seeOther(next.text)
        }
        return .page(200, parts.signInPage(SignInView(next: next, provider: parts.oidc?.name)))
    }

    private func signIn(_ request: ConsoleRequest) throws -> ConsoleAnswer {
        guard request.contentType == "application/x-www-form-urlencoded" else {
            throw ConsoleError(415, "unsupported_media_type", "This takes the page's own form.")
        }
        let form = request.form
        let next = LocalPath.afterSignIn(form.first { $0.name == "next" }?.value)
        // Else a stranger's page could sign its visitor in as somebody else.
        guard request.isFromOwnPage else { return page(of: .crossSite, next) }
        // What is copied often ends with a line break.
        let token = (form.first { $0.name == "token" }?.value ?? "").withoutBlanks
        // The right one is taken whatever others have tried before: of 256 bits nobody guesses any, and
        // nobody is to be kept out by those who try.
        if parts.adminToken.matches(token) { return admit(.admin, .adminToken, request, next) }
        try take(parts.tokenLimit, request)
        return refuse(.tokenWrong, .adminToken, request, next)
    }

    private func signOut(_ request: ConsoleRequest) -> ConsoleAnswer {
        if let id = parts.sessions.cookie.value(in: request),
            let principal = parts.sessions.end(id)
        {
            tell(.signedOut, .session, principal.name, request)
        }
        return ConsoleAnswer.seeOther("/sign-in")
            .with("set-cookie", parts.sessions.cookie.removal)
    }

    // MARK: Shared with the provider's way

    /// - Throws: ``ConsoleError`` 429 where too many have failed.
    func takeTry(_ request: ConsoleRequest) throws(ConsoleError) {
        try take(parts.limit, request)
    }

    private func take(_ limit: SignInLimit, _ request: ConsoleRequest) throws(ConsoleError) {
        guard let waitMs = limit.take(client(of: request), nowMs: parts.clockMs()) else { return }
        throw .tooManyTries(
            "Too many sign-ins have failed; wait a moment and try again.",
            waitMs: waitMs
        )
    }

    /// For a try that has not failed.
    func giveTryBack(_ request: ConsoleRequest) { parts.limit.giveBack(client(of: request)) }

    /// Begins a session and sends the browser to where it wanted to go.
    func admit(
        _ principal: Principal,
        _ how: SignInEvent.How,
        _ request: ConsoleRequest,
        _ next: LocalPath
    ) -> ConsoleAnswer {
        // A session that the browser had before is somebody's whom it no longer is.
        if let former = parts.sessions.cookie.value(in: request) { parts.sessions.end(former) }
        let id = parts.sessions.begin(principal, nowMs: parts.clockMs())
        tell(.signedIn, how, principal.name, request)
        let sessions = parts.sessions
        return ConsoleAnswer.seeOther(next.text)
            .with("set-cookie", sessions.cookie.field(id, lifeMs: sessions.lifeMs))
    }

    /// The page again, with what went wrong.
    func refuse(
        _ fault: SignInFault,
        _ how: SignInEvent.How,
        _ request: ConsoleRequest,
        _ next: LocalPath,
        who: String? = nil,
        detail: String = ""
    ) -> ConsoleAnswer {
        tell(.failed(fault), how, who, request, detail)
        return page(of: fault, next)
    }

    func page(of fault: SignInFault, _ next: LocalPath) -> ConsoleAnswer {
        let view = SignInView(next: next, message: fault.message, provider: parts.oidc?.name)
        return .page(fault.status, parts.signInPage(view))
    }

    private func tell(
        _ kind: SignInEvent.Kind,
        _ how: SignInEvent.How,
        _ who: String?,
        _ request: ConsoleRequest,
        _ detail: String = ""
    ) {
        parts.audit(
            SignInEvent(
                kind,
                how,
                who: who,
                client: client(of: request),
                atMs: parts.clockMs(),
                detail: detail
            )
        )
    }

    private func client(of request: ConsoleRequest) -> String {
        request.clientAddress(isBehindProxy: parts.isBehindProxy)
    }
}
