/// That a page cannot be shown, or a form was not taken, and what to do.
package struct ErrorPage: Page {
    package static let template = "error"

    /// The status of the answer.
    package var status: Int
    /// What happened, in a few words.
    package var title: String
    /// What happened and what helps, in a sentence or two.
    package var detail: String
    /// The error's name, by which the page's script goes; empty for none.
    package var code = ""
    /// What is wrong with single fields of a form, a sentence each, the field's label first.
    package var faults: [String] = []
    /// The names of those fields.
    package var fields: [String] = []
    /// The path of the page that the form is on; nil where there was no form. The caller checks it.
    package var back: String?
    /// What finds the error in the log; nil for none.
    package var reference: String?

    package var place: PagePlace? { nil }

    /// Makes the page.
    package init(status: Int, title: String, detail: String, reference: String? = nil) {
        self.status = status
        self.title = title
        self.detail = detail
        self.reference = reference
    }

    /// There is nothing at this address.
    package static let notFound = ErrorPage(
        status: 404,
        title: "Not found",
        detail: "There is nothing at this address, or it is not yours to see."
    )

    /// Whoever asks is known, and may not.
    package static let forbidden = ErrorPage(
        status: 403,
        title: "Not allowed",
        detail: "Your role does not allow this. Ask an admin for another one."
    )

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "status": status, "title": title, "detail": detail, "reference": reference,
            "faults": faults, "hasFaults": !faults.isEmpty,
            "code": code, "faultFields": fields.joined(separator: " "), "backHref": back,
        ])
    }
}
