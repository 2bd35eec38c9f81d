import FarthingPages
import Testing

@Suite("The markup of all pages")
struct PageMarkupTests {
    private static let renderer = try? PageRenderer(marksUnknown: true)

    private static let pages = SamplePages.plain.all.map(\.name)

    private static func html(_ name: String, person: Bool = true) throws -> String {
        let renderer = try #require(renderer)
        let samples = SamplePages.plain
        let page = try #require(samples.all.first { $0.name == name }).page
        var frame = samples.frame
        if !person || name == "sign-in" { frame.person = nil }
        return String(decoding: renderer.render(page, in: frame), as: UTF8.self)
    }

    @Test("every name in a template is known, and every tag that opens is closed", arguments: pages)
    func wholeness(name: String) throws {
        let html = try Self.html(name)
        #expect(html.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
        #expect(html.hasSuffix("</html>\n") || html.hasSuffix("</html>"))
        #expect(!html.contains("unknown name"))
        #expect(!html.contains("{{"))
        let void: Set = ["!doctype", "meta", "link", "input", "br"]
        let drawn: Set = ["circle", "path", "rect", "line"]
        var open: [String] = []
        for token in MarkupReader.tokens(of: html) {
            switch token {
            case .open(let tag, _) where void.contains(tag) || drawn.contains(tag): break
            case .open(let tag, _): open.append(tag)
            case .close(let tag): #expect(open.popLast() == tag)
            case .text: break
            }
        }
        #expect(open.isEmpty)
    }

    @Test("nothing needs what the content policy forbids", arguments: pages)
    func policy(name: String) throws {
        let tokens = MarkupReader.tokens(of: try Self.html(name))
        #expect(tokens.values(of: "style").isEmpty)
        #expect(tokens.opened("style").isEmpty)
        for script in tokens.opened("script") {
            #expect(script["src"]?.hasPrefix("/assets/") == true)
        }
        for token in tokens {
            guard case .open(_, let attributes) = token else { continue }
            #expect(!attributes.contains { $0.name.hasPrefix("on") })
        }
        for (_, href) in ["href", "action", "formaction"].flatMap({ tokens.values(of: $0) }) {
            #expect(href.hasPrefix("/") && !href.hasPrefix("//") || href.hasPrefix("#"))
        }
    }

    @Test(
        "forms that change something carry the token, and none is within another",
        arguments: pages
    )
    func forms(name: String) throws {
        var isPost = false
        var hasToken = false
        var depth = 0
        for token in MarkupReader.tokens(of: try Self.html(name)) {
            switch token {
            case .open("form", let attributes):
                depth += 1
                #expect(depth == 1)
                isPost = attributes.contains { $0.name == "method" && $0.value == "post" }
                hasToken = false
            case .open("input", let attributes):
                hasToken =
                    hasToken
                    || attributes.contains(.init(name: "name", value: "csrf"))
                        && attributes.contains(.init(name: "value", value: "q8c2h0f1"))
            case .close("form"):
                depth -= 1
                #expect(hasToken == isPost)
            default: break
            }
        }
    }

    @Test(
        "everything that is asked for has a label of its own, and ids are there once",
        arguments: pages
    )
    func labels(name: String) throws {
        let tokens = MarkupReader.tokens(of: try Self.html(name))
        let ids = tokens.values(of: "id").map(\.value)
        #expect(Set(ids).count == ids.count)
        let labels = Set(tokens.values(of: "for").map(\.value))
        #expect(labels.isSubset(of: ids))
        let asked = ["input", "select", "textarea"].flatMap { tokens.opened($0) }
        for field in asked where field["type"] != "hidden" {
            #expect(labels.contains(field["id"] ?? ""))
        }
        for name in ["aria-describedby", "aria-labelledby"] {
            for (_, value) in tokens.values(of: name) {
                #expect(ids.contains(value))
            }
        }
    }

    @Test("there is one heading of the first rank, and no rank is left out", arguments: pages)
    func headings(name: String) throws {
        var ranks: [Int] = []
        var isMain = false
        for token in MarkupReader.tokens(of: try Self.html(name)) {
            guard case .open(let tag, _) = token else { continue }
            if tag == "main" { isMain = true }
            if isMain, tag.count == 2, tag.first == "h", let rank = Int(tag.dropFirst()) {
                ranks.append(rank)
            }
        }
        #expect(ranks.first == 1)
        #expect(ranks.filter { $0 == 1 }.count == 1)
        for (before, after) in zip(ranks, ranks.dropFirst()) { #expect(after <= before + 1) }
    }

    @Test("tables have a caption, and their heads say what they are about", arguments: pages)
    func tables(name: String) throws {
        let tokens = MarkupReader.tokens(of: try Self.html(name))
        #expect(tokens.opened("table").count == tokens.opened("caption").count)
        for head in tokens.opened("th") {
            #expect(head["scope"] == "col" || head["scope"] == "row")
        }
        for picture in tokens.opened("svg") where picture["role"] == "img" {
            #expect(picture["aria-label"]?.isEmpty == false)
        }
    }

    @Test("who may only look is shown no switch", arguments: pages)
    func roles(name: String) throws {
        let renderer = try #require(Self.renderer)
        let page = try #require(SamplePages.plain.all.first { $0.name == name }).page
        var frame = SamplePages.plain.frame
        frame.person = PageFrame.Person(name: "vi", role: "viewer")
        let html = String(decoding: renderer.render(page, in: frame), as: UTF8.self)
        let posts = MarkupReader.tokens(of: html).opened("form").filter { $0["method"] == "post" }
        // What only asks, and changes nothing, is for everybody.
        let open = ["/sign-out", "/sign-in", "/policy/explain", "/policy/diff", "/policy/backtest"]
        #expect(Set(posts.compactMap { $0["action"] }).isSubset(of: open))
    }

    @Test("every part is on its page, and comes alone as it is there", arguments: pages)
    func parts(name: String) throws {
        let renderer = try #require(Self.renderer)
        let page = try #require(SamplePages.plain.all.first { $0.name == name }).page
        let frame = SamplePages.plain.frame
        let html = String(decoding: renderer.render(page, in: frame), as: UTF8.self)
        let marked = MarkupReader.tokens(of: html).values(of: "data-live").map(\.value)
        #expect(Set(marked) == Set(type(of: page).parts))
        for part in marked {
            let bytes = renderer.part(part, of: page, in: frame) ?? []
            #expect(!bytes.isEmpty)
            #expect(html.contains(String(decoding: bytes, as: UTF8.self)))
        }
        let unknown = ["frame", "", "../frame"].map { renderer.part($0, of: page, in: frame) }
        #expect(unknown == [nil, nil, nil])
    }

    @Test("nobody's sign-in page has no navigation, and no session's token but the form's")
    func signedOut() throws {
        let html = try Self.html("sign-in")
        #expect(!html.contains("<nav"))
        #expect(!html.contains("live.js"))
        #expect(html.contains("autocomplete=\"current-password\""))
    }

    @Test("a stopped server says so on every page")
    func stopped() throws {
        let renderer = try #require(Self.renderer)
        var frame = SamplePages.plain.frame
        frame.stopped = .init(
            atMs: SamplePages.nowMs - 1_000,
            by: "person:mina@example.com",
            note: "it pays everybody"
        )
        for (_, page) in SamplePages.plain.all {
            let html = String(decoding: renderer.render(page, in: frame), as: UTF8.self)
            #expect(html.contains("Everything is stopped"))
            #expect(html.contains("by person:mina@example.com: “it pays everybody”"))
            #expect(html.contains("href=\"/settings#lift\""))
        }
    }
}
