import FarthingPages
import Testing

@Suite("Hostile values")
struct HostileTextTests {
    private static let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        // One character to Swift, a quotation mark to a browser.
        "\"\u{301} onfocus=alert(1) autofocus x=\"\u{301}",
        "<\u{20D2}script>", "</textarea><script>alert(1)</script>", "</title><svg onload=alert(1)>",
        "]]>--><!--", "{{csrf}}{{{csrf}}}{{>frame}}", "javascript:alert(1)", "data:text/html,x",
        "\u{202E}gpj.exe\u{2066}", "a\r\nset-cookie: b", "\0\u{1}\u{7F}\u{85}", "&lt;b&gt;&amp;",
        "../../kill", "//evil.example/", "%2e%2e%2f", String(repeating: "W", count: 256),
        String(repeating: "é\u{301}", count: 64), "🏳️‍🌈 \u{FEFF}",
    ]

    /// Of each sort the same value everywhere, so that what is equal on one page is on the other.
    private static func samples(_ value: String) -> SamplePages {
        SamplePages { $0.isEmpty ? "" : value }
    }

    /// What each page is made of where all values are harmless.
    private static let outlines: [[String]] = {
        guard let renderer = try? PageRenderer(marksUnknown: true) else { return [] }
        let harmless = HostileTextTests.samples("harmless")
        return harmless.all.map { page in
            let html = renderer.render(page.page, in: harmless.frame)
            return MarkupReader.tokens(of: String(decoding: html, as: UTF8.self)).outline
        }
    }()

    @Test("no value changes what a page is made of", arguments: hostile)
    func outline(value: String) throws {
        let renderer = try PageRenderer(marksUnknown: true)
        let hostile = Self.samples(value)
        let expected = Self.outlines
        #expect(expected.count == hostile.all.count)
        for (outline, other) in zip(expected, hostile.all) {
            let found = tokens(renderer.render(other.page, in: hostile.frame))
            #expect(found.outline == outline, "\(other.name)")
            for name in ["href", "action", "formaction", "src"] {
                for (_, link) in found.values(of: name) {
                    #expect(link.hasPrefix("/") && !link.hasPrefix("//") || link.hasPrefix("#"))
                    #expect(!link.split(separator: "/").contains(".."))
                }
            }
        }
    }

    @Test("no letter that turns the direction of writing is where it is read")
    func direction() throws {
        let renderer = try PageRenderer()
        let samples = Self.samples("\u{202E}abc\u{2066}\u{200B}\u{1}")
        for (name, page) in samples.all {
            let html = renderer.render(page, in: samples.frame)
            for case .text(let text) in tokens(html) {
                let unseen = text.unicodeScalars.filter {
                    [0x202E, 0x2066, 0x200B, 1].contains($0.value)
                }
                // What comes back with a form is left as it was, in areas and fields alone.
                if name != "policy", name != "policy-explained" {
                    #expect(unseen.isEmpty, "\(name)")
                }
            }
        }
    }

    @Test("every text of every sample page is put to the test")
    func coverage() {
        let mark = "the mark"
        let fixed: Set = ["not-found", "forbidden"]
        for (name, page) in Self.samples(mark).all where !fixed.contains(name) {
            var others: [String] = []
            collect(page, mark, into: &others)
            #expect(others.isEmpty, "\(name): \(others)")
        }
    }

    @Test("what comes back with a form is what was put into it", arguments: hostile)
    func forms(value: String) throws {
        // HTML has no way to carry it.
        guard !value.contains("\0") else { return }
        let renderer = try PageRenderer()
        let samples = Self.samples(value)
        let html = String(
            decoding: renderer.render(samples.policy, in: samples.frame),
            as: UTF8.self
        )
        let tokens = MarkupReader.tokens(of: html)
        let start = tokens.firstIndex { if case .open("textarea", _) = $0 { true } else { false } }
        guard let start, case .text(let text) = tokens[start + 1] else {
            Issue.record("there is no area")
            return
        }
        // A browser leaves out the first line feed of an area.
        #expect(unescaped(String(text.unicodeScalars.dropFirst())) == value)
    }

    private func tokens(_ html: [UInt8]) -> [MarkupReader.Token] {
        MarkupReader.tokens(of: String(decoding: html, as: UTF8.self))
    }

    /// All texts within `value` that are neither empty nor the mark; names in addresses are ours.
    private func collect(_ value: Any, _ mark: String, into others: inout [String]) {
        if value is PageLink { return }
        if let text = value as? String {
            if !text.isEmpty, text != mark { others.append(text) }
            return
        }
        for child in Mirror(reflecting: value).children {
            collect(child.value, mark, into: &others)
        }
    }

    private func unescaped(_ html: String) -> String {
        let names = [
            "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&#96;": "`", "&#123;": "{",
            "&#125;": "}", "&#13;": "\r",
        ]
        var text = String.UnicodeScalarView()
        var rest = html[...].unicodeScalars
        while let first = rest.first {
            if first == "&", let end = rest.firstIndex(of: ";") {
                let entity = String(rest[...end])
                if let plain = names[entity] ?? (entity == "&amp;" ? "&" : nil) {
                    text.append(contentsOf: plain.unicodeScalars)
                    rest = rest[rest.index(after: end)...]
                    continue
                }
            }
            text.append(rest.removeFirst())
        }
        return String(text)
    }
}
