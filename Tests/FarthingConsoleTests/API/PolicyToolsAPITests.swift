import FarthingCore
import FarthingTesting
import Foundation
import Testing

@testable import FarthingConsole

@Suite("API: what a policy's author needs")
struct PolicyToolsAPITests {
    private static let path = "/v1/policies"
    private static let plain = #"{"text":"version: 1\nunmatched: allow\n"}"#

    private static func rig(
        whileTesting: @escaping @Sendable () async -> Void = {}
    ) async throws -> (rig: OfficeRig, tools: MemoryPolicyTools) {
        let tools = MemoryPolicyTools(whileTesting: whileTesting)
        let rig = try await OfficeRig { PoliciesAPI(desk: $0, tools: tools).routes }
        return (rig, tools)
    }

    @Test("a check tells what is wrong, and is no error itself")
    func checks() async throws {
        let (rig, tools) = try await Self.rig()
        let body = #"{"policy":\#(Self.plain)}"#
        let good = try await rig.send("POST", Self.path + "/check", body, by: .viewer)
        #expect(good.status == 200 && good.object["valid"] as? Bool == true, "\(good.text)")
        #expect(good["id"] == "policy" && good.number("budgets") == 0 && !good["hash"].isEmpty)
        tools.set(warning: "w")
        let warned = try await rig.send("POST", Self.path + "/check", body)
        #expect(warned.object["valid"] as? Bool == true)
        #expect((warned.object["findings"] as? [Any])?.count == 1)
        tools.set(error: "e")
        let bad = try await rig.send("POST", Self.path + "/check", body)
        #expect(bad.object["valid"] as? Bool == false && !bad["hash"].isEmpty)
        let broken = try await rig.send(
            "POST",
            Self.path + "/check",
            #"{"policy":{"text":"{","format":"json"}}"#
        )
        #expect(broken.status == 200 && broken.object["valid"] as? Bool == false)
        #expect(broken.isNull("hash") && broken.isNull("id"))
        let finding = (broken.object["findings"] as? [[String: Any]])?.first
        #expect(finding?["code"] as? String == "syntax")
        #expect(try await rig.send("GET", Self.path).items.isEmpty)
    }

