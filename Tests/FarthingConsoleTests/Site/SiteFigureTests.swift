import Farthing
import FarthingCore
import FarthingTesting
import Foundation
import Testing

@testable import FarthingConsole

@Suite("Console pages: what they show")
struct SiteFigureTests {
    @Test("the overview tells today's spend, what is held and what waits, exactly")
    func overview() async throws {
        let rig = try await SiteRig()
        let (_, secret) = try await rig.agent("researcher")
        try await rig.askFor("pay")
        try await rig.call(secret, cost: "1.234567")
        try await rig.call(secret, "pay", cost: "2.5")
        let browser = try rig.browser()
        let page = try await rig.open("/", browser).text
        // What goes beyond cents is set smaller.
        #expect(page.contains("1.234567000 USD"))
        #expect(page.contains("2.500000000 USD"))
        #expect(page.contains(">1 call<"))
        #expect(page.contains("researcher"))
        #expect(page.contains("1 approval waits"))
    }

    @Test("an account without an end is called by its budget's window")
    func endlessWindows() async throws {
        let rig = try await SiteRig()
        for (id, window) in [("lately", "rolling 1h"), ("ever", "total")] {
            let budget = #"{"definition":{"id":"\#(id)","limit":"10 USD","window":"\#(window)"}}"#
            #expect(try await rig.program("POST", "/v1/budgets", budget).status == 201)
        }
        let hold = HoldRequest(
            id: .random(),
            lines: ["lately", "ever"].map { HoldLine(budget: $0, scope: "", base: 1_000_000_000) },
            expiresAtMs: rig.clock.nowMs + 60_000,
            isSent: false,
            context: SpendRig.context([:], key: "sidecar")
        )
        _ = try await rig.desk.store.apply([.hold(hold)], nowMs: rig.clock.nowMs)
        let browser = try rig.browser()
        for (id, shown) in [("lately", "rolling 1h"), ("ever", "total")] {
            let page = try await rig.open("/budgets?text=\(id)", browser).text
            let rows = page.components(separatedBy: "<tr").compactMap { row in
                row.contains("/budgets/\(id)\"") ? row.components(separatedBy: "</tr>").first : nil
            }
            #expect(rows.count == 1)
            #expect(rows.allSatisfy { $0.contains(">\(shown)") }, "\(rows)")
            #expect(rows.allSatisfy { !$0.contains("unused") })
        }
    }

    @Test("yesterday's spend is not today's")
    func days() async throws {
        let rig = try await SiteRig()
        let (_, secret) = try await rig.agent("researcher")
        try await rig.call(secret, cost: "3.25")
        let browser = try rig.browser()
        #expect(try await rig.open("/", browser).text.contains("3.250000000 USD"))
        rig.clock.advance(byMs: 86_400_000)
        let (_, other) = try await rig.agent("early")
        try await rig.call(other, cost: "0.5")
        let figures = try await rig.open(
            "/",
            try rig.browser(),
            ["x-farthing-part": "figures"]
        ).text
        #expect(figures.contains("0.500000000 USD"))
        #expect(!figures.contains("3.25"))
    }

    @Test("figures are read once a second, and anew when something was pressed")
    func caching() async throws {
        let rig = try await SiteRig()
        let (id, secret) = try await rig.agent("researcher")
        let browser = try rig.browser()
        #expect(!(try await rig.open("/", browser).text.contains("1 paused")))
        #expect(try await rig.press("/agents/\(id)/pause", browser).status == 303)
        #expect(try await rig.open("/", browser).text.contains("1 paused"))
        #expect(try await rig.press("/agents/\(id)/resume", browser).status == 303)
        try await rig.call(secret, cost: "1")
        _ = try await rig.open("/", browser)
        try await rig.call(secret, cost: "1")
        rig.clock.advance(byMs: 1_000)
        #expect(try await rig.open("/", browser).text.contains("2.000000000 USD"))
    }

