/// Finds the route of a request.
package struct RouteTable: Sendable {
    /// What a path leads to.
    package enum Found: Sendable {
        case route(Route, parameters: [String: String])
        /// The path is known and the method is not; these are.
        case otherMethods([String])
        case nothing
    }

    /// A place in the tree of paths: what stands there, and what follows.
    private final class Node: Sendable {
        /// What takes a method: what programs call, and the page for browsers.
        struct Slot: Sendable {
            var call: Route?
            var page: Route?

            func route(isBrowser: Bool) -> Route? {
                isBrowser ? page ?? call : call ?? page
            }
        }

        let routes: [String: Slot]
        let children: [String: Node]
        /// What follows where the segment is the caller's.
        let open: Node?

        init(_ routes: [Route], depth: Int) {
            var own: [String: Slot] = [:]
            var named: [String: [Route]] = [:]
            var free: [Route] = []
            for route in routes {
                let segments = RouteTable.segments(route.path)
                if segments.count == depth {
                    if case .page = route.style {
                        own[route.method, default: Slot()].page = route
                    } else {
                        own[route.method, default: Slot()].call = route
                    }
                } else if segments[depth].hasPrefix("{") {
                    free.append(route)
                } else {
                    named[String(segments[depth]), default: []].append(route)
                }
            }
            self.routes = own
            children = named.mapValues { Node($0, depth: depth + 1) }
            open = free.isEmpty ? nil : Node(free, depth: depth + 1)
        }
    }

    private let root: Node
    /// Every route, in the order in which they were given.
    package let routes: [Route]

    /// - Parameter routes: of several with one method and path, the last counts; a page and what is
    ///   none may share them, and browsers are led to the page.
    package init(_ routes: [Route]) {
        self.routes = routes
        root = Node(routes, depth: 0)
    }

    /// The route of a method and a path as it was sent.
    ///
    /// A segment is decoded after the path was taken apart, so that a name may have a slash in it.
    ///
    /// - Parameter isBrowser: whether a page is wanted where there is one beside something else.
    package func find(_ method: String, _ path: String, isBrowser: Bool = false) -> Found {
        var node = root
        var values: [String] = []
        for segment in Self.segments(path) {
            if let next = node.children[String(segment)] {
                node = next
            } else if let next = node.open {
                values.append(FormText.decode(segment))
                node = next
            } else {
                return .nothing
            }
        }
        let slot = node.routes[method] ?? (method == "HEAD" ? node.routes["GET"] : nil)
        if let route = slot?.route(isBrowser: isBrowser) {
            // Each route has names of its own for what stands in one place.
            let parameters =
                values.isEmpty
                ? [:]
                : Dictionary(
                    zip(route.names, values),
                    uniquingKeysWith: { $1 }
                )
            return .route(route, parameters: parameters)
        }
        return node.routes.isEmpty ? .nothing : .otherMethods(node.routes.keys.sorted())
    }

    static func segments(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: true)
    }
}
