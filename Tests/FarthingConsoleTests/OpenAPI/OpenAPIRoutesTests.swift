import FarthingCore
import Foundation
import Testing

@testable import FarthingConsole

@Suite("API: the document says what is served, and nothing else")
struct OpenAPIRoutesTests {
    /// One operation, by method and path.
    struct Operation: Hashable, CustomStringConvertible {
        var method: String
        var path: String

        var description: String { "\(method) \(path)" }
    }

    /// What the pages alone ask for; everything else that is no page is for programs.
    private static let ofPages: Set<String> = ["GET /events"]

    /// What is asked with a body and changes nothing, so that a repeat needs no name.
    private static let questions = Set(
        ["check", "diff", "explain", "backtest"].map { "/v1/policies/" + $0 }
    )

    private let documented: [Operation: [String: Any]]
    private let served: [Operation: Route]
    private let pages: Set<Operation>

    init() async throws {
        let routes = try await WholeConsole().routes.main
        var served: [Operation: Route] = [:]
        var pages: Set<Operation> = []
        for route in routes {
            let operation = Operation(method: route.method, path: route.path)
            switch route.style {
            case .page: pages.insert(operation)
            case .problem, .detail: served[operation] = route
            }
        }
        self.served = served
        self.pages = pages
        let data = Data(OpenAPIDocument.text.utf8)
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let paths = try #require(root["paths"] as? [String: [String: Any]])
        var documented: [Operation: [String: Any]] = [:]
        for (path, item) in paths {
            for (method, value) in item where method != "parameters" {
                let operation = Operation(method: method.uppercased(), path: path)
                documented[operation] = try #require(value as? [String: Any])
            }
        }
        self.documented = documented
    }

    private static func list(_ operations: some Sequence<Operation>) -> [String] {
        operations.map(\.description).sorted()
    }

    @Test("whatever programs can call is in the document")
    func everythingServed() {
        let missing = Set(served.keys).subtracting(documented.keys)
        #expect(Set(missing.map(\.description)) == Self.ofPages, "\(Self.list(missing))")
        #expect(served.count > 90, "the rig has everything")
    }

    @Test("whatever is in the document is served")
    func everythingDocumented() {
        let missing = Set(documented.keys).subtracting(served.keys).subtracting(pages)
        #expect(missing.isEmpty, "\(Self.list(missing))")
        // Of pages, the document's own, and the one that agent-gov has.
        let shown = Set(documented.keys).subtracting(served.keys)
        #expect(Self.list(shown) == ["GET /dashboard", "GET /docs"])
    }

    @Test("who may call something is in the document as it is asked")
    func roles() throws {
        for (operation, route) in served {
            guard let entry = documented[operation] else { continue }
            let security = try #require(entry["security"] as? [[String: [String]]])
            let bearer = Set(security.flatMap { $0["bearer"] ?? [] })
            let session = Set(security.flatMap { $0["session"] ?? [] })
            let what: Comment = "\(operation): \(security)"
            switch route.access {
            case .open:
                // An agent's call shows its key in its body.
                #expect(security.isEmpty || security.contains([:]), what)
            case .principal(nil):
                #expect(bearer.isSubset(of: ["any", "key"]) && bearer.count == 1, what)
                #expect(!security.contains([:]), what)
            case .principal(let permission?):
                let role = Role.allCases.first { $0.permissions.contains(permission) }
                #expect(bearer == [try #require(role).rawValue], what)
                #expect(session == bearer, what)
                #expect(!security.contains([:]), what)
            }
        }
    }

    @Test("what takes a body says that it may be too long, and what it may be")
    func bodies() throws {
        for (operation, route) in served {
            guard let entry = documented[operation] else { continue }
            let answers = try #require(entry["responses"] as? [String: Any])
            let takesBody = entry["requestBody"] != nil
            #expect(takesBody == (answers["413"] != nil), "\(operation)")
            // Who has a bound of its own wants a body.
            if route.bodyBytesMax > Route.bodyBytesMax { #expect(takesBody, "\(operation)") }
            if takesBody { #expect(operation.method != "GET", "\(operation)") }
        }
    }

    @Test("what changes something and is remembered by its key says so")
    func idempotency() throws {
        for operation in served.keys {
            guard let entry = documented[operation] else { continue }
            let parameters = entry["parameters"] as? [[String: Any]] ?? []
            let saysSo = parameters.contains {
                ($0["$ref"] as? String)?.hasSuffix("/IdempotencyKey") ?? false
            }
            let isOurs = operation.method == "POST" && operation.path.hasPrefix("/v1/")
            #expect(saysSo == (isOurs && !Self.questions.contains(operation.path)), "\(operation)")
        }
    }

    @Test("agent-gov's listener serves what the document says of agent-gov, and its pages")
    func compatible() async throws {
        let routes = try await WholeConsole().routes.compatible
        for route in routes {
            if case .page = route.style { continue }
            let operation = Operation(method: route.method, path: route.path)
            #expect(documented[operation] != nil, "\(operation)")
        }
    }
}
