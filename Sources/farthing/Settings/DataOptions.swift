import ArgumentParser
import FarthingReceipts
import FarthingSQLite

/// What every command needs that looks into a data folder.
struct DataOptions: ParsableArguments {
    static let usualFolder = "./farthing-data"

    @Option(help: "The data folder. (default: \(DataOptions.usualFolder))")
    var data: String?

    @Option(help: "The configuration file; ./farthing.json where it exists.")
    var config: String?

    @Option(help: "The signing key's file. (default: private.key in the data folder)")
    var signingKeyFile: String?

    @Option(
        help: """
            A program that signs what it is handed, instead of a key's file; started without a shell.
            """
    )
    var signerCommand: String?

    @Option(
        help: """
            The key that it signs with, 64 hexadecimal digits or a file. (default: public.key of \
            the data folder)
            """
    )
    var signerPublicKey: String?

    /// - Parameter flags: those that the command has besides.
    func settings(_ flags: [Setting: String] = [:]) throws(Failure) -> Settings {
        var flags = flags
        flags[.data] = data
        flags[.signingKeyFile] = signingKeyFile
        flags[.signerCommand] = signerCommand
        flags[.signerPublicKey] = signerPublicKey
        return try Settings(flags: flags, file: config)
    }

    /// The data folder, which need not exist.
    func folder() throws(Failure) -> DataFolder { try settings().folder() }

    /// The data folder with a ledger in it.
    func ledgerFolder() throws(Failure) -> DataFolder {
        let folder = try folder()
        guard folder.holdsLedger else {
            throw Failure(
                .unavailable,
                "there is no ledger in \(folder.path); start one with "
                    + "`farthing serve --data \(folder.path)`, or name another folder with --data"
            )
        }
        return folder
    }
}

extension Settings {
    func folder() throws(Failure) -> DataFolder {
        var path = try text(.data) ?? DataOptions.usualFolder
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return DataFolder(path: path)
    }
}
