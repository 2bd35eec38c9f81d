import FarthingCore
import Synchronization

/// What one listener of the console serves: its routes, who may call them, and how errors look.
package final class ConsoleSite: Sendable {
    let routes: RouteTable
    let access: any AccessDesk
    /// Who asks where nobody shows who they are; nil refuses that.
    let anybody: Principal?
    /// The names by which it is asked for.
    let hosts: HostNames
    /// Makes a page of an error.
    let errorPage: @Sendable (ConsoleError, Principal?) -> ConsoleAnswer
    let clockMs: @Sendable () -> Int64
    /// Whether the ledger's disk is nearly full.
    let isDiskLow: @Sendable () -> Bool

    private struct State: Sendable {
        var isClosed = false
        var onClose: [Int: @Sendable () -> Void] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// - Parameter anybody: who asks where nobody shows who they are, on a listener that asks nobody; nil
    ///   elsewhere. On such a listener no page from elsewhere changes anything.
    package init(
        routes: [Route],
        access: any AccessDesk,
        anybody: Principal? = nil,
        hosts: HostNames = .any,
        errorPage: @escaping @Sendable (ConsoleError, Principal?) -> ConsoleAnswer,
        isDiskLow: @escaping @Sendable () -> Bool = { false },
        clockMs: @escaping @Sendable () -> Int64
    ) {
        self.routes = RouteTable(routes)
        self.access = access
        self.anybody = anybody
        self.hosts = hosts
        self.errorPage = errorPage
        self.clockMs = clockMs
        self.isDiskLow = isDiskLow
    }

    /// Answers a request; never throws.
    package func answer(_ request: ConsoleRequest, of route: Route) async -> ConsoleAnswer {
        Self.told(await handled(request, of: route), request)
    }

    private func handled(_ request: ConsoleRequest, of route: Route) async -> ConsoleAnswer {
        var request = request
        do {
            try checkOrigin(of: request)
            try admit(&request, to: route)
        } catch let error as ConsoleError {
            return signIn(error, request, route) ?? refusal(error, request, route)
        } catch {
            return refusal(Self.fault, request, route)
        }
        do {
            return try await route.handler(request)
        } catch let error as ConsoleError {
            return refusal(reason(error), request, route)
        } catch let error as LedgerError {
            return refusal(reason(ConsoleError(error)), request, route)
        } catch {
            return refusal(Self.fault, request, route)
        }
    }

    /// The refusal of a request; of a form with the way back to its page.
    private func refusal(
        _ error: ConsoleError,
        _ request: ConsoleRequest,
        _ route: Route
    ) -> ConsoleAnswer {
        var error = error
        if case .page = route.style, request.method == "POST" { error.back = page(of: request) }
        return refusal(error, of: route.style, request.principal)
    }

    /// What cannot be done because the disk is full says so, whatever it was that failed first.
    private func reason(_ error: ConsoleError) -> ConsoleError {
        guard error.status == 503, isDiskLow(),
            ["ledger_unavailable", "statistics_behind"].contains(error.code)
        else { return error }
        return ConsoleError(
            503,
            "disk_low",
            "The disk with the server's data folder is full, or nearly so: no call begins, and "
                + "figures may be old. Make room on it, or archive receipts (farthing receipts "
                + "archive --prune); the rest goes on by itself."
        )
    }

    /// Nothing of what was sent is repeated.
    private static let fault = ConsoleError(
        500,
        "internal",
        "Something went wrong here; try again."
    )

    /// Where a page leads whoever has not signed in, or is no longer; nil for all else, and for those
    /// who have shown something in a header.
    private func signIn(
        _ error: ConsoleError,
        _ request: ConsoleRequest,
        _ route: Route
    ) -> ConsoleAnswer? {
        guard case .page = route.style, error.status == 401,
            request.field("authorization") == nil, request.field("x-farthing-key") == nil
        else { return nil }
        let query = FormText.text(request.query)
        let isForm = request.method == "POST"
        let asked =
            isForm
            ? page(of: request) : LocalPath(request.path + (query.isEmpty ? "" : "?" + query))
        let next = asked.map { $0 == .root ? "" : "?next=" + FormText.encode($0.text) } ?? ""
        var answer = ConsoleAnswer.seeOther("/sign-in" + next)
        // The cookie of a session that is over is taken away with it.
        answer.fields += error.fields.filter { $0.name == "set-cookie" }
        return answer
    }

    func refusal(
        _ error: ConsoleError,
        of style: ConsoleError.Style,
        _ principal: Principal?
    ) -> ConsoleAnswer {
        if case .page = style { return errorPage(error, principal) }
        return error.answer(style)
    }

    /// Refuses what a page of a stranger has its visitor's browser send.
    private func checkOrigin(of request: ConsoleRequest) throws {
        guard hosts.takes(request.field("host") ?? "") else {
            throw ConsoleError(
                421,
                "host_unknown",
                "This listener is asked for as localhost, 127.0.0.1 or [::1], or by the name that "
                    + "it was given."
            )
        }
        guard anybody != nil, !request.isReading, request.isFromPageElsewhere else { return }
        throw ConsoleError(
            403,
            "foreign_origin",
            "A page from elsewhere has sent this; nothing was done."
        )
    }

    /// Finds out who sent it, and whether they may.
    private func admit(_ request: inout ConsoleRequest, to route: Route) throws {
        guard case .principal(let permission) = route.access else { return }
        guard let principal = try anybody ?? access.principal(of: request) else {
            var error = ConsoleError(
                401,
                "unauthenticated",
                "Say who you are: Authorization: Bearer and the admin token or a key, or sign in."
            )
            error.fields = [("www-authenticate", "Bearer realm=\"farthing\"")]
            throw error
        }
        request.principal = principal
        if let permission, !principal.permissions.contains(permission) {
            throw ConsoleError(
                403,
                "forbidden",
                "This takes the permission \(permission.rawValue), which "
                    + "\(principal.shownName) does not have."
            )
        }
        guard let csrf = principal.csrf, request.method != "GET", request.method != "HEAD" else {
            return
        }
        let sent = request.field("x-csrf-token") ?? request.form.first { $0.name == "csrf" }?.value
        guard request.isFromOwnPage, let sent,
            ConstantTime.equal(Array(sent.utf8), Array(csrf.utf8))
        else {
            throw ConsoleError(
                403,
                "csrf",
                "The form is not one of this session's pages; load the page anew and try again."
            )
        }
    }

    // MARK: Streams

    /// Has `end` called when the server stops; at once where it has.
    ///
    /// - Returns: what ``forget(_:)`` takes.
    package func whenClosing(_ end: @escaping @Sendable () -> Void) -> Int {
        let (id, isClosed) = state.withLock { state -> (Int, Bool) in
            state.next += 1
            if !state.isClosed { state.onClose[state.next] = end }
            return (state.next, state.isClosed)
        }
        if isClosed { end() }
        return id
    }

    /// Forgets a stream that has ended by itself.
    package func forget(_ id: Int) { state.withLock { _ = $0.onClose.removeValue(forKey: id) } }

    /// Ends every stream.
    func close() {
        let ends = state.withLock { state in
            state.isClosed = true
            defer { state.onClose = [:] }
            return Array(state.onClose.values)
        }
        for end in ends { end() }
    }
}
