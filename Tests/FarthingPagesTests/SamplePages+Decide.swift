import FarthingCore
import FarthingPages

extension SamplePages {
    var approvals: ApprovalsPage {
        ApprovalsPage(
            waiting: waiting,
            waitingCount: 3,
            decided: [
                ApprovalsPage.Decided(
                    id: text("d1"),
                    agent: text("researcher"),
                    target: text("gpt-5"),
                    amount: usd(2_000_000_000),
                    mark: PageMark(text("approved"), .good),
                    by: text("mina@example.com"),
                    note: text("Once, for the quarterly report."),
                    atMs: nowMs - 86_000_000,
                    receipt: 900_112
                ),
                ApprovalsPage.Decided(
                    id: text("d2"),
                    agent: text("support-triage"),
                    target: text("send_email"),
                    amount: usd(1_000_000),
                    mark: PageMark(text("expired"), .none),
                    by: text(""),
                    note: text(""),
                    atMs: nowMs - 96_000_000,
                    receipt: 900_012
                ),
                ApprovalsPage.Decided(
                    id: text("d3"),
                    agent: text("researcher"),
                    target: text("gpt-5"),
                    amount: usd(3_000_000),
                    mark: PageMark(text("granted"), .good),
                    by: text("mina@example.com"),
                    atMs: nowMs - 97_000_000,
                    untilMs: nowMs + 600_000,
                    receipt: 900_011
                ),
            ],
            more: more
        )
    }

    var noApprovals: ApprovalsPage {
        ApprovalsPage(waiting: [], waitingCount: 0, decided: [], more: PageMore())
    }

    var holds: HoldsPage {
        HoldsPage(
            budget: text("finance"),
            holds: [
                HoldsPage.Hold(
                    id: text("91aadafa-e154-40de-8595-b39ce6913fb8"),
                    budget: text("finance-daily"),
                    scope: text("agent=invoice-reader"),
                    agent: text("invoice-reader"),
                    run: text("report-2026-11-21"),
                    target: text("gpt-5"),
                    amount: usd(1_204_000_000),
                    heldAtMs: nowMs - 75_000,
                    expiresAtMs: nowMs + 225_000,
                    isInFlight: true,
                    receipt: 1_048_511
                ),
                HoldsPage.Hold(
                    id: text("c91be46a-7da6-46cc-831c-75aacc3e2917"),
                    budget: text("research-week"),
                    scope: text(""),
                    agent: text("researcher"),
                    run: text(""),
                    target: text("web_search"),
                    amount: usd(10_000_000),
                    heldAtMs: nowMs - 3_000,
                    expiresAtMs: nowMs + 600_000,
                    isInFlight: false,
                    receipt: 1_048_570
                ),
            ],
            totals: [usd(4_268_000_000), PageAmount(units: 64_000, unit: .tokens)],
            count: 14,
            more: more
        )
    }

    private var policyText: String {
        text(
            """
            version: 1
            tenant: acme-corp
            budgets:
              - { id: finance-daily, match: { team: finance }, per: agent, limit: 10.00 USD, window: day }
            rules:
              - { id: big-call, when: { cost: ">= 100 USD" }, do: approve, approvers: finance }
            """
        )
    }

    private var versions: [PolicyPage.Version] {
        [
            PolicyPage.Version(
                number: 4,
                isInForce: true,
                by: text("mina@example.com"),
                note: text("Approvals for large payments"),
                atMs: nowMs - 4_000_000,
                seen: text("4")
            ),
            PolicyPage.Version(
                number: 3,
                isInForce: false,
                by: text("ravi@example.com"),
                note: text(""),
                atMs: nowMs - 90_000_000,
                seen: text("4")
            ),
        ]
    }

    var policy: PolicyPage {
        PolicyPage(
            version: 4,
            text: policyText,
            versions: versions,
            more: more,
            call: PolicyCall(
                agent: text(""),
                team: text(""),
                model: text(""),
                tool: text(""),
                cost: text(""),
                scope: text("")
            )
        )
    }

    var explained: PolicyPage {
        PolicyPage(
            version: 4,
            text: policyText,
            versions: versions,
            more: more,
            call: PolicyCall(
                agent: text("invoice-reader"),
                team: text("finance"),
                model: text("gpt-5"),
                tool: text("pay_supplier"),
                cost: text("125 USD"),
                scope: text("run=r1")
            ),
            check: PolicyCheck(findings: [
                PolicyCheck.Finding(
                    isError: true,
                    line: 6,
                    column: 84,
                    path: text("rules[0].to"),
                    message: text("no price is known for the model \"gpt-5-mni\"")
                ),
                PolicyCheck.Finding(
                    isError: false,
                    line: 4,
                    column: 5,
                    path: text("budgets[1]"),
                    message: text("the budget \"daily\" counts every call of this one")
                ),
            ]),
            explanation: PolicyExplanation(
                decision: PageMark(text("approved by a person"), .warn),
                text: text("Somebody of finance must agree first."),
                steps: [
                    PolicyExplanation.Step(
                        name: text("big-call"),
                        action: text("approve"),
                        reason: text("cost 125 USD ≥ 100 USD"),
                        isDecisive: true
                    ),
                    PolicyExplanation.Step(
                        name: text("payments"),
                        action: text(""),
                        reason: text("tool pay_supplier is not refund_*"),
                        isDecisive: false
                    ),
                ]
            ),
            diff: PolicyDiff(
                from: 3,
                to: 4,
                verdict: PageNotice(.good, text("The new one only tightens.")),
                lines: [
                    .init(.same, text("rules:")), .init(.removed, text("  - { id: big-call }")),
                    .init(.added, text("  - { id: big-call, do: approve }")),
                ]
            ),
            backtest: PolicyBacktest(
                version: 4,
                fromMs: nowMs - 900_000_000,
                toMs: nowMs,
                calls: 51_200,
                spentThen: usd(412_000_000_000),
                wouldSpend: usd(300_100_000_000),
                outcomes: [
                    .init(
                        was: text("let pass"),
                        wouldBe: text("let pass"),
                        calls: 51_000,
                        amount: usd(300_100_000_000)
                    ),
                    .init(
                        was: text("let pass"),
                        wouldBe: text("refused"),
                        calls: 200,
                        amount: usd(111_900_000_000)
                    ),
                ]
            )
        )
    }
}
