package import FarthingCore

/// A request as handlers see it: read whole, its bounds kept.
package struct ConsoleRequest: Sendable {
    /// Upper case.
    package let method: String
    /// The path as it was sent, without its query.
    package let path: String
    /// The query's members in their order, decoded.
    package let query: [(name: String, value: String)]
    /// The header's fields in their order, names in lower case.
    package let fields: [(name: String, value: String)]
    /// The body, at most what its route allows.
    package let body: [UInt8]
    /// The client's address, without its port; empty where it is not known.
    package let client: String
    /// What stands in the path where its route has names, decoded.
    package internal(set) var parameters: [String: String] = [:]
    /// Who sent it; set before a handler is called, and nil on routes that anybody may call.
    package internal(set) var principal: Principal?

    package init(
        method: String,
        path: String,
        query: [(name: String, value: String)] = [],
        fields: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        client: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
        self.client = client
    }

    /// The value of a header's field, by its name in lower case; the first of several.
    package func field(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// The value of a member of the query; the first of several.
    package func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// A cookie's value.
    package func cookie(_ name: String) -> String? {
        for field in fields where field.name == "cookie" {
            for pair in field.value.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                guard let equals = pair.firstIndex(of: "="), pair[..<equals] == name else {
                    continue
                }
                return String(pair[pair.index(after: equals)...])
            }
        }
        return nil
    }

    /// What stands in the path in the place of a name; empty where the route has no such name.
    package func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The body's type, without what follows it, in lower case.
    package var contentType: String {
        let text = field("content-type") ?? ""
        return String(text.prefix { $0 != ";" }).lowercased().filter { $0 != " " }
    }

    /// The body as JSON.
    ///
    /// - Throws: ``ConsoleError`` 400 where it is none, or has members twice.
    package func json() throws -> JSONNode {
        do throws(JSONError) {
            return try JSONDocument(body).root
        } catch {
            throw ConsoleError(400, "malformed_json", "The body is not JSON: \(error.message).")
        }
    }

    /// The body as the fields of a form.
    package var form: [(name: String, value: String)] {
        FormText.fields(String(decoding: body, as: UTF8.self))
    }
}
