import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("Console pages: who is let in, and what stands where")
struct SiteDoorTests {
    static let paths = [
        "/", "/dashboard", "/budgets", "/agents", "/tools", "/runs", "/approvals", "/holds",
        "/policy", "/receipts", "/audit", "/keys", "/people", "/settings",
    ]

    @Test(
        "whoever has not signed in is sent to the sign-in, and from there to the page",
        arguments: paths
    )
    func strangers(path: String) async throws {
        let rig = try await SiteRig()
        let answer = try await rig.open(path, nil)
        #expect(answer.status == 303)
        #expect(
            answer.location == (path == "/" ? "/sign-in" : "/sign-in?next=" + FormText.encode(path))
        )
        #expect(answer.text.isEmpty)
    }

    @Test("what was asked for beside the path comes back with it")
    func query() async throws {
        let rig = try await SiteRig()
        let answer = try await rig.open("/agents?state=paused&text=a%20%26b", nil)
        #expect(
            answer.location
                == "/sign-in?next=" + FormText.encode("/agents?state=paused&text=a%20%26b")
        )
        let other = try await rig.open("//evil.example", nil)
        #expect(other.status == 404)
    }

    @Test("a provider's sign-in leads on to the page that was asked for, too")
    func provider() async throws {
        let rig = try await SiteRig()
        let view = SignInView(
            next: try #require(LocalPath("/agents?state=paused")),
            provider: "Example"
        )
        let page = String(decoding: rig.pages.pages.signInPage(view), as: UTF8.self)
        #expect(page.contains("\"/sign-in/oidc?next=%2Fagents%3Fstate%3Dpaused\""))
        #expect(page.contains("value=\"/agents?state=paused\""))
    }

    @Test("a session that is over is taken from the browser; a wrong token is told so")
    func ended() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        rig.clock.advance(byMs: Sessions.idleMs)
        let answer = try await rig.open("/agents", browser)
        #expect(answer.status == 303)
        #expect(answer.field("set-cookie")?.contains("Max-Age=0") == true)
        let wrong = try await rig.open(
            "/agents",
            nil,
            ["accept": "text/html", "authorization": "Bearer fa_wrong"]
        )
        #expect(wrong.status == 401)
        let form = try await rig.press("/kill", browser, ["word": "stop everything"])
        #expect(form.status == 303 && form.location.hasPrefix("/sign-in"))
        #expect(form.field("set-cookie")?.contains("Max-Age=0") == true)
    }

    @Test("each page is there for whoever may see all", arguments: paths)
    func pages(path: String) async throws {
        let rig = try await SiteRig()
        let (id, secret) = try await rig.agent("researcher")
        try await rig.call(secret)
        let answer = try await rig.open(path, try rig.browser())
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.contentType == "text/html; charset=utf-8")
        #expect(answer.text.contains("<h1>"))
        #expect(!answer.text.contains("unknown name"))
        #expect(!answer.text.contains(secret))
        _ = id
    }

    @Test("a viewer sees figures, and neither receipts nor changes nor people")
    func viewers() async throws {
        let rig = try await SiteRig()
        let viewer = try rig.browser([.viewer])
        for path in Self.paths {
            let isClosed = ["/receipts", "/audit", "/people"].contains(path)
            let answer = try await rig.open(path, viewer)
            #expect(answer.status == (isClosed ? 403 : 200), "\(path)")
        }
        let auditor = try rig.browser([.auditor])
        #expect(try await rig.open("/receipts", auditor).status == 200)
        #expect(try await rig.open("/audit", auditor).status == 200)
    }

    @Test("programs and browsers find different things at one address")
    func twoKinds() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        let service = try await rig.open("/", nil, [:])
        #expect(service.contentType == "application/json")
        #expect(service.text.contains("\"agents_registered\""))
        #expect(try await rig.open("/", browser).text.contains("Overview"))
        #expect(try await rig.program("GET", "/tools").contentType == "application/json")
        #expect(try await rig.open("/tools", browser).text.contains("<h1>Tools</h1>"))
        // A page asks for its parts as scripts do, for anything.
        let part = try await rig.open(
            "/tools",
            browser,
            ["accept": "*/*", "x-farthing-part": "list"]
        )
        #expect(part.status == 200)
        #expect(!part.text.contains("<html"))
        let none = try await rig.open("/tools", browser, ["x-farthing-part": "nothing"])
        #expect(none.status == 404)
    }

    @Test("the verifier is for anybody, and may do what its own policy says")
    func verifier() async throws {
        let rig = try await SiteRig()
        let answer = try await rig.open("/verify", nil)
        #expect(answer.status == 200)
        let page = try ProvedJournal.vector("../Web/verifier/verify.html")
        #expect(Array(answer.text.utf8) == page)
        let policy = try #require(answer.field("content-security-policy"))
        #expect(policy.contains("default-src 'none'"))
        #expect(policy.contains("script-src 'sha256-"))
        #expect(policy.contains("style-src 'sha256-"))
        #expect(policy.hasSuffix("; frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
    }

    @Test("a session looks at the workspace that it has chosen, until it chooses another")
    func choice() async throws {
        let rig = try await SiteRig()
        let research = try await rig.workspace("Research")
        _ = try await rig.agent("homebody")
        _ = try await rig.agent("scientist", workspace: research)
        let browser = try rig.browser()
        let all = try await rig.open("/agents", browser).text
        #expect(all.contains("homebody") && all.contains("scientist"))
        let some = try await rig.open("/agents?workspace=\(research)", browser).text
        #expect(!some.contains("homebody") && some.contains("scientist"))
        let later = try await rig.open("/agents", browser).text
        #expect(!later.contains("homebody") && later.contains("scientist"))
        #expect(try await rig.open("/agents", try rig.browser()).text.contains("homebody"))
        let again = try await rig.open("/agents?workspace=", browser).text
        #expect(again.contains("homebody") && again.contains("scientist"))
        #expect(try await rig.open("/agents?workspace=ws-0", browser).status == 404)
    }

    @Test("whoever has one workspace sees nothing of another")
    func borders() async throws {
        let rig = try await SiteRig()
        let research = try await rig.workspace("Research")
        let (own, _) = try await rig.agent("scientist", workspace: research)
        let (other, secret) = try await rig.agent("homebody")
        try await rig.call(secret)
        let browser = try rig.browser([.admin], workspace: research)
        for path in ["/", "/dashboard", "/agents", "/budgets", "/holds", "/receipts", "/runs"] {
            let answer = try await rig.open(path, browser)
            #expect(answer.status == 200, "\(path) \(answer.text)")
            #expect(!answer.text.contains("homebody"), "\(path)")
            #expect(!answer.text.contains(other), "\(path)")
        }
        #expect(try await rig.open("/agents/\(own)", browser).status == 200)
        #expect(try await rig.open("/agents/\(other)", browser).status == 404)
        #expect(try await rig.open("/agents?workspace=default", browser).text.contains("scientist"))
        #expect(try await rig.open("/budgets/agents.default", browser).status == 404)
        #expect(try await rig.open("/budgets/agents.\(research)", browser).status == 200)
        for verb in ["pause", "resume", "reset"] {
            #expect(try await rig.press("/agents/\(other)/\(verb)", browser).status == 404)
            #expect(try await rig.press("/budgets/agents.default/\(verb)", browser).status == 404)
        }
        let all = try await rig.press("/kill", browser, ["word": "stop everything"])
        #expect(all.status == 403)
    }
}
