import FarthingPages
import Testing

@Suite("Templates")
struct PageTemplateTests {
    @Test(
        "no template writes a value unescaped",
        arguments: ["{{{a}}}", "{{&a}}", "{{% CONTENT_TYPE:TEXT}}", "{{=<% %>=}}", "{{}}", "{{a"]
    )
    func unescaped(template: String) {
        #expect(throws: PageTemplates.TagError.self) { try PageTemplates.expanded(template) }
    }

    @Test("our own tags are written in mustache's")
    func tags() throws {
        #expect(try PageTemplates.expanded("a{{b:time}}c") == "a{{#b}}{{>time}}{{/b}}c")
        #expect(
            try PageTemplates.expanded("{{~b}}")
                == "{{% CONTENT_TYPE:KEPT}}{{b}}{{% CONTENT_TYPE:SHOWN}}"
        )
        #expect(try PageTemplates.expanded("{{#a}}{{.}}{{/a}} { }") == "{{#a}}{{.}}{{/a}} { }")
    }

    @Test("each template of a page is there, and so is each of its parts")
    func files() {
        for (_, page) in SamplePages.plain.all {
            let kind = type(of: page)
            #expect(PageTemplates.texts[kind.template]?.hasPrefix("{{>frame}}\n") == true)
            for part in kind.parts {
                #expect(PageTemplates.texts[kind.template + "." + part] != nil)
            }
        }
    }

    @Test("a name that a row has without a value is not looked for outside of the row")
    func absence() throws {
        let renderer = try PageRenderer(marksUnknown: true)
        var agents = SamplePages.plain.agents
        agents.agents[0].lastCallAtMs = nil
        let html = String(
            decoding: renderer.render(agents, in: SamplePages.plain.frame),
            as: UTF8.self
        )
        #expect(html.contains("<span class=\"soft\">never</span>"))
    }

    @Test("assets have their types and an entity tag of their own")
    func assets() throws {
        #expect(PageAsset.names == ["docs.js", "farthing.css", "farthing.svg", "live.js"])
        let assets = try PageAsset.names.map { try #require(PageAsset.named($0)) }
        #expect(Set(assets.map(\.etag)).count == assets.count)
        for asset in assets {
            #expect(!asset.bytes.isEmpty)
            #expect(asset.etag.utf8.count == 34)
            let text = String(decoding: asset.bytes, as: UTF8.self)
            #expect(!text.contains("innerHTML = "))
            #expect(!text.contains("eval("))
            #expect(!text.contains("@import"))
            #expect(!text.contains("url("))
        }
        #expect(PageAsset.named("../base.css") == nil)
        #expect(PageAsset.named("base.css") == nil)
    }

    @Test("pages name assets that are there, by an address that changes with their contents")
    func assetLinks() throws {
        let renderer = try PageRenderer()
        let page = renderer.render(DocsPage(), in: SamplePages.plain.frame)
        let html = String(decoding: page, as: UTF8.self)
        for name in PageAsset.names {
            let asset = try #require(PageAsset.named(name))
            #expect(html.contains("/assets/\(name)?v=\(asset.etag.dropFirst().prefix(12))"))
        }
    }
}
