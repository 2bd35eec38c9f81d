import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@testable import FarthingConsole

/// A console's doors without a network: routes, access, a clock, and what the audit was told.
final class AccessRig: Sendable {
    let clock: ManualClock
    let adminToken = AdminToken.make()
    let sessions: Sessions
    let site: ConsoleSite
    private let told: Kept<SignInEvent>

    /// What the audit was told, in order.
    var events: [SignInEvent] { told.all }

    init(
        isSecure: Bool = false,
        isBehindProxy: Bool = false,
        limit: SignInLimit = SignInLimit(),
        clock: ManualClock = ManualClock(),
        oidc: OIDCSignIn? = nil,
        anybody: Principal? = nil,
        hosts: HostNames = .any
    ) throws {
        self.clock = clock
        let told = Kept<SignInEvent>()
        let token = try #require(AdminToken(adminToken))
        let sessions = Sessions(isSecure: isSecure)
        var parts = SignInRoutes.Parts(
            adminToken: token,
            sessions: sessions,
            oidc: oidc,
            signInPage: { view in
                let lines = [view.next.text, view.message ?? "-", view.provider ?? "-"]
                return Array(lines.joined(separator: "|").utf8)
            },
            audit: { told.append($0) },
            clockMs: { clock.nowMs }
        )
        parts.limit = limit
        parts.tokenLimit = limit
        parts.isBehindProxy = isBehindProxy
        site = ConsoleSite(
            routes: SignInRoutes(parts).routes + Self.probes,
            access: ConsoleAccess(
                adminToken: token,
                keys: KeysInMemory(),
                sessions: sessions,
                workspaceOfKey: { $0.id == "key_workspace" ? "ws-1" : nil },
                limit: limit,
                clockMs: { clock.nowMs }
            ),
            anybody: anybody,
            hosts: hosts,
            errorPage: { error, _ in
                var answer = ConsoleAnswer.page(error.status, Array(error.code.utf8))
                answer.fields = error.fields
                return answer
            },
            clockMs: { clock.nowMs }
        )
        self.sessions = sessions
        self.told = told
    }

    /// Routes that say who has asked.
    private static let probes: [Route] = {
        let whoami: Route.Handler = { request in
            let principal = request.principal
            let permissions = (principal?.permissions ?? []).map(\.rawValue).sorted()
            let words = [principal?.name ?? "-", principal?.workspace ?? "-"] + permissions
            return .page(200, Array(words.joined(separator: " ").utf8))
        }
        return [
            Route("GET", "/whoami", .principal(nil), whoami),
            Route("GET", "/read", .principal(.read), whoami),
            Route("POST", "/change", .principal(.operate), whoami),
        ]
    }()

    /// Sends a request to the route that its path leads to.
    func send(
        _ method: String,
        _ target: String,
        _ fields: [(name: String, value: String)] = [],
        form: String? = nil,
        client: String = "192.0.2.1"
    ) async throws -> ConsoleAnswer {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let type = form == nil ? [] : [("content-type", "application/x-www-form-urlencoded")]
        let request = ConsoleRequest(
            method: method,
            path: parts[0],
            query: parts.count > 1 ? FormText.fields(parts[1]) : [],
            fields: fields + type,
            body: Array((form ?? "").utf8),
            client: client
        )
        guard case .route(let route, _) = site.routes.find(method, parts[0]) else {
            Issue.record("no route for \(method) \(parts[0])")
            return .done
        }
        return await site.answer(request, of: route)
    }

    /// Signs in by the admin token.
    ///
    /// - Returns: the cookie's field of further requests.
    func signIn() async throws -> (name: String, value: String) {
        let answer = try await send("POST", "/sign-in", form: "token=\(adminToken)")
        return ("cookie", try #require(answer.cookies.first).pair)
    }

    /// The secret that the forms of a session repeat.
    func csrf(_ cookie: (name: String, value: String)) throws -> String {
        let id = try #require(cookie.value.split(separator: "=").last)
        return try #require(sessions.principal(String(id), nowMs: clock.nowMs)?.csrf)
    }
}

/// A field `set-cookie`, taken apart.
struct SetCookie {
    /// What a browser sends back.
    let pair: String
    let name: String
    let value: String
    /// What stands behind, sorted.
    let attributes: [String]
}

extension ConsoleAnswer {
    /// The body as text.
    var text: String {
        guard case .bytes(let bytes) = body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The value of a field.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The cookies that it sets.
    var cookies: [SetCookie] {
        fields.filter { $0.name == "set-cookie" }.map { field in
            let parts = field.value.split(separator: "; ").map(String.init)
            let pair = parts[0].split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            return SetCookie(
                pair: parts[0],
                name: String(pair[0]),
                value: String(pair[1]),
                attributes: parts.dropFirst().sorted()
            )
        }
    }
}

/// Things in the order in which they came.
final class Kept<Element: Sendable>: Sendable {
    private let list = Mutex<[Element]>([])

    var all: [Element] { list.withLock { $0 } }

    func append(_ element: Element) { list.withLock { $0.append(element) } }
}

/// Three keys: one of an agent, one that votes, one of a workspace. The secret is the id behind `fk_`.
private struct KeysInMemory: KeyRing {
    private static let keys = ["key_agent", "key_voter", "key_workspace"].map { id in
        AccessKey(
            id: id,
            name: id == "key_agent" ? "" : "named " + id,
            scope: Scope(),
            claims: [],
            approves: id == "key_voter" ? ["finance"] : []
        )
    }

    func find(_ secret: Span<UInt8>, nowMs: Int64) -> AccessKey? {
        var bytes: [UInt8] = []
        for index in secret.indices { bytes.append(secret[index]) }
        let text = String(decoding: bytes, as: UTF8.self)
        return Self.keys.first { "fk_" + $0.id == text }
    }

    func find(id: String, nowMs: Int64) -> AccessKey? { Self.keys.first { $0.id == id } }
}
