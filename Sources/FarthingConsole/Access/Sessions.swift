import Crypto
import FarthingCore
import Synchronization

/// Who is signed in; in memory, so that a restart signs everybody out.
///
/// Of a session's id only the hash is kept: who reads the memory's copy of it cannot use it.
package final class Sessions: Sendable {
    /// Sessions at once; a further one ends the one that has been idle longest. Each takes some
    /// hundred bytes.
    package static let countMax = 10_000
    /// How long a session may be without a request.
    package static let idleMs: Int64 = 30 * 60_000
    /// How long a session lasts in all where nobody has set anything: a working day.
    package static let usualLifeMs: Int64 = 12 * 3_600_000
    /// The longest id that is looked at: ours have 43 characters.
    private static let idBytesMax = 64

    private struct Session: Sendable {
        var principal: Principal
        var beganAtMs: Int64
        var seenAtMs: Int64

        func isOver(_ nowMs: Int64, _ lifeMs: Int64) -> Bool {
            nowMs - beganAtMs >= lifeMs || nowMs - seenAtMs >= idleMs
        }
    }

    /// What carries a session's id.
    package let cookie: ConsoleCookie
    private let countMax: Int
    private let life: @Sendable () -> Int64
    private let sessions = Mutex<[[UInt8]: Session]>([:])

    /// - Parameters:
    ///   - isSecure: whether browsers reach the server over TLS alone.
    ///   - mark: ends the cookie's name: browsers keep one cookie of a name for all ports of a host, so
    ///     that consoles beside each other need names that differ. Empty for the usual one.
    ///   - lifeMs: how long a session may last in all, those that have begun too; asked for each
    ///     request: quick.
    package init(
        isSecure: Bool,
        mark: String = "",
        countMax: Int = Sessions.countMax,
        lifeMs: @escaping @Sendable () -> Int64 = { Sessions.usualLifeMs }
    ) {
        cookie = ConsoleCookie("farthing_session", mark: mark, isSecure: isSecure)
        self.countMax = max(1, countMax)
        life = lifeMs
    }

    /// How long a session may last in all, in milliseconds.
    package var lifeMs: Int64 { life() }

    /// How many there are, those included that are over and have not been asked for since.
    package var count: Int { sessions.withLock { $0.count } }

    /// Begins a session for somebody who has shown who it is.
    ///
    /// - Parameter person: whose name, permissions and workspace the session has; how they were shown
    ///   does not matter.
    /// - Returns: the session's id, for its cookie alone.
    package func begin(_ person: Principal, nowMs: Int64) -> String {
        let id = SecretText.make()
        let principal = Principal(
            .person(csrf: SecretText.make()),
            name: person.name,
            shownName: person.shownName,
            permissions: person.permissions,
            workspace: person.workspace
        )
        let lifeMs = lifeMs
        sessions.withLock { sessions in
            if sessions.count >= countMax {
                Self.makeRoom(&sessions, countMax, nowMs, lifeMs)
            }
            sessions[Self.hash(id)] = Session(
                principal: principal,
                beganAtMs: nowMs,
                seenAtMs: nowMs
            )
        }
        return id
    }

    /// Whose session it is, which is then no longer idle; nil where there is none, or it is over.
    package func principal(_ id: String, nowMs: Int64) -> Principal? {
        guard id.utf8.count <= Self.idBytesMax else { return nil }
        let hash = Self.hash(id)
        let lifeMs = lifeMs
        return sessions.withLock { sessions in
            guard let session = sessions[hash] else { return nil }
            guard !session.isOver(nowMs, lifeMs) else {
                sessions[hash] = nil
                return nil
            }
            sessions[hash]?.seenAtMs = max(nowMs, session.seenAtMs)
            return session.principal
        }
    }

    /// Whose session a request's cookie names; nil as above.
    package func principal(of request: ConsoleRequest, nowMs: Int64) -> Principal? {
        cookie.value(in: request).flatMap { principal($0, nowMs: nowMs) }
    }

    /// When a request's session ends at the latest, milliseconds UTC; nil where it has none.
    package func endsAtMs(of request: ConsoleRequest) -> Int64? {
        guard let id = cookie.value(in: request), id.utf8.count <= Self.idBytesMax else {
            return nil
        }
        let hash = Self.hash(id)
        let lifeMs = lifeMs
        return sessions.withLock { $0[hash].map { $0.beganAtMs + lifeMs } }
    }

    /// Ends a session.
    ///
    /// - Returns: whose it was; nil where there was none.
    @discardableResult
    package func end(_ id: String) -> Principal? {
        guard id.utf8.count <= Self.idBytesMax else { return nil }
        let hash = Self.hash(id)
        return sessions.withLock { $0.removeValue(forKey: hash)?.principal }
    }

    /// Ends every session of a person who was removed, or whose roles have changed.
    ///
    /// - Parameter name: the principal's name, `person:<email>`.
    /// - Returns: how many there were.
    @discardableResult
    package func endAll(of name: String) -> Int {
        sessions.withLock { sessions in
            let before = sessions.count
            sessions = sessions.filter { $0.value.principal.name != name }
            return before - sessions.count
        }
    }

    /// Forgets what is over or, where nothing is, what has been idle longest.
    private static func makeRoom(
        _ sessions: inout [[UInt8]: Session],
        _ countMax: Int,
        _ nowMs: Int64,
        _ lifeMs: Int64
    ) {
        sessions = sessions.filter { !$0.value.isOver(nowMs, lifeMs) }
        while sessions.count >= countMax,
            let oldest = sessions.min(by: { $0.value.seenAtMs < $1.value.seenAtMs })
        {
            sessions[oldest.key] = nil
        }
    }

    private static func hash(_ id: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(id.utf8)))
    }
}
