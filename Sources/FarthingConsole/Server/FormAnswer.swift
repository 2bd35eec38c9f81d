/// How a page's form is answered: a browser is led on; the page's script, which keeps what was typed, is
/// told where it goes on.
extension ConsoleSite {
    /// The field by which the script says that it sends the form.
    static let formField = "x-farthing-form"
    /// Where the script goes on.
    static let nextField = "x-farthing-next"

    /// An answer as whoever sent the request takes it.
    static func told(_ answer: ConsoleAnswer, _ request: ConsoleRequest) -> ConsoleAnswer {
        guard request.method == "POST", request.field(formField) != nil, answer.status == 303,
            let next = answer.fields.first(where: { $0.name == "location" })?.value
        else { return answer }
        var told = answer
        // A script does not see where a redirection leads.
        told.status = next.hasPrefix("/sign-in") ? 401 : 200
        told.fields = answer.fields.filter { $0.name != "location" } + [(nextField, next)]
        return told
    }

    /// The page that a form was sent from: as the browser says, else the nearest above the form's own
    /// address.
    func page(of request: ConsoleRequest) -> LocalPath {
        if let sender = Self.sender(of: request) { return LocalPath.afterSignIn(sender) }
        var path = request.path[...]
        while let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            if case .route = routes.find("GET", String(path), isBrowser: true) {
                return LocalPath(String(path)) ?? .root
            }
            path = path[..<slash]
        }
        if case .route = routes.find("GET", String(path), isBrowser: true) {
            return LocalPath(String(path)) ?? .root
        }
        return .root
    }

    /// The path of the page that a browser names, where that is one of this server's.
    private static func sender(of request: ConsoleRequest) -> String? {
        guard let sender = request.field("referer"), let host = request.field("host"),
            let mark = sender.firstRange(of: "://")
        else { return nil }
        let rest = sender[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard !host.isEmpty, authority == host else { return nil }
        return String(rest.dropFirst(authority.count).prefix { $0 != "#" })
    }
}
