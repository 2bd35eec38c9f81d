import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@testable import FarthingConsole

/// The kill switch: what is stopped, and stays so.
struct KillTests {
    static let pool = Budget(id: "pool", unit: .money("USD"), limit: 1_000_000, window: .total)

    let rig: SpendRig

    init() async throws { rig = try await Self.rig() }

    static func rig() async throws -> SpendRig {
        try await SpendRig(budgets: [pool]) { parts in
            KillAPI(kills: parts.kills).routes
                + RunsAPI(desk: parts.desk, kills: parts.kills, ended: EndedRuns()).routes
        }
    }

    private func isRefused(
        _ scope: [Dimension: String],
        on rig: SpendRig? = nil
    ) async throws -> Bool {
        switch try await (rig ?? self.rig).hold("pool", scope) {
        case .refused(let refusal):
            #expect(refusal.code == .rule && refusal.rule == KillSwitch.rule)
            #expect(refusal.isKill && refusal.text(in: .english).hasPrefix("An operator has"))
            #expect(refusal.sequence != nil, "each first refusal has a receipt")
            return true
        default: return false
        }
    }

    private func hold(_ scope: [Dimension: String], isSent: Bool) async throws -> HoldID {
        guard case .held(let held) = try await rig.hold("pool", scope, isSent: isSent) else {
            throw ConsoleError(409, "refused", "")
        }
        return held.id
    }

    private let all = #"{"target":"everything","confirm":"everything","note":"runaway"}"#

