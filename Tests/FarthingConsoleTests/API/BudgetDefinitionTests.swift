import Farthing
import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("API: budgets in the policy's language")
struct BudgetDefinitionTests {
    private static func threshold(_ share: Int64, _ action: ThresholdAction) -> Threshold? {
        Threshold(atBasisPoints: share, action: action, reason: "a \"reason\"\u{1F600}")
    }

    private static func budgets() throws -> [Budget] {
        var full = Budget(
            id: "full \"1\"",
            match: Match([
                Match.Term(dimension: .team, pattern: try #require(Glob("a*?"))),
                Match.Term(dimension: .tag("cost\"centre"), pattern: try #require(Glob("7"))),
            ]),
            per: [.agent, .tag("x")],
            unit: .money("INR"),
            limit: 12_345_678_901,
            window: .rolling(lengthMs: 90_061_000),
            zone: try ZoneRules.system("Asia/Kolkata"),
            holdMode: .fitted,
            isEnforced: false,
            countsFromNow: true,
            effective: EffectiveDates(fromMs: 1_795_305_600_123, untilMs: 1_895_305_600_000),
            warnsByDefault: false
        )
        full.thresholds = [
            threshold(1, .warn), threshold(1_250, .downgrade(to: ["a", "b"])),
            threshold(5_000, .wait(deadlineMs: 1_500)),
            threshold(
                9_999,
                .approve(
                    ApprovalTerms(group: "f", needed: 2, withinMs: 120_000, waitMs: 30_000)
                )
            ),
            threshold(10_000, .pause),
        ].compactMap(\.self)
        return [
            full,
            Budget(id: "tokens", unit: .tokens, limit: 1_500_000, window: .total),
            Budget(id: "calls", unit: .calls, limit: 0, window: .call),
            Budget(id: "places", unit: .concurrent, limit: 8, window: .total),
            Budget(id: "plain", unit: .credits("default"), limit: 50, window: .month),
            Budget(id: "named", unit: .credits("gold"), limit: 50, window: .week),
            Budget(id: "run", per: [.run], unit: .money("USD"), limit: 1, window: .run),
            Workspace(id: "ws-1", name: "", createdAtMs: 0).budget(zone: .utc),
        ]
    }

    @Test("a budget is read as it was written")
    func roundTrip() throws {
        for budget in try Self.budgets() {
            let body = Array("{\"definition\":".utf8) + BudgetDefinition(budget).json + [0x7D]
            let node = try #require(try JSONDocument(body).root.member("definition"))
            let read = try BudgetDefinition(node, in: body, workspace: nil) {
                try? ZoneRules.system($0)
            }
            #expect(read.budget == budget, "\(String(decoding: body, as: UTF8.self))")
        }
    }

    @Test("a fault's place is a pointer into the body")
    func pointers() {
        #expect(BudgetDefinition.pointer("budgets[0]") == "/definition")
        #expect(BudgetDefinition.pointer("budgets[0].limit") == "/definition/limit")
        #expect(
            BudgetDefinition.pointer("budgets[0].thresholds[11].at")
                == "/definition/thresholds/11/at"
        )
        #expect(BudgetDefinition.pointer("") == "/definition")
        #expect(BudgetDefinition.pointer("budgets") == "/definition")
    }

    @Test("a workspace is added to what calls must look like, whatever is there")
    func narrows() throws {
        for match in [nil, "{}", #"{"team":"a"}"#, #"{"project":"ws-1"}"#] as [String?] {
            let member = match.map { #","match":\#($0)"# } ?? ""
            let text = #"{"definition":{"id":"x","limit":"1 USD","window":"day"\#(member)}}"#
            let body = Array(text.utf8)
            let node = try #require(try JSONDocument(body).root.member("definition"))
            let read = try BudgetDefinition(node, in: body, workspace: "ws-1") { _ in nil }
            #expect(read.budget.workspace == "ws-1" && read.budget.limit == 1_000_000_000)
            #expect(read.budget.match.terms.count == (match?.contains("team") == true ? 2 : 1))
        }
    }

    @Test("names of accounts are read as calls have them, and nothing else is")
    func accounts() {
        var scope = Scope()
        scope[.agent] = "a,b=%"
        scope[.tag("x")] = "é"
        let per: [Dimension] = [.tag("x"), .agent]
        #expect(NamedAccount.read(scope.key(per: per)) == scope)
        for text in ["", "agent", "agent=a,agent=b", "who=a", "agent=a,", ",agent=a"] {
            #expect(NamedAccount.read(text) == nil, "\(text)")
        }
        #expect(NamedAccount.read("agent=" + String(repeating: "x", count: 257)) == nil)
    }

    @Test("no fault repeats what was sent, and each proposes what was meant")
    func echoes() async throws {
        let rig = try await OfficeRig()
        let secret = "ag-0123456789abcdef"
        for member in [
            #""limit":"\#(secret)","window":"day""#, #""limit":"5 \#(secret)","window":"day""#,
            #""limit":"5 USD","window":"\#(secret)""#, #""limit":"5 USD","window":"5\#(secret)""#,
            #""limit":"5 USD","window":"day","timezone":"\#(secret)""#,
            #""limit":"5 USD","window":"day","hold":"\#(secret)""#,
            #""limit":"5 USD","window":"day","per":["\#(secret)"]"#,
            #""limit":"5 USD","window":"day","mode":"\#(secret)""#,
            #""limit":"5 USD","window":"day","from":"\#(secret)""#,
            #""limit":"5 USD","window":"day","thresholds":[{"at":"\#(secret)","do":"warn"}]"#,
            #""limit":"5 USD","window":"day","thresholds":[{"at":"5%","do":"\#(secret)"}]"#,
        ] {
            let answer = try await rig.budget("{\"id\":\"x\",\(member)}")
            #expect(answer.status == 422 && !answer.text.contains(secret), "\(answer.text)")
        }
        let answer = try await rig.budget(#"{"id":"x","limit":"5 USD","window":"dayy"}"#)
        #expect(answer["detail"].contains("did you mean \"day\"?"), "\(answer.text)")
        #expect(PolicyFaultText.text("\"to\" goes with \"x\"") == "\"to\" goes with …")
        #expect(PolicyFaultText.text("plain") == "plain" && PolicyFaultText.text("").isEmpty)
    }
}