    @Test("a policy is named by its number, as the one in force, or by its text")
    func choices() async throws {
        let (rig, tools) = try await Self.rig()
        func check(_ choice: String) async throws -> ControlRig.Answer {
            try await rig.send("POST", Self.path + "/check", #"{"policy":\#(choice)}"#)
        }
        #expect(try await check(#"{"version":"active"}"#).status == 200)
        #expect(tools.policies.last == MemoryPolicyTools.fileText)
        _ = try await rig.send("POST", Self.path, #"{"text":"version: 1\nid: one\n"}"#)
        _ = try await rig.send("POST", Self.path, #"{"text":"version: 1\nid: two\n"}"#)
        _ = try await rig.send("POST", Self.path + "/2/activate")
        #expect(try await check(#"{"version":1}"#)["id"] == "one")
        #expect(try await check(#"{"version":"active"}"#)["id"] == "two")
        #expect(try await check(#"{"version":3}"#).status == 404)
        for choice in [
            "null", "{}", "5", "[]", #"{"version":0}"#, #"{"version":"1"}"#, #"{"text":""}"#,
            #"{"text":"version: 1","version":1}"#, #"{"text":"version: 1","more":1}"#,
            #"{"text":"version: 1","format":"xml"}"#, #"{"format":"yaml"}"#,
        ] {
            #expect(try await check(choice).status == 422, "\(choice)")
        }
        #expect(try await rig.send("POST", Self.path + "/check", "{}").status == 422)
    }

    @Test("two policies are compared in their order, and must be readable")
    func diffs() async throws {
        let (rig, tools) = try await Self.rig()
        let body = #"{"old":{"version":"active"},"new":\#(Self.plain)}"#
        let answer = try await rig.send("POST", Self.path + "/diff", body, by: .viewer)
        #expect(answer.status == 200 && answer["verdict"] == "same")
        #expect(tools.policies == [MemoryPolicyTools.fileText, "version: 1\nunmatched: allow\n"])
        let broken = #"{"old":{"text":"{"},"new":\#(Self.plain)}"#
        let wrong = try await rig.send("POST", Self.path + "/diff", broken)
        let pointers = (wrong.object["errors"] as? [[String: Any]])?.map {
            $0["pointer"] as? String
        }
        #expect(wrong.status == 422 && pointers?.first == "/old")
        #expect(try await rig.send("POST", Self.path + "/diff", "{}").status == 422)
    }

    @Test("a backtest has its range, and one runs at a time")
    func backtests() async throws {
        let (inside, entered) = AsyncStream.makeStream(of: Void.self)
        let (release, ended) = AsyncStream.makeStream(of: Void.self)
        let (rig, tools) = try await Self.rig {
            entered.yield()
            for await _ in release { break }
        }
        let path = Self.path + "/backtest"
        let body = #"{"policy":\#(Self.plain),"from_ms":5,"to_ms":9}"#
        async let first = rig.send("POST", path, body, by: .operator)
        for await _ in inside { break }
        let second = try await rig.send("POST", path, body)
        #expect(second.status == 429 && second.code == "too_many_requests")
        #expect(second.field("retry-after") == "5")
        ended.yield()
        #expect(try await first.number("entries") == 7 && tools.rangeMs == 5..<9)
        ended.yield()
        let open = #"{"policy":\#(Self.plain)}"#
        #expect(try await rig.send("POST", path, open).status == 200)
        #expect(tools.rangeMs == 0..<Int64.max)
        for range in [#""from_ms":9,"to_ms":9"#, #""from_ms":-1"#, #""to_ms":null"#] {
            let body = #"{"policy":\#(Self.plain),\#(range)}"#
            #expect(try await rig.send("POST", path, body).status == 422, "\(range)")
        }
    }

    @Test("a call is explained with all that was said of it")
    func explains() async throws {
        let (rig, tools) = try await Self.rig()
        let body = """
            {"policy":\(Self.plain),"at_ms":77,"spent":{"daily":"5 USD","agents(agent=a2)":"7 calls"},
            "call":{"scope":{"agent":"a1","model":"gpt-5"},"input_tokens":2000,"output_tokens":10,
            "cost":"0.25 USD","capability":"data_write","steps":4,"stream":true}}
            """
        let answer = try await rig.send("POST", Self.path + "/explain", body, by: .viewer)
        #expect(answer.status == 200 && answer["decision"] == "allow", "\(answer.text)")
        var wanted = TrialQuestion(scope: Scope())
        wanted.scope[.agent] = "a1"
        wanted.scope[.model] = "gpt-5"
        wanted.inputTokens = 2_000
        wanted.outputTokens = 10
        wanted.costNanos = 250_000_000
        wanted.capability = .dataWrite
        wanted.steps = 4
        wanted.isStream = true
        wanted.atMs = 77
        wanted.spent = [
            .init(budget: "daily", scope: nil, amount: 5_000_000_000, unit: .money("USD")),
            .init(budget: "agents", scope: "agent=a2", amount: 7, unit: .calls),
        ]
        #expect(tools.questions == [.call(wanted)])
        #expect(try await rig.send("POST", Self.path + "/explain", #"{"call":{}}"#).status == 200)
        #expect(tools.policies.last == MemoryPolicyTools.fileText)
        #expect(tools.questions.last == .call(TrialQuestion(scope: Scope())))
        #expect(try await rig.send("POST", Self.path + "/explain", #"{"receipt":9}"#).status == 200)
        #expect(tools.questions.last == .entry(9))
    }

    @Test("a question that is none is told where")
    func wrongQuestions() async throws {
        let (rig, tools) = try await Self.rig()
        for body in [
            "{}", #"{"policy":{"version":"active"}}"#, #"{"call":{},"receipt":1}"#,
            #"{"receipt":0}"#, #"{"receipt":1,"at_ms":5}"#, #"{"receipt":1,"spent":{}}"#,
            #"{"call":5}"#, #"{"call":{"who":1}}"#, #"{"call":{"scope":{"who":"x"}}}"#,
            #"{"call":{"scope":{"agent":""}}}"#, #"{"call":{"scope":[]}}"#,
            #"{"call":{"scope":{"agent":5}}}"#, #"{"call":{"input_tokens":-1}}"#,
            #"{"call":{"input_tokens":1.5}}"#, #"{"call":{"cost":"5 EUR"}}"#,
            #"{"call":{"cost":5}}"#, #"{"call":{"capability":"all"}}"#,
            #"{"call":{"stream":"yes"}}"#, #"{"call":{"steps":0}}"#,
            #"{"call":{},"spent":{"daily":"5"}}"#, #"{"call":{},"spent":[]}"#,
            #"{"call":{},"spent":{"":"5 USD"}}"#, #"{"call":null}"#, #"{"call":{},"at_ms":-1}"#,
        ] {
            let answer = try await rig.send("POST", Self.path + "/explain", body)
            #expect(answer.status == 422, "\(body): \(answer.text)")
        }
        #expect(tools.questions.isEmpty)
    }
}
