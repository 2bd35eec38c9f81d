import Farthing
import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("Console pages: what is pressed")
struct SiteSwitchTests {
    @Test(
        "a form without the session's own secret does nothing",
        arguments: ["", "x", "stranger's"]
    )
    func secrets(csrf: String) async throws {
        let rig = try await SiteRig()
        let (id, secret) = try await rig.agent("researcher")
        let browser = try rig.browser()
        let sent = csrf == "stranger's" ? try rig.browser().csrf : csrf
        for path in ["/agents/\(id)/pause", "/kill", "/keys", "/tools", "/settings", "/budgets"] {
            let answer = try await rig.press(path, browser, ["word": "stop everything"], csrf: sent)
            #expect(answer.status == 403, "\(path)")
        }
        #expect(try await rig.call(secret).status == 200)
    }

    @Test("an agent is paused, resumed and reset, and the page says so")
    func agent() async throws {
        let rig = try await SiteRig()
        let (id, secret) = try await rig.agent("researcher")
        let browser = try rig.browser([.operator])
        #expect(try await rig.call(secret, cost: "4").status == 200)
        let before = try await rig.open("/agents/\(id)", browser)
        #expect(before.has(form: "pause") && !before.has(form: "resume"))
        let paused = try await rig.press("/agents/\(id)/pause", browser, ["note": "asks too much"])
        #expect(paused.status == 303)
        #expect(paused.location == "/agents/\(id)?done=paused")
        #expect(try await rig.open(paused.location, browser).text.contains("It is paused"))
        #expect(try await rig.call(secret).status == 429)
        let after = try await rig.open("/agents/\(id)", browser)
        #expect(!after.has(form: "pause") && after.has(form: "resume"))
        let auditor = try rig.browser([.auditor])
        #expect(try await rig.open("/audit", auditor).text.contains("asks too much"))
        #expect(try await rig.press("/agents/\(id)/resume", browser).status == 303)
        #expect(try await rig.call(secret).status == 200)
        #expect(try await rig.figures(id).spent == 5_000_000_000)
        #expect(try await rig.press("/agents/\(id)/reset", browser).status == 303)
        #expect(try await rig.figures(id).spent == 0)
    }

    @Test("an agent is stopped by its word alone")
    func kill() async throws {
        let rig = try await SiteRig()
        let (id, secret) = try await rig.agent("runaway")
        let browser = try rig.browser([.operator])
        for word in ["", "yes", "Stop", "stop everything"] {
            let answer = try await rig.press("/agents/\(id)/kill", browser, ["word": "\(word)"])
            #expect(answer.status == 409)
            #expect(answer.contentType == "text/html; charset=utf-8")
        }
        #expect(try await rig.call(secret).status == 200)
        let done = try await rig.press("/agents/\(id)/kill", browser, ["word": "stop"])
        #expect(done.status == 303)
        #expect(try await rig.call(secret).status == 403)
        let page = try await rig.open("/agents/\(id)", browser)
        #expect(page.text.contains("stopped"))
        #expect(page.has(form: "resume") && !page.has(form: "kill"))
        #expect(try await rig.press("/agents/\(id)/resume", browser).status == 303)
        #expect(try await rig.call(secret).status == 200)
    }

    @Test("everything is stopped by its words, and every page says so until it is lifted")
    func killAll() async throws {
        let rig = try await SiteRig()
        let (_, secret) = try await rig.agent("researcher")
        let browser = try rig.browser()
        #expect(try await rig.open("/settings", browser).has(form: "kill"))
        #expect(try await rig.press("/kill", browser, ["word": "stop"]).status == 409)
        #expect(try await rig.call(secret).status == 200)
        let done = try await rig.press(
            "/kill",
            browser,
            ["word": "stop everything", "note": "a drill"]
        )
        #expect(done.status == 303)
        #expect(try await rig.call(secret).status != 200)
        for path in ["/", "/agents", "/receipts"] {
            #expect(try await rig.open(path, browser).text.contains("Everything is stopped"))
        }
        #expect(!(try await rig.open("/settings", browser).has(form: "kill")))
        #expect(try await rig.open("/settings", browser).has(form: "lift"))
        #expect(try await rig.press("/kill/lift", try rig.browser([.viewer])).status == 403)
        let lifted = try await rig.press("/kill/lift", browser, ["note": "the drill is over"])
        #expect(lifted.status == 303)
        #expect(try await rig.call(secret).status == 200)
        #expect(!(try await rig.open("/", browser).text.contains("Everything is stopped")))
    }

