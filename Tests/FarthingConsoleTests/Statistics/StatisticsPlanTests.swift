import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("Statistics: how questions are answered")
struct StatisticsPlanTests {
    @Test("what is asked for is read where it is kept")
    func plans() throws {
        let cases: [(StatisticsQuestion, String, StatisticsPlan.Column?, [String?], String?)] = [
            (.init(), "", nil, [nil, nil, nil], nil),
            (.init(filter: [.project: "w"]), "", nil, [nil, nil, "w"], nil),
            (.init(by: .project), "", .workspace, [nil, nil, nil], nil),
            (.init(by: .tool), "tool", .value, [nil, nil, nil], ""),
            (.init(by: .tool, filter: [.project: "w"]), "tool", .value, [nil, nil, "w"], ""),
            (.init(by: .tool, filter: [.tool: "t"]), "tool", .value, ["t", nil, nil], nil),
            (.init(filter: [.agent: "a"]), "agent", nil, ["a", nil, nil], nil),
            (
                .init(by: .tool, filter: [.agent: "a", .project: "w"]), "agent*tool", .other,
                ["a", nil, "w"], "agent"
            ),
            (
                .init(by: .agent, filter: [.tool: "t"]), "agent*tool", .value, [nil, "t", nil],
                "tool"
            ),
            (.init(by: .model, filter: [.run: "r"]), "run*model", .other, ["r", nil, nil], "run"),
            (
                .init(by: .model, filter: [.agent: "a"]), "agent*model", .other, ["a", nil, nil],
                "agent"
            ),
            (
                .init(by: .tool, filter: [.agent: "a", .tool: "t"]), "agent*tool", .other,
                ["a", "t", nil], nil
            ),
            (.init(by: .tag("env")), "tag:env", .value, [nil, nil, nil], ""),
        ]
        for (question, group, column, filters, whole) in cases {
            let plan = try StatisticsPlan(question)
            #expect(plan.group.name == group, "\(question)")
            #expect(plan.column == column, "\(question)")
            #expect([plan.value, plan.other, plan.workspace] == filters, "\(question)")
            #expect(plan.whole?.plan.group.name == whole, "\(question)")
        }
        var decided = StatisticsQuestion(filter: [.project: "w"])
        decided.isByDecision = true
        let plan = try StatisticsPlan(decided)
        #expect(plan.group == .decision)
        #expect(plan.column == .value)
        #expect(plan.whole == nil)
    }

    @Test("what is not kept is refused, not guessed")
    func refuses() {
        var decided = StatisticsQuestion(by: .tool)
        decided.decision = "allow"
        let questions: [StatisticsQuestion] = [
            .init(by: .session), .init(filter: [.session: "s"]),
            .init(by: .model, filter: [.user: "u"]),
            .init(by: .tool, filter: [.agent: "a", .run: "r"]),
            .init(filter: [.agent: "a", .tool: "t"]), decided,
        ]
        for question in questions {
            let error = #expect(throws: ConsoleError.self) { _ = try StatisticsPlan(question) }
            #expect(error?.status == 422, "\(question)")
        }
    }

    @Test("agents of a tool are told over all time alone")
    func agents() throws {
        #expect(try StatisticsPlan(.init(by: .tool)).tellsAgents)
        #expect(try StatisticsPlan(.init(by: .tool, filter: [.project: "w"])).tellsAgents)
        #expect(try !StatisticsPlan(.init(fromMs: 5, by: .tool)).tellsAgents)
        #expect(try !StatisticsPlan(.init(by: .tool, filter: [.agent: "a"])).tellsAgents)
        #expect(try !StatisticsPlan(.init(by: .agent)).tellsAgents)
    }

    @Test("calls without a value are what the others leave of all, and the dearest come first")
    func rest() throws {
        let plan = try StatisticsPlan(.init(by: .tool))
        let rows = [
            StatisticsSum(value: "a", currency: "USD", calls: 2, costNanos: 10),
            StatisticsSum(value: "b", currency: "USD", calls: 1, costNanos: 90),
        ]
        let totals = [
            StatisticsSum(value: "", currency: "USD", calls: 5, refused: 1, costNanos: 130),
            StatisticsSum(value: "", currency: "INR", calls: 1, costNanos: 3),
        ]
        let answer = plan.answer(rows, totals: totals, agents: ["a": 4])
        #expect(answer.map(\.value) == ["b", "", "a", ""])
        #expect(answer.map(\.costNanos) == [90, 30, 10, 3])
        #expect(answer.map(\.calls) == [1, 2, 2, 1])
        #expect(answer.map(\.refused) == [0, 1, 0, 0])
        #expect(answer.map(\.agents) == [0, 0, 4, 0])
        let exact = plan.answer([rows[1]], totals: [rows[1]])
        #expect(exact.map(\.value) == ["b"])
    }
}
