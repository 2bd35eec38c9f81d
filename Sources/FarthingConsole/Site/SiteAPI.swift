import FarthingCore
import FarthingPages

/// The operations under `/v1` as pages use them: within the process and in the name of whoever looks, so
/// that a form and a program do the same.
struct SiteAPI: Sendable {
    private let table: RouteTable

    init(_ routes: [Route]) { table = RouteTable(routes) }

    /// Whether there is such an operation.
    func has(_ method: String, _ path: String) -> Bool {
        if case .route = table.find(method, path) { return true }
        return false
    }

    /// What is answered to a question, as JSON.
    ///
    /// - Parameter link: the operation's path, with its query.
    /// - Throws: ``ConsoleError`` as a program would be answered.
    func get(_ link: PageLink, by request: ConsoleRequest) async throws -> JSONNode {
        try JSONDocument(await bytes("GET", link, by: request)).root
    }

    /// The same, as it is.
    func bytes(
        _ method: String,
        _ link: PageLink,
        by request: ConsoleRequest,
        fields: [(name: String, value: String)] = [],
        _ body: [UInt8] = []
    ) async throws -> [UInt8] {
        var path = link
        path.query = []
        guard case .route(let route, let parameters) = table.find(method, path.href) else {
            throw ConsoleError.notFound("operation")
        }
        if case .principal(let permission?) = route.access,
            !(request.principal?.permissions.contains(permission) ?? false)
        {
            throw ConsoleError(
                403,
                "forbidden",
                "This takes the permission \(permission.rawValue)."
            )
        }
        guard body.count <= route.bodyBytesMax else {
            throw ConsoleError(413, "too_large", "This is longer than can be taken.")
        }
        var asked = ConsoleRequest(
            method: method,
            path: path.href,
            query: link.query.filter { !$0.value.isEmpty }.map { ($0.name, $0.value) },
            fields: fields + (body.isEmpty ? [] : [("content-type", "application/json")]),
            body: body,
            client: request.client
        )
        asked.parameters = parameters
        asked.principal = request.principal
        guard case .bytes(let bytes) = try await route.handler(asked).body else { return [] }
        return bytes
    }

    /// Changes something.
    ///
    /// - Parameter write: writes the members of the body.
    /// - Returns: the answer as JSON; nil where it has none.
    /// - Throws: ``ConsoleError`` as a program would be answered.
    @discardableResult
    func send(
        _ method: String,
        _ link: PageLink,
        by request: ConsoleRequest,
        fields: [(name: String, value: String)] = [],
        _ write: (inout JSONWriter) -> Void = { _ in }
    ) async throws -> JSONNode? {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        write(&json)
        json.endObject()
        let body = method == "DELETE" ? [] : json.bytes
        let answer = try await bytes(method, link, by: request, fields: fields, body)
        return answer.isEmpty ? nil : try JSONDocument(answer).root
    }
}

extension JSONNode {
    /// A member's text; empty where there is none.
    func text(_ name: String) -> String { member(name)?.string ?? "" }

    /// A member's whole number; nil where there is none.
    func int(_ name: String) -> Int64? { member(name)?.int64 }

    /// Whether a member is true.
    func isTrue(_ name: String) -> Bool { member(name)?.bool ?? false }

    /// The elements of a list that is a member.
    func list(_ name: String) -> [JSONNode] { member(name)?.elements.map { $0 } ?? [] }
}

extension ConsoleRequest {
    /// What a form says under a name, without white space around it; empty where it says nothing.
    func said(_ name: String) -> String {
        (form.first { $0.name == name }?.value ?? "").trimmedOfSpace
    }

    /// What a page's address says under a name; empty where it says nothing.
    func asked(_ name: String) -> String { queryValue(name) ?? "" }
}

extension String {
    /// The same without white space around it.
    var trimmedOfSpace: String {
        let head = drop { $0.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...last])
    }
}

extension JSONWriter {
    /// Writes names and values as an object.
    mutating func pairs(_ pairs: [(name: String, value: String)]) {
        beginObject()
        for pair in pairs {
            key(text: pair.name)
            string(pair.value)
        }
        endObject()
    }

    /// Writes what a form says as its note, where it says something.
    mutating func note(_ request: ConsoleRequest) {
        let note = request.said("note")
        if note.isEmpty { return }
        key("note")
        string(note)
    }
}
