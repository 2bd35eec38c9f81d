internal import Mustache

/// Makes HTML of pages. Made once: all templates are read then.
package struct PageRenderer: Sendable {
    private let library: MustacheLibrary
    private let assets: PageAssets
    private let marksUnknown: Bool

    /// Reads all templates.
    ///
    /// - Parameter marksUnknown: whether a name in a template that nobody has shows on the page.
    /// - Throws: ``PageTemplateError`` where a template cannot be read.
    package init(marksUnknown: Bool = false) throws(PageTemplateError) {
        library = try PageTemplates.library()
        assets = PageAssets.all
        self.marksUnknown = marksUnknown
    }

    /// The whole page in its frame, as UTF-8.
    package func render(_ page: some Page, in frame: PageFrame) -> [UInt8] {
        write(type(of: page).template, page, in: frame)
    }

    /// One part of the page by itself, as UTF-8; nil where the page has no such part.
    package func part(_ name: String, of page: some Page, in frame: PageFrame) -> [UInt8]? {
        let kind = type(of: page)
        guard kind.parts.contains(name) else { return nil }
        return write(kind.template + "." + name, page, in: frame)
    }

    private func write(_ template: String, _ page: some Page, in frame: PageFrame) -> [UInt8] {
        let root = PageRoot(
            page: page.pageFields(nowMs: frame.nowMs),
            frame: frame.fields(title: page.title, place: page.place, assets: assets),
            marksUnknown: marksUnknown
        )
        // A template without a name is a mistake in this room, which the tests of all pages find.
        let html = library.render(root, withTemplate: template) ?? ""
        return Array(html.utf8)
    }
}

/// A template that cannot be read.
package struct PageTemplateError: Error, Sendable {
    /// The template's name.
    package let template: String
    /// What is wrong with it.
    package let detail: String
}
