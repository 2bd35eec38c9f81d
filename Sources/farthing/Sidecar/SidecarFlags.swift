import ArgumentParser

/// The sidecar's flags.
struct SidecarFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Serve SpendGuard's clients by gRPC on a Unix socket, by its absolute path.",
            valueName: "PATH"
        )
    )
    var sidecar: String?

    @Option(
        help: ArgumentHelp(
            "Users beside this process's own that may connect to it, by name or number.",
            valueName: "USER,USER"
        )
    )
    var sidecarUsers: String?

    @Option(
        help: ArgumentHelp(
            "The access key whose scope and claims hold for its calls, by its id. (default: none)",
            valueName: "ID"
        )
    )
    var sidecarKey: String?

    @Option(
        help: ArgumentHelp(
            "Serve them on TCP too, with certificates on both sides.",
            valueName: "ADDRESS:PORT"
        )
    )
    var sidecarListen: String?

    @Option(
        help: ArgumentHelp(
            "The roots in PEM that clients' certificates on TCP must lead to.",
            valueName: "FILE"
        )
    )
    var sidecarClientCa: String?

    /// Notes what was given.
    func put(into flags: inout [Setting: String]) {
        flags[.sidecar] = sidecar
        flags[.sidecarUsers] = sidecarUsers
        flags[.sidecarKey] = sidecarKey
        flags[.sidecarListen] = sidecarListen
        flags[.sidecarClientCa] = sidecarClientCa
    }
}
