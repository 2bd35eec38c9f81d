import Farthing
import FarthingCore

/// Lists the registered tools of the key's workspace.
enum ToolsCall {
    /// Tools in one answer.
    static let toolsMax = 100

    static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        guard let key = request.key else { throw .missingKey }
        let query = try Query(request.uri)
        let tools = client.loop.gateway.tools
        if let name = query.name {
            let found = tools.tool(name, in: key.workspace)
            client.respond(answer([found].compactMap(\.self)[...], next: nil))
            return
        }
        let found = tools.tools(of: key.workspace, after: query.after, limit: toolsMax + 1)
        let page = found.prefix(toolsMax)
        client.respond(answer(page, next: found.count > toolsMax ? page.last : nil))
    }

    private static func answer(
        _ tools: ArraySlice<ToolBook.Priced>,
        next: ToolBook.Priced?
    ) -> Answer {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("tools")
        json.beginArray()
        for tool in tools {
            json.beginObject()
            json.key("name")
            json.string(tool.tool.name)
            tool.writeAmount(to: &json)
            json.key("guards")
            tool.tool.guards.write(to: &json)
            json.key("description")
            json.string(tool.tool.description)
            json.endObject()
        }
        json.endArray()
        json.key("next")
        if let next {
            let place = RegisteredTool.normal(next.tool.name)
            json.string(String(decoding: Base64.url.encode(Array(place.utf8)), as: UTF8.self))
        } else {
            json.null()
        }
        json.endObject()
        return Answer(status: 200, body: json.bytes)
    }

    /// What of the tools is asked for.
    private struct Query {
        /// One tool by its name; nil for all.
        var name: String?
        /// The place behind which to begin; nil for the first.
        var after: String?

        /// Reads `?name=NAME` or `?cursor=CURSOR` of a request's target.
        init(_ target: String) throws(RequestRefusal) {
            let parts = target.split(separator: "?", maxSplits: 1)
            guard parts.count == 2 else { return }
            for pair in parts[1].split(separator: "&") {
                let member = pair.split(
                    separator: "=",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                guard let value = member.last.flatMap(Self.decoded), member.count == 2 else {
                    throw .toolQuery
                }
                switch member[0] {
                case "name" where name == nil && after == nil: name = value
                case "cursor" where name == nil && after == nil:
                    guard let bytes = Base64.url.decode(value.utf8) else { throw .toolQuery }
                    after = String(decoding: bytes, as: UTF8.self)
                default: throw .toolQuery
                }
            }
        }

        /// Percent-decodes; nil for a broken escape and for what is no UTF-8.
        private static func decoded(_ text: Substring) -> String? {
            var bytes: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "%") else {
                    bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                    continue
                }
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, let code = UInt8(digits, radix: 16),
                    digits.utf8.first != UInt8(ascii: "+")
                else { return nil }
                bytes.append(code)
                rest = rest.dropFirst(2)
            }
            return String(validating: bytes, as: UTF8.self)
        }
    }
}

extension RequestRefusal {
    fileprivate static let toolQuery = RequestRefusal.spend(
        "invalid_value",
        nil,
        "The query is not understood. Write ?name=NAME, ?cursor= and what 'next' was, or nothing."
    )
}
