import Testing

@testable import FarthingConsole

@Suite("Console access: sessions")
struct SessionsTests {
    private static let start: Int64 = 1_800_000_000_000

    private static func person(_ name: String) -> Principal {
        Principal(
            .adminToken,
            name: name,
            shownName: name,
            permissions: [.read],
            workspace: "ws-1"
        )
    }

    @Test("a session has its person's name, rights and workspace, and a secret for its forms")
    func begins() throws {
        let sessions = Sessions(isSecure: false)
        let id = sessions.begin(Self.person("person:a@b.example"), nowMs: Self.start)
        let other = sessions.begin(Self.person("person:a@b.example"), nowMs: Self.start)
        let found = try #require(sessions.principal(id, nowMs: Self.start))
        #expect(id.utf8.count == 43)
        #expect(found.name == "person:a@b.example")
        #expect(found.permissions == [.read])
        #expect(found.workspace == "ws-1")
        let csrf = try #require(found.csrf)
        #expect(csrf.utf8.count == 43)
        #expect(csrf != id)
        #expect(sessions.principal(other, nowMs: Self.start)?.csrf != csrf)
        #expect(sessions.principal(id, nowMs: Self.start)?.csrf == csrf)
    }

    @Test("a session's id is not in what is kept of it")
    func hides() {
        let sessions = Sessions(isSecure: false)
        let id = sessions.begin(Self.person("admin"), nowMs: Self.start)
        var dumped = ""
        dump(sessions, to: &dumped)
        #expect(!dumped.contains(id))
    }

    @Test("half an hour without a request ends it, and a request keeps it")
    func idles() {
        let sessions = Sessions(isSecure: false)
        let id = sessions.begin(Self.person("admin"), nowMs: Self.start)
        let almost = Self.start + Sessions.idleMs - 1
        #expect(sessions.principal(id, nowMs: almost) != nil)
        #expect(sessions.principal(id, nowMs: almost + Sessions.idleMs - 1) != nil)
        #expect(sessions.principal(id, nowMs: almost + 2 * Sessions.idleMs - 1) == nil)
        // It does not come back with a clock that is set back.
        #expect(sessions.principal(id, nowMs: almost) == nil)
        #expect(sessions.count == 0)
    }

    @Test("twelve hours end it whatever was asked")
    func ages() {
        let sessions = Sessions(isSecure: false)
        let id = sessions.begin(Self.person("admin"), nowMs: Self.start)
        var now = Self.start
        while now + 600_000 < Self.start + Sessions.usualLifeMs {
            now += 600_000
            #expect(sessions.principal(id, nowMs: now) != nil)
        }
        #expect(sessions.principal(id, nowMs: Self.start + Sessions.usualLifeMs - 1) != nil)
        #expect(sessions.principal(id, nowMs: Self.start + Sessions.usualLifeMs) == nil)
    }

    @Test("one too many ends those that are over, else the one that was idle longest")
    func bounded() {
        let sessions = Sessions(isSecure: false, countMax: 3)
        let ids = (0..<3).map { sessions.begin(Self.person("p\($0)"), nowMs: Self.start + $0) }
        let later = Self.start + 1_000
        #expect(sessions.principal(ids[0], nowMs: later) != nil)
        let fourth = sessions.begin(Self.person("p3"), nowMs: later)
        #expect(sessions.count == 3)
        #expect(sessions.principal(ids[1], nowMs: later) == nil)
        for id in [ids[0], ids[2], fourth] {
            #expect(sessions.principal(id, nowMs: later) != nil)
        }
        _ = sessions.begin(Self.person("p4"), nowMs: later + Sessions.idleMs)
        #expect(sessions.count == 1)
    }

    @Test("a person's removal ends all sessions of that person and no other's")
    func removal() {
        let sessions = Sessions(isSecure: false)
        let gone = (0..<3).map { _ in sessions.begin(Self.person("person:a"), nowMs: Self.start) }
        let kept = sessions.begin(Self.person("person:ab"), nowMs: Self.start)
        #expect(sessions.endAll(of: "person:a") == 3)
        #expect(gone.allSatisfy { sessions.principal($0, nowMs: Self.start) == nil })
        #expect(sessions.principal(kept, nowMs: Self.start) != nil)
        #expect(sessions.end(kept)?.name == "person:ab")
        #expect(sessions.end(kept) == nil)
    }

    @Test("ids of any length and form are looked up and found to be nobody's")
    func strangeIDs() {
        let sessions = Sessions(isSecure: false)
        _ = sessions.begin(Self.person("admin"), nowMs: Self.start)
        for id in ["", "x", String(repeating: "x", count: 100_000), "\u{0}", "é"] {
            #expect(sessions.principal(id, nowMs: Self.start) == nil)
            #expect(sessions.end(id) == nil)
        }
    }

    @Test("a secure server's cookie binds itself to its host and to TLS, and no other is read")
    func cookies() {
        let plain = ConsoleCookie("farthing_session", isSecure: false)
        let secure = ConsoleCookie("farthing_session", isSecure: true)
        #expect(
            plain.field("v", lifeMs: 5_000)
                == "farthing_session=v; Path=/; Max-Age=5; HttpOnly; SameSite=Lax"
        )
        #expect(
            secure.field("v", lifeMs: 5_000)
                == "__Host-farthing_session=v; Path=/; Max-Age=5; HttpOnly; SameSite=Lax; Secure"
        )
        let request = ConsoleRequest(
            method: "GET",
            path: "/",
            fields: [("cookie", "farthing_session=stranger; a=b")]
        )
        #expect(plain.value(in: request) == "stranger")
        #expect(secure.value(in: request) == nil)
    }
}
