/// A page of the console: values with types, and the template that shows them.
package protocol Page: Sendable {
    /// The template's name.
    static var template: String { get }
    /// The parts that can be asked for by themselves.
    static var parts: [String] { get }
    /// What the browser's title and the page's heading say.
    var title: String { get }
    /// Where it stands in the navigation; nil for pages that stand nowhere.
    var place: PagePlace? { get }
    /// What its template reads.
    func pageFields(nowMs: Int64) -> PageFields
}

extension Page {
    package static var parts: [String] { [] }
}
