import ArgumentParser
import FarthingReceipts
import FarthingSQLite
import FarthingWitness
import Logging

extension LogCommand {
    /// Serves a log's files beside a server, or where none runs.
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serve the checkpoint and the tiles over HTTP, read-only, to anybody.",
            discussion: """
                C2SP tlog-tiles: /checkpoint, /tile/<L>/<N>[.p/<W>], /tile/entries/<N>[.p/<W>]. They \
                hold hashes and signatures, no receipts. `farthing serve --log-listen` does the same \
                inside the server.
                """
        )

        private static let usualAddress = "127.0.0.1:8487"

        @Option(help: "The data folder. (default: \(DataOptions.usualFolder))")
        var data: String?

        @OptionGroup var address: PublicListenOptions

        func run() async throws {
            let signals = Signals()
            let listener = try address.listener(usual: Self.usualAddress)
            var flags: [Setting: String] = [:]
            flags[.data] = data
            let folder = try Settings(flags: flags, file: nil).folder()
            try address.checkReadyFile(besides: folder.path)
            let store = LogPublication.store(folder)
            let logger = LineLogHandler.logger(level: .info)
            let server = try await PublicListening.tiles(store, listener, logger)
            let place = PublicListening.address(listener, server)
            let isPublished = SmallFile.exists(store.folder + "/checkpoint")
            let hint = isPublished ? "" : "; nothing is published there yet: `farthing log publish`"
            Console.line("ready on \(place), log in \(store.folder)\(hint)")
            try address.tell(server.port, besides: folder.path)
            for await event in signals.events where event == .stop { break }
            await server.stop()
        }
    }
}