    @Test("the dashboard lists agents, tools and rules, with what is paused in capitals")
    func dashboard() async throws {
        let rig = try await SiteRig()
        let (_, secret) = try await rig.agent("dash-bot", limitNanos: 5_000_000_000)
        try await rig.askFor("zz")
        #expect(try await rig.call(secret, "dash-tool", cost: "4").status == 200)
        let browser = try rig.browser()
        let page = try await rig.open("/dashboard", browser).text
        for name in ["dash-bot", "dash-tool", "careful", "ACTIVE"] { #expect(page.contains(name)) }
        #expect(!page.contains("PAUSED"))
        #expect(try await rig.call(secret, "dash-tool", cost: "4").status == 429)
        rig.clock.advance(byMs: 1_000)
        #expect(try await rig.open("/dashboard", browser).text.contains("PAUSED"))
        // Where nobody is asked for, there is nothing to press and nowhere else to go.
        let open = try await SiteRig.send(
            rig.compatible,
            "GET",
            "/dashboard?workspace_id=default",
            []
        )
        #expect(open.status == 200)
        #expect(open.text.contains("dash-bot") && open.text.contains("PAUSED"))
        #expect(!open.text.contains("<form") && !open.text.contains("/agents/ag_"))
        let service = try await SiteRig.send(rig.compatible, "GET", "/", [("accept", "text/html")])
        #expect(service.contentType == "application/json")
    }

    @Test("one of several tools of a name has its own workspace's figures")
    func sameNames() async throws {
        let rig = try await SiteRig()
        let research = try await rig.workspace("Research")
        for workspace in ["default", research] {
            let tool = #"{"name":"search","cost_per_call":2,"workspace_id":"\#(workspace)"}"#
            #expect(try await rig.program("POST", "/tools/register", tool).status == 200)
        }
        let (_, secret) = try await rig.agent("scientist", workspace: research)
        try await rig.call(secret, "search")
        let browser = try rig.browser()
        let own = try await rig.open("/tools?workspace=\(research)", browser).text
        #expect(own.contains("2.000000000 USD"))
        let rows = try await rig.open("/dashboard?workspace=default", browser).text
        #expect(rows.contains("0.000000000 USD"))
    }

    @Test("agents are found by name, state and order, a part at a time")
    func agents() async throws {
        let rig = try await SiteRig()
        var secrets: [String] = []
        for number in 0..<60 {
            secrets.append(try await rig.agent("agent-\(number)-x").secret)
        }
        try await rig.call(secrets[7], cost: "3")
        let browser = try rig.browser()
        let first = try await rig.open("/agents", browser).text
        let place = try #require(first.firstRange(of: "agent-7-x")).lowerBound
        #expect(first[..<place].firstRange(of: "-x</a>") == nil)
        let next = try #require(first.firstMatch(of: /href="(\/agents\?[^"]*cursor=[^"]+)"/))
        let link = next.output.1.split(separator: "&amp;").joined(separator: "&")
        let second = try await rig.open(String(link), browser).text
        let all = (first + second).matches(of: /agent-(\d+)-x<\/a>/).map { $0.output.1 }
        #expect(all.count == 60)
        #expect(Set(all).count == 60)
        let named = try await rig.open("/agents?text=AGENT-59", browser).text
        #expect(named.contains("agent-59-x") && !named.contains("agent-58-x"))
        #expect(try await rig.open("/agents?cursor=zz", browser).status == 422)
        let odd = "/agents?state=%3Cscript%3E&order=%3Cscript%3E"
        let answer = try await rig.open(odd, browser)
        #expect(answer.status == 200 && !answer.text.contains("<script>"))
    }

    @Test("one agent's page tells its tools, its limit and why it is paused")
    func agent() async throws {
        let rig = try await SiteRig()
        let (id, secret) = try await rig.agent("researcher", limitNanos: 5_000_000_000)
        try await rig.call(secret, "web-search", cost: "2")
        try await rig.call(secret, "mail", cost: "1")
        #expect(try await rig.call(secret, "mail", cost: "9").status == 429)
        let page = try await rig.open("/agents/\(id)", try rig.browser()).text
        for words in [
            "web-search", "mail", "3.000000000 USD", "5.000000000 USD", "pause threshold reached",
        ] {
            #expect(page.contains(words), "\(words)")
        }
        #expect(try await rig.open("/agents/ag_none", try rig.browser()).status == 404)
    }

    @Test("receipts are searched; one is shown with its line and, once it is sealed, its proof")
    func receipts() async throws {
        let rig = try await SiteRig()
        let (id, secret) = try await rig.agent("researcher")
        try await rig.call(secret, "web-search", cost: "2")
        let browser = try rig.browser([.auditor])
        let list = try await rig.open("/receipts?agent=\(id)", browser).text
        let link = try #require(list.firstMatch(of: /href="(\/receipts\/\d+)"/)).output.1
        #expect(list.contains("web-search"))
        let byName = try await rig.open("/receipts?agent=researcher", browser).text
        #expect(byName.contains(String(link)))
        let none = try await rig.open("/receipts?agent=somebody", browser).text
        #expect(!none.contains(String(link)))
        let later = try await rig.open("/receipts?from=2999-01-01", browser).text
        #expect(!later.contains(String(link)))
        let open = try await rig.open(String(link), browser).text
        #expect(open.contains("entryHash") && open.contains("No checkpoint covers this entry yet"))
        #expect(!open.contains(" download="))
        rig.journal.seal()
        let proved = try await rig.open(String(link), browser).text
        #expect(proved.contains(" download="))
        #expect(proved.contains("/v1" + link + "/proof"))
        #expect(proved.contains("witness.example/w1"))
        #expect(proved.contains("XPL5yk1EfS4gA/2CZL8p6n020WWpHhvmHj6rRB3jESw="))
        for path in ["/receipts/99999", "/receipts/-1", "/receipts/01", "/receipts/x"] {
            #expect(try await rig.open(path, browser).status == 404, "\(path)")
        }
    }

    @Test("what is held names who holds it, and for what")
    func holds() async throws {
        let rig = try await SiteRig()
        let (_, secret) = try await rig.agent("holder")
        try await rig.askFor("pay")
        try await rig.call(secret, "pay", cost: "2.5")
        try await rig.call(secret, "pay", cost: "1.5")
        let page = try await rig.open("/holds", try rig.browser()).text
        #expect(page.contains("holder") && page.contains("pay"))
        #expect(page.contains("4.000000000 USD"))
        let large = try #require(page.firstRange(of: "2.500000000 USD")).lowerBound
        let small = try #require(page.firstRange(of: "1.500000000 USD")).lowerBound
        #expect(large < small)
        let other = try await rig.open("/holds?budget=nothing", try rig.browser()).text
        #expect(!other.contains("holder"))
    }
}
