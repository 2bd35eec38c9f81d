/// The API's reference, made in the browser of `/openapi.json`.
package struct DocsPage: Page {
    package static let template = "docs"

    package var title: String { "API" }
    package var place: PagePlace? { .docs }

    /// Makes the page.
    package init() {}

    package func pageFields(nowMs: Int64) -> PageFields { PageFields([:]) }
}
