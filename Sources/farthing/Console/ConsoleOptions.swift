import ArgumentParser

/// The console's flags.
struct ConsoleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the console listens, or 'off'. (default: 127.0.0.1:8485)",
            valueName: "HOST:PORT"
        )
    )
    var console: String?

    @Option(
        help: ArgumentHelp(
            """
            Serve agent-gov's API here as it is, as 127.0.0.1:8000: whoever reaches it may change \
            everything that it can, without saying who they are.
            """,
            valueName: "HOST:PORT"
        )
    )
    var agentGovCompat: String?

    @OptionGroup var oidc: OIDCOptions

    /// Notes what was given.
    func put(into flags: inout [Setting: String]) {
        flags[.console] = console
        flags[.agentGovCompat] = agentGovCompat
        oidc.put(into: &flags)
    }
}
