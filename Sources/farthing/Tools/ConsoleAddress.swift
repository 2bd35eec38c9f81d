import ArgumentParser

/// Which console a command asks, and who it says that it is.
struct ConsoleAddress: ParsableArguments {
    @OptionGroup var folder: DataOptions

    @Option(
        help: ArgumentHelp(
            "The console's address. (default: http://127.0.0.1:8485)",
            valueName: "URL"
        )
    )
    var server: String?

    @Option(
        help: """
            A file with the token or key to show. (default: FARTHING_TOKEN, else admin.token in the \
            data folder)
            """
    )
    var tokenFile: String?

    /// What asks it.
    func client() throws(Failure) -> ConsoleClient {
        try ConsoleClient(server ?? "http://" + ConsoleSettings.usual, token: token())
    }

    private func token() throws(Failure) -> String? {
        let settings = try folder.settings()
        if tokenFile == nil, let token = settings.variable("FARTHING_TOKEN") { return token }
        let path: String
        if let tokenFile {
            path = tokenFile
        } else {
            path = AdminTokenFile.path(try settings.folder())
            guard SmallFile.exists(path) else { return nil }
        }
        let bytes = try SmallFile.read(path, bytesMax: 1_024, what: "the token")
        return String(String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace })
    }
}
