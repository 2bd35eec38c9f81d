package import FarthingCore

/// Says who asks: by the admin token or an access key in a header, or by a session's cookie. Never by
/// anything in an address.
package final class ConsoleAccess: AccessDesk {
    /// The longest token or key that is looked at; ours have 46 characters, a client's own some more.
    package static let secretBytesMax = 512

    private let adminToken: AdminToken
    private let keys: any KeyRing
    private let sessions: Sessions
    private let workspaceOfKey: @Sendable (AccessKey) -> String?
    private let limit: SignInLimit
    private let isBehindProxy: Bool
    private let clockMs: @Sendable () -> Int64

    /// - Parameters:
    ///   - workspaceOfKey: the workspace whose own key this is; nil for all others. Called for each
    ///     request with a key: quick.
    ///   - limit: of tokens and keys that are nobody's.
    ///   - isBehindProxy: whether `x-forwarded-for` is a proxy's word.
    package init(
        adminToken: AdminToken,
        keys: any KeyRing,
        sessions: Sessions,
        workspaceOfKey: @escaping @Sendable (AccessKey) -> String?,
        limit: SignInLimit = SignInLimit(client: .header, all: .allHeaders),
        isBehindProxy: Bool = false,
        clockMs: @escaping @Sendable () -> Int64
    ) {
        self.adminToken = adminToken
        self.keys = keys
        self.sessions = sessions
        self.workspaceOfKey = workspaceOfKey
        self.limit = limit
        self.isBehindProxy = isBehindProxy
        self.clockMs = clockMs
    }

    /// Who sent a request. What a header shows goes before a cookie, also where it is wrong: who means
    /// to be somebody else must not be taken for whoever is signed in.
    package func principal(of request: ConsoleRequest) throws -> Principal? {
        if let secret = try Self.secret(in: request) {
            if let holder = holder(of: secret) { return holder }
            // Only now: the right one is taken whatever others have tried.
            let client = request.clientAddress(isBehindProxy: isBehindProxy)
            if let waitMs = limit.take(client, nowMs: clockMs()) {
                throw ConsoleError.tooManyTries(
                    "Too many unknown tokens and keys; wait a moment and try again.",
                    waitMs: waitMs
                )
            }
            throw Self.refused("This token or key is unknown, revoked or past its time.")
        }
        guard let id = sessions.cookie.value(in: request) else { return nil }
        guard let principal = sessions.principal(id, nowMs: clockMs()) else {
            var error = ConsoleError(401, "session_ended", "The session has ended; sign in again.")
            error.fields = [("set-cookie", sessions.cookie.removal)]
            throw error
        }
        return principal
    }

    /// What the header shows; nil where it shows nothing.
    private static func secret(in request: ConsoleRequest) throws -> String? {
        let shown = request.fields.filter {
            $0.name == "authorization" || $0.name == "x-farthing-key"
        }
        guard let field = shown.first else { return nil }
        // Two of them could be two callers, of which a proxy has checked the other.
        guard shown.count == 1 else { throw refused("Say once who you are, in one field.") }
        var value = field.value[...]
        if field.name == "authorization" {
            guard value.prefix(7).lowercased() == "bearer " else {
                throw refused("Authorization takes the scheme Bearer.")
            }
            value = value.dropFirst(7).drop { $0 == " " }
        }
        guard !value.isEmpty, value.utf8.count <= secretBytesMax else {
            throw refused("This is no token and no key.")
        }
        return String(value)
    }

    /// Nil where it is nobody's.
    private func holder(of secret: String) -> Principal? {
        if adminToken.matches(secret) { return .admin }
        guard let key = keys.find(Array(secret.utf8).span, nowMs: clockMs()) else { return nil }
        return Self.principal(key, workspaceOfKey(key))
    }

    /// What a key may do: routes that are made for keys look at the key itself; beside them one that
    /// votes may see and decide approvals, and a workspace's own may run its workspace.
    private static func principal(_ key: AccessKey, _ workspace: String?) -> Principal {
        var permissions: Set<Permission> = []
        if !key.approves.isEmpty { permissions.formUnion(Role.approver.permissions) }
        if workspace != nil { permissions.formUnion([.read, .operate, .audit]) }
        return Principal(
            .key(key),
            name: "key:" + key.id,
            shownName: key.name.isEmpty ? key.id : key.name,
            permissions: permissions,
            workspace: workspace
        )
    }

    private static func refused(_ detail: String) -> ConsoleError {
        var error = ConsoleError(401, "unauthenticated", detail)
        error.fields = [("www-authenticate", "Bearer realm=\"farthing\", error=\"invalid_token\"")]
        return error
    }
}
