import FarthingCore
import FarthingPages

extension SamplePages {
    var receipts: ReceiptsPage {
        ReceiptsPage(
            search: .init(
                kind: text("settle"),
                agent: text("researcher"),
                run: text("r1"),
                budget: text("finance-daily"),
                from: text("2026-11-01"),
                to: text("2026-11-21")
            ),
            kinds: [text("hold"), text("settle"), text("refusal")],
            receipts: rows,
            more: more,
            entries: 10_482_113,
            published: 10_482_110
        )
    }

    private var members: [ReceiptPage.Member] {
        [
            .init(text("Agent"), text("researcher"), link: PageLink("agents", text("researcher"))),
            .init(text("Model"), text("gpt-5-mini")), .init(text("Evidence"), text("reported")),
            .init(text("Tokens"), text("7 in, 85 out")),
            .init(text("Account"), text("finance-daily / agent=researcher")),
        ]
    }

    var receipt: ReceiptPage {
        ReceiptPage(
            row: rows[0],
            members: members,
            line: text(#"{"decision":{"amounts":[52050],"evidence":"reported"},"sequence":3}"#),
            hash: text(String(repeating: "7a", count: 32)),
            previousHash: text(String(repeating: "c1", count: 32)),
            proof: .init(
                size: 1_048_600,
                root: text("XPL5yk1EfS4gA/2CZL8p6n020WWpHhvmHj6rRB3jESw="),
                path: [
                    text("j9fcR2UdZ0O8lx1RcWT80azqlACYeqKXFwY5wR5BKIY="),
                    text("G+1PtPahGjdrIbcPv2jn3LCg4joDOeSkBesWyWOpv74="),
                ],
                checkpoint: text(
                    "farthing/0191e2c4\n7\nXPL5yk1EfS4gA=\n\n— farthing/0191e2c4 8o05"
                ),
                witnesses: [text("witness.example/w1")]
            ),
            related: rows,
            hasNext: true
        )
    }

    var unsealed: ReceiptPage {
        ReceiptPage(
            row: rows[2],
            members: members,
            line: text("{}"),
            hash: text("7a"),
            previousHash: text("c1"),
            proof: nil,
            related: [],
            hasNext: false
        )
    }

    var audit: AuditPage {
        AuditPage(
            by: text("mina"),
            kind: text("budget"),
            kinds: [text("budget"), text("key")],
            changes: [
                .init(
                    receipt: 1_048_511,
                    atMs: nowMs - 65_000,
                    by: text("mina@example.com"),
                    verb: text("paused"),
                    kind: text("budget"),
                    id: text("research-week"),
                    detail: text("Runs in circles since noon.")
                ),
                .init(
                    receipt: 1_048_500,
                    atMs: nowMs - 95_000,
                    by: text("ravi@example.com"),
                    verb: text("rotated"),
                    kind: text("key"),
                    id: text("key_31a85e644888287e72081733"),
                    detail: text("")
                ),
            ],
            more: more
        )
    }

    var keys: KeysPage {
        KeysPage(keys: someKeys, more: more)
    }

    var keyMade: KeysPage {
        KeysPage(
            keys: someKeys,
            more: PageMore(),
            made: .init(name: text("researcher"), secret: text("fk_4mHq3hA1xY7c9dKq"))
        )
    }

    private var someKeys: [KeysPage.Key] {
        [
            .init(
                id: text("key_31a85e644888287e72081733"),
                name: text("researcher"),
                scope: text("agent=researcher, team=lab"),
                state: .active,
                createdAtMs: nowMs - 900_000_000,
                expiresAtMs: nowMs + 900_000_000
            ),
            .init(
                id: text("key_99"),
                name: text("old"),
                scope: text(""),
                state: .retired,
                createdAtMs: nowMs - 900_000_000
            ),
        ]
    }

    var people: PeoplePage {
        PeoplePage(
            people: [
                .init(
                    id: text("mina@example.com"),
                    name: text("Mina"),
                    roles: [text("admin"), text("approver in finance")],
                    createdAtMs: nowMs - 900_000_000,
                    lastSeenAtMs: nowMs - 60_000
                ),
                .init(
                    id: text("ravi@example.com"),
                    name: text("Ravi"),
                    roles: [],
                    createdAtMs: nowMs - 90_000_000
                ),
            ],
            more: more
        )
    }

    var settings: SettingsPage {
        SettingsPage(
            settings: [
                .init(
                    name: text("warn_at"),
                    label: text("Warn at"),
                    help: text("The share of a limit, in percent."),
                    kind: .number,
                    value: text("80")
                ),
                .init(
                    name: text("unpriced"),
                    label: text("Calls without a price"),
                    help: text("What is done with them."),
                    kind: .choice([text("refuse"), text("ceiling")]),
                    value: text("refuse")
                ),
                .init(
                    name: text("forecast"),
                    label: text("Warn of forecasts"),
                    help: text("When a budget will be used up before its window ends."),
                    kind: .toggle,
                    value: text("true")
                ),
                .init(
                    name: text("notice"),
                    label: text("Notice"),
                    help: text("Shown to everybody."),
                    kind: .text,
                    value: text("")
                ),
            ],
            webhooks: [
                .init(
                    url: text("https://hooks.example.com/farthing"),
                    events: [text("budget.exhausted"), text("approval.asked")],
                    state: PageMark(text("taken"), .good),
                    deliveredAtMs: nowMs - 4_000
                ),
                .init(
                    url: text("https://b.example"),
                    events: [],
                    state: PageMark(text("failing"), .bad)
                ),
            ],
            facts: [.init(text("Data folder"), text("/var/lib/farthing"))],
            isStopped: false
        )
    }

    var signIn: SignInPage {
        SignInPage(
            fault: text("That token is not right."),
            next: text("/budgets"),
            providers: [.init(id: text("acme"), name: text("Acme SSO"))]
        )
    }

    var error: ErrorPage {
        ErrorPage(
            status: 412,
            title: text("Somebody else was faster"),
            detail: text("The budget was changed while you looked. Load it again."),
            reference: text("5f2c")
        )
    }
}
