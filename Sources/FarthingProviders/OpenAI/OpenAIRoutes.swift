/// Which requests to an OpenAI upstream are metered, free, or refused.
///
/// An allow-list: what is not named here may cost money in a way that nobody holds for.
package enum OpenAIRoutes {
    package enum Route: Hashable, Sendable {
        /// Metered.
        case chatCompletions
        /// Costs nothing: passed through without a hold.
        case free
        /// Refused with 403 and a message that names the route.
        case refused(String)
    }

    /// Classifies a request by its method and its target, with or without a query, as it stands
    /// below the upstream's prefix: `/v1/chat/completions`.
    ///
    /// Nothing is normalised: a path that is not spelled as documented is refused, so that we and
    /// the provider cannot read it differently.
    package static func route(method: String, target: String) -> Route {
        let path =
            target.utf8.firstIndex(of: UInt8(ascii: "?")).map { target[..<$0] } ?? target[...]
        switch (method, path) {
        case ("POST", "/v1/chat/completions"): return .chatCompletions
        case ("GET", "/v1/models"): return .free
        case ("GET", _) where isModel(path): return .free
        default: return .refused(reason(method, path))
        }
    }

    /// Whether the path is `/v1/models/{id}`, the id being one plain segment.
    private static func isModel(_ path: Substring) -> Bool {
        guard path.hasPrefix("/v1/models/") else { return false }
        let id = path.dropFirst("/v1/models/".count).utf8
        guard (1...256).contains(id.count), id.first != UInt8(ascii: ".") else { return false }
        return id.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: ":"):
                true
            default: false
            }
        }
    }

    private static func reason(_ method: String, _ path: Substring) -> String {
        let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let shown = isPlain ? String(path.prefix(100)) : "this path"
        if path.hasPrefix("/v1/realtime") {
            return "\(shown) is refused: realtime sessions cannot be bounded by this gateway."
        }
        let verb = method.utf8.allSatisfy { 0x41...0x5A ~= $0 } ? String(method.prefix(10)) : ""
        return "\(verb) \(shown) is refused: it is no route that has a price here. "
            + "Use POST /v1/chat/completions."
    }
}
