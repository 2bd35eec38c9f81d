/// Which requests to the Gemini API are metered, free, or refused.
///
/// An allow-list over the methods of `v1beta` and `v1` (Google, “Gemini API reference”): what is not
/// named here, such as uploads, caches, batches and live sessions, may cost money in a way that
/// nobody holds for.
package enum GeminiRoutes {
    /// Classifies a request by its method, its path and its query.
    ///
    /// Nothing is normalised: a path that is not spelled as documented is refused, so that we and
    /// the provider cannot read it differently.
    package static func route(_ head: DialectHead) -> DialectRoute {
        // Google's servers take another method from this field, and would not do what was judged.
        guard head.field("x-http-method-override") == nil else {
            return .refused("Requests with the field 'x-http-method-override' are refused.")
        }
        if let reason = refusal(ofQuery: head.query) { return .refused(reason) }
        guard let path = GeminiPath(head.path) else {
            return .refused(unknown(head))
        }
        switch (head.method, path.verb) {
        case ("GET", nil): return .free
        case ("POST", .generateContent) where isPlain(head.query):
            return .metered(GenerateContentReader(model: path.model, isStream: false))
        case ("POST", .streamGenerateContent):
            guard head.query == "alt=sse" else {
                return .refused(
                    "streamGenerateContent is refused without 'alt=sse': its answer is one JSON "
                        + "array, which cannot be ended well when money runs out. Add ?alt=sse."
                )
            }
            return .metered(GenerateContentReader(model: path.model, isStream: true))
        case ("POST", .countTokens) where isPlain(head.query): return .free
        case ("POST", .embedContent) where isPlain(head.query):
            return .metered(EmbedContentReader(model: path.model, isBatch: false))
        case ("POST", .batchEmbedContents) where isPlain(head.query):
            return .metered(EmbedContentReader(model: path.model, isBatch: true))
        default: return .refused(unknown(head))
        }
    }

    private static func isPlain(_ query: Substring) -> Bool {
        query.isEmpty || query == "alt=json"
    }

    /// Why a query is refused; nil where each of its parameters is known to be harmless.
    private static func refusal(ofQuery query: Substring) -> String? {
        for parameter in query.split(separator: "&", omittingEmptySubsequences: false)
        where !query.isEmpty {
            let name = parameter.prefix { $0 != "=" }
            switch name {
            case "alt", "pageSize", "pageToken", "filter": continue
            case "key", "access_token":
                return "Keys in the address are refused, because addresses are logged. "
                    + "Send the key in the field x-goog-api-key."
            default:
                let isShowable = !name.isEmpty && name.utf8.allSatisfy { 0x21...0x7E ~= $0 }
                let shown = isShowable ? "'\(name.prefix(40))'" : "in this address"
                return "The parameter \(shown) is refused: nobody here knows what it does. "
                    + "Leave it out."
            }
        }
        return nil
    }

    private static func unknown(_ head: DialectHead) -> String {
        let fact = GeminiFacts.routes.first { $0.matches(method: head.method, path: head.path) }
        if let fact, fact.treatment == .refused {
            return "\(head.shown) is refused: \(fact.note)."
        }
        return "\(head.shown) is refused: it is no route that has a price here. "
            + "Use POST /v1beta/models/{model}:generateContent."
    }
}

/// A path below `models`: `/v1beta/models/{model}:{verb}`.
struct GeminiPath {
    enum Verb: String, CaseIterable {
        case generateContent, streamGenerateContent, countTokens, embedContent, batchEmbedContents
    }

    /// Empty for the list of all models.
    let model: String
    /// Nil for a model itself.
    let verb: Verb?

    /// Longest name of a model; real ones have some forty bytes.
    private static let modelBytesMax = 128

    /// Nil where the path is spelled in any other way.
    init?(_ path: Substring) {
        var rest = path
        if rest.hasPrefix("/v1beta/models") {
            rest = rest.dropFirst("/v1beta/models".count)
        } else if rest.hasPrefix("/v1/models") {
            rest = rest.dropFirst("/v1/models".count)
        } else {
            return nil
        }
        guard !rest.isEmpty else {
            model = ""
            verb = nil
            return
        }
        guard rest.first == "/" else { return nil }
        rest = rest.dropFirst()
        let name = rest.prefix { $0 != ":" }
        guard (1...Self.modelBytesMax).contains(name.utf8.count), name.first != ".",
            name.utf8.allSatisfy(PlainName.isPlain)
        else { return nil }
        model = String(name)
        let tail = rest.dropFirst(name.count)
        guard !tail.isEmpty else {
            verb = nil
            return
        }
        guard let known = Verb(rawValue: String(tail.dropFirst())) else { return nil }
        verb = known
    }
}
