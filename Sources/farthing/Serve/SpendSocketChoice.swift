import FarthingGateway

extension Settings {
    /// The socket on which the spend verbs are served too; nil where none is wanted.
    func spendSocket() throws(Failure) -> SpendSocket? {
        guard let path = try text(.spendSocket) else { return nil }
        guard let socket = SpendSocket(path: path) else {
            throw Failure(
                .usage,
                "--spend-socket \(path): no path for it; name an absolute one of at most "
                    + "\(SpendSocket.pathBytesMax) bytes, and not admin.sock"
            )
        }
        return socket
    }
}

extension Failure {
    /// Why the spend socket cannot be listened on.
    init(_ problem: SpendSocket.Problem, _ socket: SpendSocket) {
        let reason =
            switch problem {
            case .noFolder: "its folder does not exist; make it, with rights for whom may connect"
            case .occupied: "there is something else than a socket; remove it, or name another path"
            case .inUse: "another process listens there; stop it, or name another path"
            case .system(let code): systemReason(code)
            }
        self.init(.unavailable, "cannot listen on --spend-socket \(socket.path): \(reason)")
    }
}
