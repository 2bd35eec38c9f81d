/// One operation of the console: a method, a path, who may call it, and what it does.
package struct Route: Sendable {
    /// Who may call it.
    package enum Access: Sendable {
        /// Anybody.
        case open
        /// Whoever shows who it is, and has the permission where one is named.
        case principal(Permission?)
    }

    package typealias Handler = @Sendable (ConsoleRequest) async throws -> ConsoleAnswer

    /// Upper case.
    package let method: String
    /// With names in braces where a segment is the caller's: `/v1/agents/{id}`.
    package let path: String
    package let access: Access
    package let style: ConsoleError.Style
    /// The longest body, in bytes; a longer one is refused with 413.
    package let bodyBytesMax: Int
    package let handler: Handler
    /// The names in braces, in their order.
    let names: [String]

    /// The longest body where a route says nothing else.
    package static let bodyBytesMax = 256 << 10

    package init(
        _ method: String,
        _ path: String,
        _ access: Access,
        style: ConsoleError.Style = .problem,
        bodyBytesMax: Int = Route.bodyBytesMax,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.style = style
        self.bodyBytesMax = bodyBytesMax
        self.handler = handler
        names = RouteTable.segments(path).filter { $0.hasPrefix("{") }
            .map { String($0.dropFirst().dropLast()) }
    }
}
