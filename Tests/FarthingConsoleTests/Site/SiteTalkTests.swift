import FarthingCore
import FarthingPages
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("Console pages: what people are told")
struct SiteTalkTests {
    private static let form = [("content-type", "application/x-www-form-urlencoded")]

    @Test("a form without a session leads to the sign-in, and from there to its page")
    func signIn() async throws {
        let rig = try await SiteRig()
        let (id, _) = try await rig.agent("researcher")
        let sent = [("referer", "http://h:1/agents/\(id)?x=1#y"), ("host", "h:1")]
        let answer = try await SiteRig.send(
            rig.site,
            "POST",
            "/agents/\(id)/pause",
            Self.form + sent
        )
        #expect(answer.status == 303)
        #expect(
            answer.location == "/sign-in?next=" + FormText.encode("/agents/\(id)?x=1")
        )
        for other in ["http://elsewhere/agents", "http://h:1//elsewhere", "about:blank"] {
            let answer = try await SiteRig.send(
                rig.site,
                "POST",
                "/agents/\(id)/pause",
                Self.form + [("referer", other), ("host", "h:1")]
            )
            #expect(!answer.location.contains("elsewhere"), "\(other): \(answer.location)")
        }
        let without = try await SiteRig.send(rig.site, "POST", "/keys/key_1/revoke", Self.form)
        #expect(without.location == "/sign-in?next=" + FormText.encode("/keys"))
        #expect(!without.text.contains("Bearer"))
    }

    @Test("the page's script is told where a form leads, and that nobody is signed in")
    func scripts() async throws {
        let rig = try await SiteRig()
        let (id, _) = try await rig.agent("researcher")
        let browser = try rig.browser()
        let fields = Self.form + [("x-farthing-form", "1")]
        let stranger = try await SiteRig.send(rig.site, "POST", "/agents/\(id)/pause", fields)
        #expect(stranger.status == 401)
        #expect(stranger.field("x-farthing-next")?.hasPrefix("/sign-in?next=") == true)
        #expect(stranger.field("location") == nil)
        let done = try await SiteRig.send(
            rig.site,
            "POST",
            "/agents/\(id)/pause",
            fields + [("cookie", browser.cookie)],
            FormText.text([(name: "csrf", value: browser.csrf)])
        )
        #expect(done.status == 200)
        #expect(done.field("x-farthing-next") == "/agents/\(id)?done=paused")
    }

    @Test("what is wrong with a form is said of its field, with the way back to its page")
    func faults() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        let cases: [(path: String, form: KeyValuePairs<String, String>, said: String)] = [
            ("/budgets", ["id": "a", "limit": "10 USX", "window": "day"], "Limit: "),
            ("/budgets", ["id": "", "limit": "10 USD", "window": "day"], "Id: "),
            ("/budgets", ["id": "a", "limit": "1 USD", "match": "team"], "Counts calls with: "),
            (
                "/budgets", ["id": "a", "limit": "1 USD", "window": "day", "timezone": "Here"],
                "Time zone: "
            ),
            ("/tools", ["name": "a", "cost": "free"], "Cost of one call: "),
            ("/keys", ["name": "a", "days": "soon"], "Days until it expires: "),
            ("/keys", ["name": "a", "scope": "lab"], "May be used for: "),
            ("/kill", ["word": "yes"], "The word to confirm: "),
        ]
        for (path, form, said) in cases {
            let answer = try await rig.press(path, browser, form)
            #expect(answer.status == 422 || answer.status == 409, "\(path)")
            #expect(answer.text.contains(said), "\(path) \(form): \(answer.text)")
            for plumbing in ["/definition", "Bearer", "_nanos", "_ms"] {
                #expect(!answer.text.contains(plumbing), "\(path): \(plumbing)")
            }
            let back = path == "/kill" ? "/" : path
            #expect(answer.text.contains("<a class=\"button main\" href=\"\(back)\">"), "\(path)")
        }
    }

    @Test("the page after a form says what was done, in words of its own alone")
    func notices() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser([.operator])
        let (first, secret) = try await rig.agent("spender")
        let (_, other) = try await rig.agent("other")
        try await rig.call(secret)
        try await rig.call(other)
        let path = "/budgets/agents.default"
        let all = try await rig.press(path + "/pause", browser)
        #expect(all.location == path + "?done=paused&count=2")
        #expect(try await rig.open(all.location, browser).text.contains("Paused 2 accounts."))
        let scope = ["scope": "agent=\(first)"] as KeyValuePairs<String, String>
        let still = try await rig.press(path + "/resume", browser, scope)
        let resumed = try await rig.call(secret).status == 200
        let told = try await rig.open(still.location, browser).text
        #expect(told.contains(resumed ? "Resumed 1 account." : "It is still paused"))
        _ = try await rig.press(path + "/resume", browser)
        #expect(try await rig.call(secret).status == 200)
        let one = try await rig.press(path + "/pause", browser, scope)
        #expect(try await rig.open(one.location, browser).text.contains("Paused 1 account."))
        #expect(try await rig.call(secret).status == 429)
        #expect(try await rig.call(other).status == 200)
        for verb in ["pause", "reset", "top-up"] {
            let form = ["scope": "agent=nobody", "amount": "5"] as KeyValuePairs<String, String>
            let answer = try await rig.press(path + "/" + verb, browser, form)
            #expect(answer.status == 422)
            #expect(answer.text.contains("Account: no account is like that."))
        }
        #expect(!(try await rig.store.accounts().contains { $0.key.scope == "agent=nobody" }))
        for forged in ["?done=hacked", "?done=<b>", "?done=paused&count=<i>x</i>"] {
            let page = try await rig.open(path + forged, browser)
            #expect(page.status == 200)
            #expect(!page.text.contains("hacked") && !page.text.contains("<i>x"))
        }
    }

    @Test("an amount is taken with its unit and without", arguments: ["5", "5 USD", "5.00 USD"])
    func amounts(amount: String) async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser([.operator])
        let (id, secret) = try await rig.agent("spender")
        try await rig.call(secret)
        let path = "/budgets/agents.default"
        let form = ["scope": "spender", "amount": "\(amount)"] as KeyValuePairs<String, String>
        let done = try await rig.press(path + "/top-up", browser, form)
        #expect(done.location == path + "?done=topped-up&count=1", "\(done.text)")
        let account = try await rig.store.accounts(of: "agents.default", scopes: ["agent=" + id])
        #expect(account.first?.topUps == 5_000_000_000)
        #expect(try await rig.open(path, browser).text.contains("As 5 or 5 USD."))
        for wrong in ["5 calls", "five", ""] {
            let form =
                ["scope": "agent=\(id)", "amount": "\(wrong)"]
                as KeyValuePairs<String, String>
            let answer = try await rig.press(path + "/top-up", browser, form)
            #expect(answer.status == 422 && answer.text.contains("Amount: "), "\(wrong)")
        }
    }

    @Test("a budget without a call is on the page, and found")
    func unused() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        let (_, secret) = try await rig.agent("spender")
        try await rig.call(secret, cost: "4")
        for index in 0..<3 {
            let form: KeyValuePairs<String, String> = [
                "id": "fresh-\(index)", "limit": "7.50 USD", "window": "week",
                "countFrom": "now",
            ]
            #expect(try await rig.press("/budgets", browser, form).status == 303)
        }
        for address in ["/budgets", "/budgets?state=unused", "/budgets?text=fresh"] {
            let page = try await rig.open(address, browser).text
            #expect(page.contains("fresh-0") && page.contains("fresh-2"), "\(address)")
            #expect(page.contains("unused so far") && page.contains("week"))
        }
        #expect(!(try await rig.open("/budgets?text=fresh-1", browser).text.contains("fresh-2")))
        #expect(!(try await rig.open("/budgets?state=paused", browser).text.contains("fresh-0")))
        let made = try await rig.store.budgets().filter { $0.id.hasPrefix("fresh-") }
        #expect(made.count == 3 && made.allSatisfy(\.countsFromNow))
    }

    @Test("agents and workspaces of one name are told apart, and a limit of nothing is said")
    func names() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        let (first, secret) = try await rig.agent("twin")
        let (second, _) = try await rig.agent("twin", limitNanos: 0)
        let (alone, _) = try await rig.agent("alone")
        let ids = [try await rig.workspace("Lab"), try await rig.workspace("Lab")]
        try await rig.call(secret)
        let agents = try await rig.open("/agents", browser).text
        for id in [first, second] {
            #expect(agents.contains("<code class=\"scope\">\(id)</code>"))
        }
        #expect(!agents.contains("<code class=\"scope\">\(alone)</code>"))
        #expect(agents.contains("every paid call refused") && !agents.contains("no limit"))
        for id in ids { #expect(agents.contains("Lab (\(id))")) }
        #expect(try await rig.open("/budgets", browser).text.contains("twin (\(first))"))
    }

    @Test("refusals count at registered prices, never at what an agent says")
    func refusals() async throws {
        let rig = try await SiteRig()
        let put = try await rig.program(
            "PUT",
            "/v1/tools/default/pay",
            #"{"cost_nanos":7000000000}"#
        )
        #expect(put.status == 201)
        var sum = StatisticsSum(value: "pay", currency: "USD", calls: 0, costNanos: 0)
        sum.refused = 3
        sum.refusedNanos = 900_000_000_000_000
        #expect(rig.pages.refusedNanos(sum, in: "default") == 21_000_000_000)
        sum.value = "invented"
        #expect(rig.pages.refusedNanos(sum, in: "default") == nil)
    }

    @Test("the banner of a stop says who and why, and every page leads to the switch")
    func stops() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        for path in ["/", "/budgets", "/audit"] {
            let page = try await rig.open(path, browser).text
            #expect(page.contains("href=\"/settings#kill\""))
        }
        let viewer = try rig.browser([.viewer])
        #expect(!(try await rig.open("/", viewer).text.contains("/settings#kill")))
        let form: KeyValuePairs<String, String> = ["word": "stop everything", "note": "a <drill>"]
        #expect(try await rig.press("/kill", browser, form).location == "/settings")
        let page = try await rig.open("/", browser).text
        #expect(page.contains("person:ana@example.com: “a &lt;drill&gt;”"))
        #expect(page.contains("href=\"/settings#lift\"") && !page.contains("/settings#kill"))
    }
}
