import Testing

@testable import FarthingConsole

@Suite("Console: which route a path leads to")
struct RouteTableTests {
    private static let table = RouteTable(
        [
            ("GET", "/"), ("GET", "/agents"), ("POST", "/agents/register"),
            ("POST", "/agents/{key}/resume"), ("GET", "/agents/{id}"),
            ("GET", "/v1/tools/{workspace}/{name}"),
        ].map { method, path in Route(method, path, .open) { _ in .done } }
    )

    private static func found(_ method: String, _ path: String) -> String {
        switch table.find(method, path) {
        case .nothing: "nothing"
        case .otherMethods(let methods): "has " + methods.joined(separator: ",")
        case .route(let route, let parameters):
            route.path
                + parameters.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        }
    }

    @Test(
        "what is written goes before what the caller names, and each route has names of its own",
        arguments: [
            ("GET", "/", "/"),
            ("HEAD", "/agents", "/agents"),
            ("POST", "/agents/register", "/agents/register"),
            ("POST", "/agents/a1/resume", "/agents/{key}/resume key=a1"),
            ("GET", "/agents/a1", "/agents/{id} id=a1"),
            ("DELETE", "/agents/a1", "has GET"),
            ("GET", "/agents/register", "has POST"),
            ("GET", "/nowhere", "nothing"),
            ("GET", "/agents/a1/nowhere", "nothing"),
            // Taken apart before it is decoded.
            ("GET", "/v1/tools/w/a%2Fb%20c", "/v1/tools/{workspace}/{name} name=a/b c workspace=w"),
            ("GET", "/v1/tools/..%2f/x", "/v1/tools/{workspace}/{name} name=x workspace=../"),
        ]
    )
    func finds(_ method: String, _ path: String, _ expected: String) {
        #expect(Self.found(method, path) == expected)
    }

    @Test("a page and a call may share an address: browsers are led to the page")
    func pages() {
        let table = RouteTable([
            Route("GET", "/tools", .open, style: .detail) { _ in .done },
            Route("GET", "/tools", .open, style: .page) { _ in .page(200, []) },
            Route("POST", "/a/{key}/reset", .open, style: .detail) { _ in .done },
            Route("POST", "/a/{id}/reset", .open, style: .page) { _ in .page(200, []) },
            Route("GET", "/only", .open, style: .page) { _ in .page(200, []) },
        ])
        func isPage(_ method: String, _ path: String, isBrowser: Bool) -> Bool {
            guard case .route(let route, _) = table.find(method, path, isBrowser: isBrowser),
                case .page = route.style
            else { return false }
            return true
        }
        #expect(isPage("GET", "/tools", isBrowser: true))
        #expect(!isPage("GET", "/tools", isBrowser: false))
        #expect(isPage("HEAD", "/tools", isBrowser: true))
        #expect(isPage("GET", "/only", isBrowser: false))
        guard case .route(_, let called) = table.find("POST", "/a/x/reset"),
            case .route(_, let pressed) = table.find("POST", "/a/x/reset", isBrowser: true)
        else {
            Issue.record("no route")
            return
        }
        #expect(called == ["key": "x"] && pressed == ["id": "x"])
    }
}
