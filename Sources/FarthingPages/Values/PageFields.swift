internal import Mustache

/// What a template reads by name: a page's values, or those of one row of it.
///
/// A name that is there without a value is absent and ends the search; one that is not there at all is
/// looked for further out, so that rows can read what the frame says.
package struct PageFields: MustacheParent {
    private var values: [String: Any]

    /// Parts and lists of parts become their fields; nil becomes ``Absent``.
    init(_ values: [String: Any?]) {
        self.values = values.mapValues(PageFields.readable)
    }

    package func child(named name: String) -> Any? { values[name] }

    /// These fields with others added; where both have a name, the others count.
    func adding(_ others: PageFields) -> PageFields {
        var sum = self
        sum.values.merge(others.values) { _, other in other }
        return sum
    }

    private static func readable(_ value: Any?) -> Any {
        switch value {
        case nil: Absent()
        case let text as String: text
        case let part as any PagePart: part.fields
        case let list as [any PagePart]: list.map(\.fields)
        case .some(let value): value
        }
    }
}

/// Something that templates read: a row, a figure, a form.
package protocol PagePart {
    /// What templates read of it.
    var fields: PageFields { get }
}

/// A value that is not there: writes nothing, and sections about it are left out.
struct Absent: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}

/// What a template looks up last: the page, then the frame around it.
struct PageRoot: MustacheParent {
    let page: PageFields
    let frame: PageFields
    /// Whether a name that nobody has shows as a mark instead of nothing.
    let marksUnknown: Bool

    func child(named name: String) -> Any? {
        page.child(named: name) ?? frame.child(named: name)
            ?? (marksUnknown ? "unknown name: " + name : nil)
    }
}