    @Test("a viewer presses nothing, an approver decides, an operator switches")
    func roles() async throws {
        let rig = try await SiteRig()
        let (id, _) = try await rig.agent("researcher")
        let viewer = try rig.browser([.viewer])
        let page = try await rig.open("/agents/\(id)", viewer)
        #expect(!page.has(form: "pause") && !page.has(form: "kill"))
        let forms = [
            "/agents/\(id)/pause", "/agents/\(id)/kill", "/kill", "/approvals/ap-1/decide",
            "/budgets", "/budgets/agents.default/pause", "/tools", "/keys", "/settings",
            "/policy/activate", "/runs/r1/kill",
        ]
        for path in forms {
            #expect(try await rig.press(path, viewer, ["word": "stop"]).status == 403, "\(path)")
        }
        for path in ["/keys", "/settings", "/approvals/ap-1/decide"] {
            #expect(try await rig.press(path, try rig.browser([.operator])).status == 403)
        }
        #expect(
            try await rig.press("/agents/\(id)/pause", try rig.browser([.approver])).status == 403
        )
    }

    @Test("an approval names its tool or model where the call does, and else neither")
    func approvalWords() async throws {
        let rig = try await SiteRig()
        let budget = #"{"definition":{"id":"pool","limit":"10 USD","window":"day"}}"#
        #expect(try await rig.program("POST", "/v1/budgets", budget).status == 201)
        let calls: [[Dimension: String]] = [
            [.run: "bare"], [.run: "tool", .tool: "search"], [.run: "model", .model: "none"],
        ]
        for values in calls {
            let hold = HoldRequest(
                id: .random(),
                lines: [HoldLine(budget: "pool", scope: "", base: 1_000_000_000)],
                expiresAtMs: rig.clock.nowMs + 60_000,
                isSent: false,
                approval: ApprovalAsk(
                    subject: "sidecar\u{1F}\(values[.run] ?? "")",
                    terms: ApprovalTerms(group: "finance"),
                    reasons: ["dear"]
                ),
                context: SpendRig.context(values, key: "sidecar")
            )
            _ = try await rig.desk.store.apply([.hold(hold)], nowMs: rig.clock.nowMs)
        }
        let list = try await rig.program("GET", "/v1/approvals").text
        let items = try #require(JSONDocument(Array(list.utf8)).root.member("items")).elements
        var models: [String: String?] = [:]
        for item in items {
            models[item.member("run")?.string ?? ""] = item.member("model")?.string
        }
        #expect(models == ["bare": nil, "tool": nil, "model": "none"], "\(list)")
        let page = try await rig.open("/approvals", try rig.browser()).text
        #expect(page.contains("wants to make a call") && page.contains("wants to call <b>search"))
        #expect(page.contains("wants to call <b>none") && !page.contains("U+001F"))
        // Their money is set aside once they are approved, and a tool's call's at once.
        #expect(!page.contains("held meanwhile"))
        #expect(try await rig.open("/", try rig.browser()).text.contains("sidecar: a call"))
    }

    @Test("what waits is shown with its money held, and approved or denied with a note")
    func approvals() async throws {
        let rig = try await SiteRig()
        let (id, secret) = try await rig.agent("payer")
        try await rig.askFor("pay-invoice")
        let first = try await rig.call(secret, "pay-invoice", cost: "2").approval
        let second = try await rig.call(secret, "pay-invoice", cost: "3").approval
        #expect(try await rig.figures(id).held == 5_000_000_000)
        let browser = try rig.browser([.approver])
        let page = try await rig.open("/approvals", browser)
        #expect(page.has(form: "decide-\(first)") && page.has(form: "decide-\(second)"))
        #expect(page.text.contains("the rule careful asks for it."))
        #expect(try await rig.open("/", browser).text.contains("2 approvals wait"))
        let maybe = try await rig.press("/approvals/\(first)/decide", browser, ["decision": "x"])
        #expect(maybe.status == 422)
        let approved = try await rig.press(
            "/approvals/\(first)/decide",
            browser,
            ["decision": "approve", "note": "as agreed on the phone"]
        )
        #expect(approved.status == 303)
        #expect(approved.location == "/approvals?done=approved")
        let denied = try await rig.press(
            "/approvals/\(second)/decide",
            browser,
            ["decision": "deny", "note": "no such invoice"]
        )
        #expect(denied.status == 303)
        let after = try await rig.figures(id)
        #expect(after.spent == 2_000_000_000 && after.held == 0)
        let decided = try await rig.open("/approvals", browser)
        #expect(!decided.has(form: "decide-\(first)") && !decided.has(form: "decide-\(second)"))
        for words in ["as agreed on the phone", "no such invoice", "person:ana@example.com"] {
            #expect(decided.text.contains(words))
        }
        let again = try await rig.press(
            "/approvals/\(first)/decide",
            browser,
            ["decision": "deny"]
        )
        #expect(again.status == 409)
    }
}
