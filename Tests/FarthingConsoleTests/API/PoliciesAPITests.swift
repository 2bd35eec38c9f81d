import FarthingCore
import FarthingTesting
import Foundation
import Testing

@testable import FarthingConsole

@Suite("API: policies")
struct PoliciesAPITests {
    private static let path = "/v1/policies"

    private static func text(_ limit: Int) -> String {
        "version: 1\\nbudgets:\\n  - { id: daily, limit: \(limit) USD, window: day }\\n"
    }

    private static func rig() async throws -> (rig: OfficeRig, tools: MemoryPolicyTools) {
        let tools = MemoryPolicyTools()
        let rig = try await OfficeRig { PoliciesAPI(desk: $0, tools: tools).routes }
        return (rig, tools)
    }

    /// Uploads a policy with a limit; its number.
    @discardableResult
    private static func upload(_ rig: OfficeRig, _ limit: Int) async throws -> Int64 {
        let answer = try await rig.send("POST", path, #"{"text":"\#(text(limit))"}"#)
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(answer.number("version"))
    }

    @Test("a version is kept as it was uploaded, and is not in force")
    func uploads() async throws {
        let (rig, tools) = try await Self.rig()
        tools.set(warning: "look at it")
        let body = #"{"text":"\#(Self.text(5))","format":"yaml","note":"n"}"#
        let made = try await rig.send("POST", Self.path, body)
        #expect(made.status == 201 && made.number("version") == 1, "\(made.text)")
        #expect(made.field("location") == "/v1/policies/1" && made["state"] == "draft")
        #expect(made["format"] == "yaml" && made["note"] == "n" && made["created_by"] == "admin")
        #expect(made.number("created_at_ms") == rig.clock.nowMs && made.isNull("activated_at_ms"))
        let findings = made.object["findings"] as? [[String: Any]]
        #expect(findings?.first?["message"] as? String == "look at it")
        #expect(findings?.first?["severity"] as? String == "warning")
        let shown = try await rig.send("GET", Self.path + "/1", by: .viewer)
        #expect(shown["text"] == Self.text(5).replacing("\\n", with: "\n"))
        #expect(shown["hash"] == made["hash"] && !shown["hash"].isEmpty)
        for word in ["2", "0", "x", "-1"] {
            #expect(try await rig.send("GET", Self.path + "/" + word).status == 404, "\(word)")
        }
        #expect(try await Self.upload(rig, 6) == 2)
    }

    @Test("a long text is kept in parts, whatever is in it")
    func longTexts() async throws {
        let (rig, _) = try await Self.rig()
        let line = "# \u{1F600} é \"quoted\" \\ \r\n\t"
        var text = Self.text(5).replacing("\\n", with: "\n")
        while text.utf8.count < 400_000 { text += line }
        let data = try JSONSerialization.data(withJSONObject: ["text": text])
        let made = try await rig.send("POST", Self.path, String(decoding: data, as: UTF8.self))
        #expect(made.status == 201, "\(made.text.prefix(200))")
        #expect(try await rig.store.registry("policytexts", after: nil, limit: 99).count > 6)
        let shown = try await rig.send("GET", Self.path + "/1")
        #expect(shown["text"].utf8.elementsEqual(text.utf8))
    }

    @Test("a policy with an error is not kept, and is told where it is wrong")
    func refuses() async throws {
        let (rig, tools) = try await Self.rig()
        let wrong = #"{"text":"version: 1\nbudgets:\n  - { id: a, limit: 5 USD, window: dy }\n"}"#
        let answer = try await rig.send("POST", Self.path, wrong)
        #expect(answer.status == 422 && answer.code == "invalid", "\(answer.text)")
        let fault = (answer.object["errors"] as? [[String: Any]])?.first
        #expect(fault?["pointer"] as? String == "/text" && fault?["line"] as? Int == 3)
        #expect(fault?["column"] as? Int ?? 0 > 5)
        tools.set(error: "no such model")
        #expect(
            try await rig.send("POST", Self.path, #"{"text":"\#(Self.text(5))"}"#).status == 422
        )
        for body in [
            "{}", #"{"text":""}"#, #"{"text":5}"#, #"{"text":null}"#,
            #"{"text":"version: 1","format":"xml"}"#, #"{"text":"version: 1","more":1}"#,
        ] {
            #expect(try await rig.send("POST", Self.path, body).status == 422, "\(body)")
        }
        #expect(try await rig.send("GET", Self.path).items.isEmpty)
    }

    @Test("versions are put in force, and rolled back one by one")
    func activates() async throws {
        let (rig, _) = try await Self.rig()
        for limit in 1...3 { try await Self.upload(rig, limit) }
        #expect(try await rig.send("POST", Self.path + "/roll-back").status == 409)
        let first = try await rig.send("POST", Self.path + "/1/activate", #"{"note":"go"}"#)
        #expect(first.status == 200 && first.isNull("replaced"), "\(first.text)")
        #expect(first["state"] == "active" && first.number("activated_at_ms") == rig.clock.nowMs)
        rig.clock.advance(byMs: 10)
        let wrong = try await rig.send(
            "POST",
            Self.path + "/2/activate",
            #"{"expects_active":null}"#
        )
        #expect(wrong.status == 409 && wrong.code == "conflict")
        let second = try await rig.send("POST", Self.path + "/2/activate", #"{"expects_active":1}"#)
        #expect(second.number("replaced") == 1)
        #expect(try await rig.send("POST", Self.path + "/3/activate").number("replaced") == 2)
        let again = try await rig.send("POST", Self.path + "/3/activate")
        #expect(again.status == 200 && again.number("replaced") == 3)
        func states() async throws -> [String] {
            try await rig.send("GET", Self.path).each("state")
        }
        #expect(try await states() == ["active", "retired", "retired"])
        #expect(try await rig.send("GET", Self.path + "/active").number("version") == 3)
        let back = try await rig.send("POST", Self.path + "/roll-back")
        #expect(back.number("version") == 2 && back.number("replaced") == 3, "\(back.text)")
        #expect(try await rig.send("POST", Self.path + "/roll-back").number("version") == 1)
        #expect(try await states() == ["retired", "retired", "active"])
        #expect(try await rig.send("POST", Self.path + "/9/activate").status == 404)
        // What a server finds when it starts again.
        let shelf = PolicyShelf(rig.store)
        let stored = try #require(try await shelf.inForce()?.policy)
        #expect(stored == PolicyInForce(number: 1, before: [PolicyInForce.file]))
        let version = try #require(try await shelf.find(1)?.policy)
        let text = try #require(try await shelf.text(of: version))
        #expect(String(decoding: text.bytes, as: UTF8.self).contains("1 USD"))
        // Before the first of them there was the file.
        let file = try await rig.send("POST", Self.path + "/roll-back")
        #expect(file.isNull("version") && file.number("replaced") == 1, "\(file.text)")
        #expect(try await states() == ["retired", "retired", "retired"])
        #expect(try await shelf.inForce()?.policy.version == nil)
        #expect(try await rig.send("POST", Self.path + "/roll-back").status == 409)
    }

    @Test("the policy's file is a version by its name, which can be put in force again")
    func file() async throws {
        let (rig, _) = try await Self.rig()
        try await Self.upload(rig, 1)
        let before = try await rig.send("GET", Self.path + "/file")
        #expect(before["state"] == "active" && !before["text"].isEmpty, "\(before.text)")
        _ = try await rig.send("POST", Self.path + "/1/activate")
        #expect(try await rig.send("GET", Self.path + "/file")["state"] == "retired")
        let wrong = try await rig.send(
            "POST",
            Self.path + "/file/activate",
            #"{"expects_active":2}"#
        )
        #expect(wrong.status == 409 && wrong.code == "conflict")
        rig.policies.refuse(ConsoleError(422, "x", "no"))
        #expect(try await rig.send("POST", Self.path + "/file/activate").status == 409)
        #expect(try await rig.send("GET", Self.path + "/active").number("version") == 1)
        rig.policies.refuse(nil)
        let done = try await rig.send("POST", Self.path + "/file/activate")
        #expect(done.isNull("version") && done.number("replaced") == 1, "\(done.text)")
        #expect(try await rig.send("GET", Self.path + "/active").isNull("version"))
        #expect(try await rig.send("POST", Self.path + "/roll-back").number("version") == 1)
    }

    @Test("what becomes of the budgets is said")
    func changes() async throws {
        let (rig, _) = try await Self.rig()
        func budget(_ id: String, _ window: Window, _ limit: Int64 = 5) -> Budget {
            Budget(id: id, unit: .tokens, limit: limit, window: window)
        }
        rig.policies.set([budget("a", .day), budget("b", .day), budget("c", .day)])
        try await rig.policies.putInForce()
        rig.policies.set([budget("a", .day, 6), budget("b", .hour), budget("d", .day)])
        try await Self.upload(rig, 1)
        let answer = try await rig.send("POST", Self.path + "/1/activate")
        #expect(answer.list("opened") == ["d"] && answer.list("closed") == ["c"])
        #expect(answer.list("changed") == ["b"])
    }

    @Test("what cannot be put in force leaves what was", arguments: [422, 503])
    func undoes(_ status: Int) async throws {
        let (rig, tools) = try await Self.rig()
        for limit in 1...2 { try await Self.upload(rig, limit) }
        rig.policies.refuse(ConsoleError(status, "x", "no"))
        let code = status == 422 ? 409 : 503
        #expect(try await rig.send("POST", Self.path + "/1/activate").status == code)
        #expect(try await rig.send("GET", Self.path + "/active").isNull("version"))
        #expect(try await rig.send("GET", Self.path + "/1")["state"] == "draft")
        rig.policies.refuse(nil)
        #expect(try await rig.send("POST", Self.path + "/1/activate").status == 200)
        rig.policies.refuse(ConsoleError(status, "x", "no"))
        let failed = try await rig.send("POST", Self.path + "/2/activate")
        #expect(failed.status == code)
        if status == 422 { #expect(failed.code == "policy_fault") }
        #expect(try await rig.send("GET", Self.path + "/active").number("version") == 1)
        #expect(try await rig.send("GET", Self.path + "/2")["state"] == "draft")
        rig.policies.refuse(nil)
        tools.set(error: "its model is gone")
        let stale = try await rig.send("POST", Self.path + "/2/activate")
        #expect(stale.status == 409 && stale.code == "policy_fault")
        #expect(stale["detail"].contains("its model is gone"))
        #expect(try await rig.send("GET", Self.path + "/active").number("version") == 1)
    }

    @Test("a list has pages and states, the newest first")
    func lists() async throws {
        let (rig, _) = try await Self.rig()
        for limit in 1...12 { try await Self.upload(rig, limit) }
        func numbers(_ answer: ControlRig.Answer) -> [Int] {
            answer.items.compactMap { $0["version"] as? Int }
        }
        let first = try await rig.send("GET", Self.path + "?limit=5", by: .viewer)
        #expect(numbers(first) == [12, 11, 10, 9, 8])
        let second = try await rig.send("GET", Self.path + "?cursor=" + first["next"])
        #expect(numbers(second) == [7, 6, 5, 4, 3, 2, 1] && second.isNull("next"))
        #expect(first.items.allSatisfy { $0["text"] == nil })
        _ = try await rig.send("POST", Self.path + "/4/activate")
        #expect(numbers(try await rig.send("GET", Self.path + "?state=active")) == [4])
        #expect(numbers(try await rig.send("GET", Self.path + "?state=retired")).isEmpty)
        for query in ["state=x", "limit=0", "cursor=AA", "what=1"] {
            #expect(try await rig.send("GET", Self.path + "?" + query).status == 422, "\(query)")
        }
    }

    @Test("each takes its role, and who has one workspace has no part in it")
    func roles() async throws {
        let (rig, _) = try await Self.rig()
        try await Self.upload(rig, 1)
        for path in ["", "/1/activate", "/roll-back"] {
            for sender in [ControlRig.Sender.viewer, .operator] {
                let answer = try await rig.send("POST", Self.path + path, by: sender)
                #expect(answer.status == 403 && answer.code == "forbidden", "\(path)")
            }
        }
        #expect(try await rig.send("POST", Self.path + "/backtest", by: .viewer).status == 403)
        #expect(try await rig.send("GET", Self.path, by: .nobody).status == 401)
        let workspace = try await rig.workspace()
        let me = ControlRig.Sender.person([.admin], workspace: workspace)
        let body = #"{"policy":{"version":1}}"#
        for (method, path) in [
            ("GET", ""), ("GET", "/1"), ("GET", "/active"), ("POST", ""), ("POST", "/check"),
            ("POST", "/diff"), ("POST", "/backtest"), ("POST", "/explain"),
            ("POST", "/1/activate"), ("POST", "/roll-back"),
        ] {
            let sent = method == "GET" ? nil : body
            let answer = try await rig.send(method, Self.path + path, sent, by: me)
            #expect(answer.status == 403 && answer.code == "forbidden", "\(method) \(path)")
        }
    }
}
