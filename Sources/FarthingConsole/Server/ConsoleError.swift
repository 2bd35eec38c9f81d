package import FarthingCore

/// Why a request is refused; nothing was applied, where it does not say otherwise.
package struct ConsoleError: Error, Sendable {
    /// The HTTP status.
    package var status: Int
    /// What programs go by: lower-case words with underscores.
    package var code: String
    /// The reason and the fix, for people; never what was sent.
    package var detail: String
    /// Further fields of the header, names in lower case.
    package var fields: [(name: String, value: String)] = []
    /// What is wrong with single members of the body or of the query; never their values.
    package var faults: [Fault] = []
    /// The page that a form was sent from, for the way back; nil where no form was.
    package var back: LocalPath?
    /// What stands for ``detail`` where agent-gov's errors have more than a text there: one JSON value.
    package var detailJSON: [UInt8]?

    /// What is wrong with one member of a request.
    package struct Fault: Hashable, Sendable {
        /// A JSON pointer into the body (`/name`), or the name of a parameter of path or query.
        package var place: String
        package var detail: String
        /// Where in a text that the member is, from 1; nil where it is no such text.
        package var position: Position?

        package init(_ place: String, _ detail: String, at position: Position? = nil) {
            self.place = place
            self.detail = detail
            self.position = position
        }

        /// A line and a column.
        package struct Position: Hashable, Sendable {
            package var line: Int64
            package var column: Int64

            package init(line: Int64, column: Int64) {
                self.line = line
                self.column = column
            }
        }
    }

    package init(_ status: Int, _ code: String, _ detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    /// What the ledger could not do.
    package init(_ error: LedgerError) {
        switch error.code {
        case .invalid: self.init(422, "invalid", error.message)
        case .unavailable: self.init(503, "ledger_unavailable", error.message)
        case .outcomeUnknown: self.init(503, "outcome_unknown", error.message)
        case .diskLow: self.init(503, "disk_low", error.message)
        }
    }

    /// Nothing of this name is there, or nothing that the caller may see.
    package static func notFound(_ what: String) -> ConsoleError {
        ConsoleError(404, "not_found", "There is no \(what) of this name.")
    }

    /// How errors are spelt, which is a matter of whose API a route is of.
    package enum Style: Sendable {
        /// RFC 9457's problem+json, with `code`.
        case problem
        /// agent-gov's `{"detail": …}`.
        case detail
        /// A page.
        case page
    }

    /// The answer of an API.
    package func answer(_ style: Style) -> ConsoleAnswer {
        var answer: ConsoleAnswer
        switch style {
        case .detail:
            answer = .json(status) { json in
                json.key("detail")
                if let detailJSON { json.raw(detailJSON) } else { json.string(detail) }
            }
        case .problem, .page:
            answer = .json(status) { json in
                json.key("type")
                json.string("urn:farthing:problem:" + code)
                json.key("title")
                json.string(Self.title(status))
                json.key("status")
                json.int(Int64(status))
                json.key("code")
                json.string(code)
                json.key("detail")
                json.string(detail)
                if !faults.isEmpty {
                    json.key("errors")
                    json.beginArray()
                    for fault in faults {
                        json.beginObject()
                        if let position = fault.position {
                            json.key("column")
                            json.int(position.column)
                        }
                        json.key("detail")
                        json.string(fault.detail)
                        if let position = fault.position {
                            json.key("line")
                            json.int(position.line)
                        }
                        json.key(fault.place.hasPrefix("/") ? "pointer" : "parameter")
                        json.string(fault.place)
                        json.endObject()
                    }
                    json.endArray()
                }
            }
            answer.contentType = "application/problem+json"
        }
        answer.fields = fields
        return answer
    }

    /// A status in words, as RFC 9110 has them.
    package static func title(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        default: "Error"
        }
    }
}
