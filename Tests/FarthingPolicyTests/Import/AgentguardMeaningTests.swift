import FarthingCore
import FarthingPolicy
import Foundation
import Testing

@Suite("agentguard-spend, with our meaning")
struct AgentguardMeaningTests {
    /// What came of a run over vectors.
    struct Tally {
        var alike: [String] = []
        var different: [String] = []
    }

    @Test("imported policies decide as theirs but for the listed differences")
    func ours() throws {
        let cases = try AgentguardVectors.policyCases()
        let plain = try tally(cases.filter { !$0.isQuirk }, .ours)
        let quirks = try tally(cases.filter(\.isQuirk), .ours)
        let sequences = try tally(AgentguardVectors.policySequences(), .ours)
        #expect((plain.alike.count, plain.different.count) == (85, 10))
        #expect((quirks.alike.count, quirks.different.count) == (8, 12))
        #expect((sequences.alike.count, sequences.different.count) == (101, 17))
        let listed = AgentguardDifferences.ours.values.joined()
        #expect(
            (plain.different + quirks.different + sequences.different).sorted() == listed.sorted()
        )
    }

    @Test("with --compat they differ where a policy cannot say what theirs does")
    func compatible() throws {
        let cases = try tally(AgentguardVectors.policyCases(), .compatible)
        let sequences = try tally(AgentguardVectors.policySequences(), .compatible)
        #expect((cases.alike.count, cases.different.count) == (98, 17))
        #expect((sequences.alike.count, sequences.different.count) == (110, 8))
        let listed = AgentguardDifferences.compatible.values.joined()
        #expect((cases.different + sequences.different).sorted() == listed.sorted())
    }

    @Test("before its effectiveFrom a policy lets nothing pass, in shadow all")
    func dates() throws {
        var passed = 0
        for sequence in try AgentguardVectors.policySequences() {
            let policy = try PolicyImporter.read(sequence.policy, file: "p.json").policy
            #expect(policy.effective == EffectiveDates(fromMs: 1_767_225_600_000))
            var governor = try governor(policy, .ours, sequence)
            for step in sequence.steps {
                let verdict = governor.decide(step.call, nowMs: step.nowMs)
                #expect(verdict.action == (policy.isEnforced ? .block : .shadow))
                passed += 1
            }
        }
        #expect(passed == 118)
    }

    @Test("minutes, hours and days begin together; a month is the calendar's")
    func windows() throws {
        var alike: [AgentguardWindow: Int] = [:]
        var different: [AgentguardWindow: Int] = [:]
        for node in try AgentguardVectors.cases("windows.json") {
            let name = try AgentguardVectors.text(node, "window")
            let window = try #require(AgentguardWindow(rawValue: name))
            let nowMs = try AgentguardVectors.int(node, "now_ms")
            let interval = window.window.interval(containing: nowMs, zone: .utc)
            if try interval.startMs == AgentguardVectors.int(node, "start_ms") {
                alike[window, default: 0] += 1
            } else {
                different[window, default: 0] += 1
            }
        }
        // A call by itself has no beginning.
        #expect(alike == [.perCall: 1, .perMinute: 8, .perHour: 8, .perDay: 8, .perMonth: 8])
        #expect(different == [.perCall: 7])
        // The public months are the first ones, where both grids begin alike.
        let inJune = 1_718_409_600_000 as Int64
        #expect(Window.month.interval(containing: inJune, zone: .utc).startMs == 1_717_200_000_000)
        #expect(AgentguardWindow.perMonth.startMs(atMs: inJune) == 1_715_904_000_000)
    }

    @Test("scopes that differ have keys that differ, where theirs can be one")
    func scopeKeys() throws {
        let dimensions: [FarthingCore.Dimension] = [
            .tenant, .user, .team, .agent, .tag("task"), .provider,
        ]
        var theirs: Set<[UInt8]> = []
        var ours: Set<String> = []
        var scopes: Set<Scope> = []
        for node in try AgentguardVectors.cases("scope_keys.json") {
            let scope = try AgentguardVectors.scope(try #require(node.member("scope")))
            theirs.insert(Array(scope.spendKey.utf8))
            scopes.insert(scope.scope())
            ours.insert(scope.scope().key(per: dimensions))
        }
        #expect(scopes.count == 25 && ours.count == 25 && theirs.count == 25)
        let one = AgentguardScope(tenantID: "acme|user=bob")
        let other = AgentguardScope(tenantID: "acme", userID: "bob")
        #expect(one.spendKey == other.spendKey)
        #expect(one.scope().key(per: dimensions) != other.scope().key(per: dimensions))
    }

    @Test("the documentation has the same differences")
    func documentation() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/import.md")
        let text = try String(contentsOf: url, encoding: .utf8)
        for reason in AgentguardDifferences.Reason.allCases {
            let row = try #require(
                text.split(separator: "\n").first { $0.hasPrefix("| **\(reason.rawValue)**") }
            )
            // A bar that is escaped is text and parts no columns.
            let columns = row.replacing("\\|", with: "").split(separator: "|").map {
                $0.split(separator: " ").map(String.init)
            }
            #expect(columns.dropFirst().first ?? [] == AgentguardDifferences.ours[reason] ?? [])
            let compatible = columns.count > 2 ? columns[2] : []
            #expect(compatible == AgentguardDifferences.compatible[reason] ?? [])
        }
    }

    private func governor(
        _ policy: Policy,
        _ meaning: PolicyImporter.Meaning,
        _ sequence: AgentguardVectors.Sequence
    ) throws -> ImportedGovernor {
        let prices = try AgentguardVectors.prices().merging(sequence.prices) { $1 }
        return try ImportedGovernor(policy, meaning, prices: prices, sequence)
    }

    private func tally(
        _ sequences: [AgentguardVectors.Sequence],
        _ meaning: PolicyImporter.Meaning
    ) throws -> Tally {
        var tally = Tally()
        for sequence in sequences {
            var policy: Policy
            do throws(PolicyFileErrors) {
                let imported = try PolicyImporter.read(
                    sequence.policy,
                    file: "p.json",
                    meaning: meaning
                )
                policy = imported.policy
            } catch {
                #expect(error.errors.map(\.key) == ["caps[0].amountCents"], "\(sequence.id)")
                tally.different.append(sequence.id)
                continue
            }
            // The sequences are older than what their policies say of themselves.
            if sequence.steps.count > 1 { policy.effective = .always }
            var governor = try governor(policy, meaning, sequence)
            for (index, step) in sequence.steps.enumerated() {
                let verdict = governor.decide(step.call, nowMs: step.nowMs)
                let id = sequence.steps.count == 1 ? sequence.id : "\(sequence.id).\(index + 1)"
                let hasModel = verdict.action == .allow || verdict.action == .downgrade
                let isAlike =
                    verdict.action.rawValue == step.expected.action
                    && (!hasModel || verdict.model == step.expected.modelResolved)
                if isAlike { tally.alike.append(id) } else { tally.different.append(id) }
            }
        }
        return tally
    }
}
