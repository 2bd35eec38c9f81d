import FarthingCore
import FarthingPages
import Foundation
import Testing

@Suite("Lists, notices and questions on pages")
struct PageListTests {
    private static func html(_ page: some Page) throws -> String {
        let renderer = try PageRenderer(marksUnknown: true)
        return String(decoding: renderer.render(page, in: SamplePages.plain.frame), as: UTF8.self)
    }

    private static func budgets(_ accounts: [AccountRow]) throws -> String {
        try html(
            BudgetsPage(filter: .init(), accounts: accounts, more: PageMore(), currency: "USD")
        )
    }

    private static func account(
        limit: Int64,
        spent: Int64 = 0,
        state: PageState = .active,
        exhaustedAtMs: Int64? = nil
    ) -> AccountRow {
        AccountRow(
            budget: "b",
            scope: "",
            window: "day",
            figures: AccountFigures(unit: .money("USD"), limit: limit, spent: spent),
            state: state,
            exhaustedAtMs: exhaustedAtMs
        )
    }

    @Test("a share beyond three digits is said to be beyond them")
    func shares() throws {
        let html = try Self.budgets([
            Self.account(limit: 1, spent: 3_000_000_000_000),
            Self.account(limit: 100, spent: 999), Self.account(limit: 0),
        ])
        #expect(html.contains(">over 999 %</span>") && html.contains(">999 %</span>"))
        #expect(html.contains("every paid call refused"))
        #expect(!html.contains("no limit"))
    }

    @Test("the amounts of a column have the same number of decimals")
    func decimals() throws {
        let html = try Self.budgets([
            Self.account(limit: 5_000_000_000, spent: 1_234_500_000),
            Self.account(limit: 5_000_000_000, spent: 2_000_000_000),
        ])
        #expect(html.contains("1.23<small>45</small>") && html.contains("2.00<small>00</small>"))
        #expect(html.contains("3.76<small>55</small>") && html.contains("3.00<small>00</small>"))
        #expect(html.contains(">5.00<small></small> <span"))
    }

    @Test("receipts are all sealed, and the checkpoint is said to follow")
    func standing() throws {
        func said(_ entries: Int64, _ published: Int64) throws -> String {
            try Self.html(
                ReceiptsPage(
                    search: .init(),
                    kinds: [],
                    receipts: [],
                    more: PageMore(),
                    entries: entries,
                    published: published
                )
            )
        }
        #expect(try said(37, 31).contains("37 entries, all sealed"))
        #expect(try said(37, 31).contains("covers the first 31 so far"))
        #expect(try said(37, 37).contains("covers them all"))
        // The statistics come behind.
        #expect(try said(37, 38).contains("covers them all"))
        #expect(try said(1, 0).contains("1 entry, sealed; no checkpoint is published yet"))
        #expect(try said(0, 0).contains("no entries yet"))
    }

    @Test("what is granted says until when it waits for its call")
    func granted() throws {
        func said(_ untilMs: Int64?) throws -> String {
            try Self.html(
                ApprovalsPage(
                    waiting: [],
                    waitingCount: 0,
                    decided: [
                        .init(
                            id: "a",
                            agent: "b",
                            target: "",
                            amount: PageAmount(nanos: 1, currency: "USD"),
                            mark: PageMark("granted", .good),
                            by: "c",
                            atMs: SamplePages.nowMs,
                            untilMs: untilMs,
                            receipt: 1
                        )
                    ],
                    more: PageMore()
                )
            )
        }
        #expect(try said(SamplePages.nowMs).contains("not used yet, until <time"))
        #expect(try !said(nil).contains("not used yet"))
    }

    @Test("what is paused is not said to fill up", arguments: PageState.allCases)
    func paces(state: PageState) throws {
        let html = try Self.budgets([
            Self.account(limit: 9, spent: 1, state: state, exhaustedAtMs: SamplePages.nowMs)
        ])
        #expect(html.contains("full by") == (state != .paused && state != .frozen))
    }

    @Test("a dashboard that shows a part of the agents says of how many")
    func parts() throws {
        var page = SamplePages.plain.dashboard
        page.agentCount = 1_021
        let shown = page.agents.count
        #expect(try Self.html(page).contains("\(shown) of 1\u{202F}021 agents, the newest"))
        page.agentCount = Int64(shown)
        #expect(!(try Self.html(page).contains("the newest; ")))
    }

    @Test("what cannot be undone stands behind a question, which no key sends past")
    func questions() throws {
        for (page, yes) in [
            (SamplePages.plain.keys as any Page, "Yes, revoke"),
            (SamplePages.plain.budget as any Page, "Yes, reset"),
            (SamplePages.plain.budget as any Page, "Yes, pause"),
        ] {
            let html = try Self.html(page)
            let button = try #require(html.range(of: ">\(yes)</button>"))
            let form = try #require(
                html[..<button.lowerBound].range(of: "<form ", options: .backwards)
            )
            let inside = html[form.lowerBound..<button.lowerBound]
            #expect(inside.contains("<details class=\"ask\">"))
            // The button that a browser presses for the enter key is the first.
            let first = try #require(inside.range(of: "<button"))
            #expect(
                inside[first.lowerBound...].hasPrefix("<button type=\"submit\" disabled hidden>")
            )
        }
    }

    @Test("each notice is a sentence, and counts accounts where that is to be said")
    func notices() {
        for done in PageDone.allCases {
            #expect(done.notice(nil).text.last == ".")
            #expect(PageDone(rawValue: done.rawValue) == done)
        }
        #expect(PageDone.paused.notice(3).text == "Paused 3 accounts.")
        #expect(PageDone.reset.notice(1).text == "Reset 1 account.")
        #expect(PageDone.paused.notice(0).tone == .none)
        #expect(PageDone.revoked.notice(7).text == PageDone.revoked.notice(nil).text)
        let link = PageLink("budgets", "a").saying(.paused, 3)
        #expect(link.href == "/budgets/a?done=paused&count=3")
    }

    @Test("the error of a form names its fields and leads back")
    func errors() throws {
        var page = ErrorPage(status: 422, title: "No", detail: "Nothing was done.")
        page.faults = ["Limit: unknown unit", "Id: must be given"]
        page.fields = ["limit", "id"]
        page.back = "/budgets"
        let html = try Self.html(page)
        #expect(html.contains("data-fields=\"limit id\""))
        #expect(html.contains("<li>Limit: unknown unit</li>"))
        #expect(html.contains("<a class=\"button main\" href=\"/budgets\">Back to the page</a>"))
    }

    @Test("the API's reference has margins, and says something without a script")
    func docs() throws {
        let html = try Self.html(DocsPage())
        #expect(html.contains("<div class=\"reading\">") && html.contains("<noscript>"))
        #expect(html.contains("id=\"docs-state\" class=\"empty\" role=\"status\" hidden"))
    }

    @Test("the footer tells the program's version from the policy's")
    func versions() throws {
        var frame = SamplePages.plain.frame
        frame.policyVersion = 3
        let renderer = try PageRenderer()
        for page in [SamplePages.plain.policy as any Page, SamplePages.plain.budget] {
            let html = String(decoding: renderer.render(page, in: frame), as: UTF8.self)
            #expect(html.contains("Farthing 0.7.0 · policy 3, as receipts number it"))
        }
    }
}
