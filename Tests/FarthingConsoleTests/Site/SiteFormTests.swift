import FarthingCore
import FarthingTesting
import Testing

@testable import FarthingConsole

@Suite("Console pages: what is filled in")
struct SiteFormTests {
    @Test("a new key is shown once, rotated and revoked")
    func keys() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        let made = try await rig.press(
            "/keys",
            browser,
            ["name": "shown once", "scope": "team=finance, agent=researcher", "days": "30"]
        )
        #expect(made.status == 200)
        let secret = try #require(made.text.firstMatch(of: /fk_[A-Za-z0-9_-]{20,}/)).output
        #expect(!(try await rig.open("/keys", browser).text.contains(secret)))
        let statements = try await rig.store.accessKeys()
        let key = try #require(statements.first { $0.name == "shown once" })
        #expect(key.key?.scope[.team] == "finance" && key.key?.scope[.agent] == "researcher")
        #expect(key.expiresAtMs == rig.clock.nowMs + 30 * 86_400_000)
        let rotated = try await rig.press("/keys/\(key.id)/rotate", browser)
        #expect(rotated.status == 200)
        let next = try #require(rotated.text.firstMatch(of: /fk_[A-Za-z0-9_-]{20,}/)).output
        #expect(next != secret)
        let active = try #require(
            try await rig.store.accessKeys().first {
                $0.name == "shown once" && $0.revokedAtMs == nil
            }
        )
        #expect(try await rig.press("/keys/\(active.id)/revoke", browser).status == 303)
        #expect(try await rig.store.accessKeys().allSatisfy { $0.revokedAtMs != nil })
        for form: KeyValuePairs<String, String> in [
            ["name": ""], ["name": "a", "scope": "finance"], ["name": "a", "days": "0"],
            ["name": "a", "days": "soon"],
        ] {
            #expect(try await rig.press("/keys", browser, form).status == 422)
        }
    }

    @Test("a tool's price is set and changed, and its guards stay")
    func tools() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        let put = try await rig.program(
            "PUT",
            "/v1/tools/default/search",
            #"{"cost_nanos":1,"guards":{"attempts_max":3}}"#
        )
        #expect(put.status == 201)
        let changed = try await rig.press(
            "/tools",
            browser,
            ["name": "search", "cost": "0.05", "workspace": "default", "category": "web"]
        )
        #expect(changed.status == 303, "\(changed.text)")
        let tool = try #require(rig.desk.registry.tool("default", "search"))
        #expect(tool.costNanos == 50_000_000)
        #expect(tool.guards.attemptsMax == 3)
        let other = ["name": "mail", "cost": "2"] as KeyValuePairs<String, String>
        #expect(try await rig.press("/tools", browser, other).status == 303)
        #expect(rig.desk.registry.tool("default", "mail")?.costNanos == 2_000_000_000)
        let page = try await rig.open("/tools", browser).text
        #expect(page.contains("search") && page.contains("mail") && page.contains("3 calls a run"))
        for cost in ["", "-1", "1e3", "NaN", "1,5", "0.0000000001", "99999999999"] {
            let form = ["name": "odd", "cost": "\(cost)"] as KeyValuePairs<String, String>
            #expect(try await rig.press("/tools", browser, form).status == 422, "\(cost)")
        }
        #expect(rig.desk.registry.tool("default", "odd") == nil)
    }

    @Test("settings are saved, and what was left alone is not touched")
    func settings() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser()
        let fine = try await SiteRig.send(
            rig.site,
            "PATCH",
            "/v1/settings",
            [
                ("authorization", "Bearer " + rig.adminToken), ("if-match", "*"),
                ("content-type", "application/json"),
            ],
            #"{"session_ms":300001}"#
        )
        #expect(fine.status == 200, "\(fine.text)")
        let form: KeyValuePairs<String, String> = [
            "unknown_tools": "refuse", "approval_minutes": "60",
            "session_minutes": "5", "alerts": "true", "burn_rate_percent": "200",
            "exhaustion_minutes": "60", "unaccounted": "1.5",
        ]
        #expect(try await rig.press("/settings", browser, form).status == 303)
        let stored = try #require(
            try await rig.store.registryItem(
                ConsoleSettingsItem.collection,
                ConsoleSettingsItem.id
            )
        )
        let item = ConsoleSettingsItem(try #require(RegistryText.root(of: stored)))
        #expect(item.unknownTools == .refuse)
        #expect(item.approvalHoldMs == 3_600_000 && item.sessionMs == 300_001)
        #expect(item.alerts.unaccountedNanos == 1_500_000_000 && item.alerts.isEnabled)
        #expect(try await rig.press("/settings", browser, form).status == 303)
        let again = try await rig.store.registryItem(
            ConsoleSettingsItem.collection,
            ConsoleSettingsItem.id
        )
        #expect(again?.version == stored.version)
        var off = Array(form).map { (name: $0.key, value: $0.value) }
        off.removeAll { $0.name == "alerts" }
        let body = FormText.text(off + [(name: "csrf", value: browser.csrf)])
        let answer = try await SiteRig.send(
            rig.site,
            "POST",
            "/settings",
            [("cookie", browser.cookie), ("content-type", "application/x-www-form-urlencoded")],
            body
        )
        #expect(answer.status == 303)
        let last = try await rig.store.registryItem(
            ConsoleSettingsItem.collection,
            ConsoleSettingsItem.id
        )
        let root = try #require(last.flatMap { RegistryText.root(of: $0) })
        #expect(!ConsoleSettingsItem(root).alerts.isEnabled)
    }

    @Test("a budget is made, topped up, paused, resumed and reset")
    func budgets() async throws {
        let rig = try await SiteRig()
        let browser = try rig.browser([.operator])
        let made = try await rig.press(
            "/budgets",
            browser,
            [
                "id": "research-daily", "limit": "10.00 USD", "window": "day",
                "timezone": "UTC", "per": "agent", "match": "team=research",
            ]
        )
        #expect(made.status == 303, "\(made.text)")
        #expect(made.location == "/budgets/research-daily?done=created")
        let page = try await rig.open("/budgets/research-daily", browser)
        #expect(page.status == 200)
        #expect(page.text.contains("team=research"))
        let (id, secret) = try await rig.agent("spender", limitNanos: 2_000_000_000)
        #expect(try await rig.call(secret, cost: "1.5").status == 200)
        let topUp = try await rig.press(
            "/budgets/agents.default/top-up",
            browser,
            ["scope": "agent=\(id)", "amount": "3", "note": "until tonight"]
        )
        #expect(topUp.status == 303, "\(topUp.text)")
        #expect(try await rig.call(secret, cost: "3").status == 200)
        let scope = ["scope": "agent=\(id)"] as KeyValuePairs<String, String>
        #expect(try await rig.press("/budgets/agents.default/pause", browser, scope).status == 303)
        #expect(try await rig.call(secret, cost: "0.1").status == 429)
        #expect(try await rig.open("/budgets", browser).text.contains("paused"))
        #expect(try await rig.press("/budgets/agents.default/resume", browser, scope).status == 303)
        #expect(try await rig.press("/budgets/agents.default/reset", browser, scope).status == 303)
        #expect(try await rig.figures(id).spent == 0)
        #expect(try await rig.open("/budgets/nothing", browser).status == 404)
        let bad = try await rig.press("/budgets", browser, ["id": "x", "match": "team"])
        #expect(bad.status == 422)
    }
}
