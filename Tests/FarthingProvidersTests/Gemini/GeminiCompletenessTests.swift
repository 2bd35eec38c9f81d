import FarthingCore
import FarthingProviders
import Testing

@Suite("Gemini: every route and parameter is priced, free or refused")
struct GeminiCompletenessTests {
    private static func route(_ method: String, _ path: String) -> DialectRoute {
        let query = path.hasSuffix(":streamGenerateContent") ? "alt=sse" : ""
        return GeminiRoutes.route(DialectHead(method: method, path: path[...], query: query[...]))
    }

    private static func filled(_ path: String) -> String {
        let whole = path.hasSuffix("/…") ? String(path.dropLast(2)) : path
        return whole.replacing("{model}", with: "gemini-2.5-flash")
    }

    @Test("what the table says of routes is what happens, with the reason that it gives")
    func routes() {
        for fact in GeminiFacts.routes {
            let method = fact.method == "*" ? "POST" : fact.method
            switch (Self.route(method, Self.filled(fact.path)), fact.treatment) {
            case (.metered, .priced), (.free, .free): continue
            case (.refused(let reason), .refused):
                #expect(fact.path.contains("{model}") || reason.contains(fact.note), "\(reason)")
            default: Issue.record("\(fact.method) \(fact.path) is not \(fact.treatment)")
            }
            if fact.path.hasSuffix("/…") {
                guard case .refused(let reason) = Self.route("GET", Self.filled(fact.path) + "/a/b")
                else {
                    Issue.record("passed: \(fact.path)")
                    continue
                }
                #expect(reason.contains(fact.note))
            }
        }
    }

    /// Values that are taken, where an empty object is none.
    private static let values = [
        "contents": #"[{"parts":[{"text":"x"}]}]"#, "content": #"{"parts":[{"text":"x"}]}"#,
        "title": #""x""#, "serviceTier": #""standard""#, "model": #""models/gemini-2.5-flash""#,
        "cachedContent": #""x""#, "continuationToken": #""x""#, "text": #""x""#,
        "thoughtSignature": #""x""#, "functionResponse": #"{"name":"f"}"#,
        "inlineData": #"{"mimeType":"text/plain","data":"eHl6"}"#,
        "functionDeclarations": #"[{"name":"f"}]"#, "maxOutputTokens": "9", "candidateCount": "2",
        "responseModalities": #"["TEXT"]"#, "mediaResolution": #""MEDIA_RESOLUTION_LOW""#,
    ]

    private static func value(_ names: [String]) -> String {
        if names.last == "mediaResolution", names.count == 3 {
            return #"{"level":"MEDIA_RESOLUTION_LOW"}"#
        }
        return values[names[names.count - 1]] ?? "{}"
    }

    private static func body(_ fact: ParameterFact) -> String {
        let names = fact.name.split(separator: ".").map(String.init)
        let base =
            fact.route.hasSuffix(":embedContent")
            ? #""content":{"parts":[{"text":"x"}]}"# : #""contents":[{"parts":[{"text":"x"}]}]"#
        let last = "\"\(names[names.count - 1])\":\(value(names))"
        switch (names[0], names.count) {
        case ("contents", 3): return "{\"contents\":[{\"parts\":[{\(last)}]}]}"
        case ("tools", 2): return "{\(base),\"tools\":[{\(last)}]}"
        case ("generationConfig", 2): return "{\(base),\"generationConfig\":{\(last)}}"
        case ("contents", _), ("content", _): return "{\(last)}"
        default: return "{\(base),\(last)}"
        }
    }

    /// The same with every name in snake case.
    private static func snake(_ text: String) -> String {
        text.replacing(/"([a-zA-Z]+)":/) { match in
            let name = match.output.1.reduce(into: "") { name, character in
                name += character.isUppercase ? "_\(character.lowercased())" : "\(character)"
            }
            return "\"\(name)\":"
        }
    }

    @Test("a priced or free parameter passes in both spellings, a refused one is refused")
    func parameters() throws {
        for fact in GeminiFacts.parameters {
            let path = Self.filled(fact.route)
            guard case .metered(let reader) = Self.route("POST", path) else {
                Issue.record("not metered: \(path)")
                continue
            }
            let head = DialectHead(method: "POST", path: path[...])
            for body in [Self.body(fact), Self.snake(Self.body(fact))] {
                do throws(RequestError) {
                    _ = try reader.read(Array(body.utf8), head)
                    #expect(fact.treatment != .refused, "passed: \(fact.name)")
                } catch {
                    #expect(fact.treatment == .refused, "\(fact.name): \(error.message)")
                    #expect(error.code == .notPriced)
                }
            }
        }
    }

    @Test("all that the readers know is in the table")
    func known() {
        let named = Set(GeminiFacts.parameters.map(\.name))
        for name in GeminiFacts.knownParameters {
            #expect(named.contains(name), "\(name)")
        }
        #expect(GeminiFacts.knownParameters.count > 60)
    }
}
