import ArgumentParser
import FarthingSQLite

/// Which console a command asks, and who it says that it is.
struct ConsoleAddress: ParsableArguments {
    @OptionGroup var folder: DataOptions

    @Option(
        help: ArgumentHelp(
            """
            The console's address. (default: that of the data folder's running server, else \
            http://127.0.0.1:8485)
            """,
            valueName: "URL"
        )
    )
    var server: String?

    @Option(
        help: """
            A file with the token or key to show. (default: FARTHING_TOKEN, else admin.token in the \
            data folder, which is shown to this folder's own console alone)
            """
    )
    var tokenFile: String?

    /// What asks it.
    func client() throws(Failure) -> ConsoleClient {
        let settings = try folder.settings()
        let given = try givenToken(settings)
        let dataFolder = try settings.folder()
        let own = ConsolePlace.find(dataFolder)
        if server == nil, own == nil, folder.data != nil, given == nil {
            throw Failure(
                .unavailable,
                "no console of \(dataFolder.path) runs; start one with "
                    + "`farthing serve --data \(dataFolder.path)`, or name another one with --server"
            )
        }
        let address = server ?? own ?? "http://" + ConsoleSettings.usual
        if let given { return try ConsoleClient(address, token: given) }
        // What listens elsewhere need not be ours, and would learn the token.
        guard let own, ConsolePlace.isSame(own, address) else {
            return try ConsoleClient(address, token: nil)
        }
        return try ConsoleClient(address, token: Self.read(AdminTokenFile.path(dataFolder)))
    }

    /// The token that somebody has named.
    private func givenToken(_ settings: Settings) throws(Failure) -> String? {
        if let tokenFile { return try Self.read(tokenFile) }
        return settings.variable("FARTHING_TOKEN")
    }

    private static func read(_ path: String) throws(Failure) -> String {
        let bytes = try SmallFile.read(path, bytesMax: 1_024, what: "the token")
        return String(String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace })
    }
}