    @Test("everything: no call is admitted, what was not sent is given back, what runs is cut")
    func everything() async throws {
        let unsent = try await hold([.run: "a"], isSent: false)
        let cut = try await hold([.run: "b"], isSent: true)
        let elsewhere = try await hold([.run: "c"], isSent: true)
        var scope = Scope()
        scope[.run] = "b"
        rig.cutter.add(cut, scope)
        let answer = try await rig.send("POST", "/v1/kill", all, by: .role(.operator))
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.number("released_holds") == 1 && answer.number("running_holds") == 1)
        #expect(rig.cutter.cutHolds == [cut])
        #expect(
            rig.killSwitch.reason(of: scope)
                == "the kill switch has stopped everything: runaway"
        )
        let open = try await rig.store.openHolds(limit: 10).map(\.id)
        #expect(!open.contains(unsent) && open.contains(elsewhere))
        #expect(try await isRefused([:]))
        #expect(try await isRefused([.agent: "x"]))
        let listed = try await rig.send("GET", "/v1/kill", by: .role(.viewer))
        #expect(listed.each("target") == ["everything"] && listed.each("note") == ["runaway"])
        #expect(listed.each("by") == ["person:operator"])
    }

    @Test("charges are refused as holds are, and what is open still settles")
    func otherCommands() async throws {
        let open = try await hold([:], isSent: true)
        _ = try await rig.send("POST", "/v1/kill", all)
        let context = SpendRig.context([.tool: "search"], key: "key_agent")
        let request = HoldRequest(
            id: .random(),
            lines: [HoldLine(budget: "pool", scope: "", base: 5)],
            expiresAtMs: rig.clock.nowMs + 1_000,
            isSent: true,
            context: context
        )
        let outcomes = try await rig.desk.store.apply(
            [
                .charge(request),
                .settle(SettleRequest(id: open, amounts: [7], evidence: .reported)),
            ],
            nowMs: rig.clock.nowMs
        )
        guard case .refused(let refusal)? = outcomes.first, case .settled? = outcomes.last else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(refusal.rule == KillSwitch.rule)
        #expect(try await rig.account("pool").spent == 7)
    }

    @Test("it stays on after a restart, until it is lifted")
    func restart() async throws {
        _ = try await rig.send("POST", "/v1/kill", all)
        let next = try await rig.restarted()
        #expect(try await isRefused([:], on: next))
        #expect(next.killSwitch.kills.first?.note == "runaway")
        let lifted = try await next.send("POST", "/v1/kill/lift", #"{"target":"everything"}"#)
        #expect(lifted.status == 200 && lifted.items.isEmpty)
        #expect(try await !isRefused([:], on: next))
        #expect(try await !isRefused([:], on: next.restarted()))
        let again = try await next.send("POST", "/v1/kill/lift", #"{"target":"everything"}"#)
        #expect(again.status == 404)
    }

    @Test("a tenant's calls are stopped, also those that name none, and no other's")
    func tenant() async throws {
        let body = #"{"target":"tenant","tenant":"acme","confirm":"acme"}"#
        #expect(try await rig.send("POST", "/v1/kill", body).status == 200)
        #expect(try await isRefused([.tenant: "acme"]))
        #expect(try await isRefused([:]))
        #expect(try await !isRefused([.tenant: "other"]))
    }

    @Test("a run is stopped with those that it started, and no other")
    func run() async throws {
        let budget: [Dimension: String] = [.run: "first"]
        let carved = budget.merging([.tag("child_run"): "child"]) { $1 }
        _ = try await hold(carved, isSent: false)
        _ = try await hold(
            [.run: "child", .tag("parent_run"): "first", .tag("child_run"): "grandchild"],
            isSent: false
        )
        let other = try await hold([.run: "other"], isSent: false)
        let answer = try await rig.send("POST", "/v1/runs/first/kill", by: .role(.operator))
        #expect(answer.status == 200, "\(answer.text)")
        #expect(answer.number("released_holds") == 2)
        for run in ["first", "child", "grandchild"] { #expect(try await isRefused([.run: run])) }
        #expect(try await isRefused([.run: "late", .tag("parent_run"): "first"]))
        #expect(try await !isRefused([.run: "other"]))
        #expect(try await rig.store.openHolds(limit: 10).map(\.id).contains(other))
        let next = try await rig.restarted()
        #expect(try await isRefused([.run: "grandchild"], on: next))
        let shown = try await rig.send("GET", "/v1/runs/first", by: .role(.viewer))
        #expect(shown["state"] == "killed")
        #expect(try await rig.send("GET", "/v1/kill").items.isEmpty, "runs are in their own list")
    }

    @Test("who runs one workspace stops its own run of a name, and not another's")
    func workspaceRun() async throws {
        _ = try await hold([.run: "same", .project: "ws-1"], isSent: true)
        _ = try await hold([.run: "same", .project: "ws-2"], isSent: true)
        _ = try await hold([.run: "hers", .project: "ws-2"], isSent: true)
        let sender = SpendRig.Sender.role(.operator, workspace: "ws-1")
        #expect(try await rig.send("POST", "/v1/runs/hers/kill", by: sender).status == 404)
        #expect(try await rig.send("POST", "/v1/runs/same/kill", by: sender).status == 200)
        #expect(try await isRefused([.run: "same", .project: "ws-1"]))
        #expect(try await !isRefused([.run: "same", .project: "ws-2"]))
    }

    @Test("open approvals are withdrawn")
    func approvals() async throws {
        var request = HoldRequest(
            id: .random(),
            lines: [HoldLine(budget: "pool", scope: "", base: 5)],
            expiresAtMs: rig.clock.nowMs + 60_000,
            isSent: true,
            context: SpendRig.context([.run: "a"], key: "key_a")
        )
        request.approval = ApprovalAsk(
            subject: "s",
            terms: ApprovalTerms(group: "finance"),
            reasons: [],
            limitIsReason: false,
            lifts: []
        )
        _ = try await rig.desk.store.apply([.hold(request)], nowMs: rig.clock.nowMs)
        let answer = try await rig.send("POST", "/v1/kill", all)
        #expect(answer.number("withdrawn_approvals") == 1, "\(answer.text)")
        #expect(try await rig.store.approvals(limit: 5).first?.state == .withdrawn)
    }

    @Test("without the right word, or the role, nothing is stopped")
    func refusedRequests() async throws {
        for body in [
            #"{"target":"everything","confirm":"yes"}"#,
            #"{"target":"tenant","tenant":"acme","confirm":"everything"}"#,
        ] {
            let answer = try await rig.send("POST", "/v1/kill", body)
            #expect(answer.status == 409 && answer.code == "confirmation")
        }
        for body in [
            "{}", #"{"target":"everything"}"#, #"{"target":"tenant","confirm":"acme"}"#,
            #"{"target":"world","confirm":"world"}"#,
            #"{"target":"everything","confirm":"everything","more":1}"#,
            #"{"target":"everything","tenant":"acme","confirm":"everything"}"#,
        ] {
            #expect(try await rig.send("POST", "/v1/kill", body).status == 422, "\(body)")
        }
        for sender in [
            SpendRig.Sender.role(.viewer), .role(.auditor), .role(.approver),
            .role(.operator, workspace: "default"),
        ] {
            #expect(try await rig.send("POST", "/v1/kill", all, by: sender).status == 403)
            let lift = try await rig.send(
                "POST",
                "/v1/kill/lift",
                #"{"target":"everything"}"#,
                by: sender
            )
            #expect(lift.status == 403)
        }
        #expect(try await !isRefused([:]))
    }

    @Test("where it cannot be kept, nothing is stopped; where nobody knows, all is")
    func failures() async throws {
        rig.store.failOnce(LedgerError(.unavailable, "no"))
        #expect(try await rig.send("POST", "/v1/kill", all).status == 503)
        #expect(try await !isRefused([:]))
        rig.store.failOnce(LedgerError(.outcomeUnknown, "who knows"))
        #expect(try await rig.send("POST", "/v1/kill", all).status == 503)
        #expect(try await isRefused([:]))
    }

    @Test("whatever is admitted was handed in before the switch was set")
    func race() async throws {
        let seen = Seen()
        let rig = rig
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<300 {
                        let wasSet = seen.isSet.load(ordering: .sequentiallyConsistent)
                        let outcome = try await rig.hold("pool", [.run: "r"], nanos: 1)
                        if case .held = outcome, wasSet { seen.late.add(1, ordering: .relaxed) }
                    }
                }
            }
            group.addTask {
                await rig.killSwitch.set(Kill(.everything, by: "test", note: ""))
                seen.isSet.store(true, ordering: .sequentiallyConsistent)
            }
            try await group.waitForAll()
        }
        #expect(seen.late.load(ordering: .relaxed) == 0)
    }
}

/// What several tasks have seen of a switch.
private final class Seen: Sendable {
    let isSet = Atomic(false)
    /// Calls that were admitted behind it.
    let late = Atomic(0)
}
