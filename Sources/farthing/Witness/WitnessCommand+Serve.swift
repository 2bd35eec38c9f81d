import ArgumentParser
import FarthingReceipts
import FarthingWitness
import Logging

extension WitnessCommand {
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answer add-checkpoint of C2SP tlog-witness.",
            discussion: "SIGHUP reads the list of logs again; a wrong list changes nothing."
        )

        private static let usualAddress = "127.0.0.1:8486"

        @OptionGroup var folder: Folder

        @Option(
            help: "The logs to watch: a file with a verifier key on each line; # begins a comment."
        )
        var logs: String

        @Option(help: "Make a key of this name, where the folder has none yet.")
        var name: String?

        @OptionGroup var address: PublicListenOptions

        @Option(help: "trace, debug, info, notice, warning, error or critical. (default: info)")
        var logLevel: String?

        func run() async throws {
            let signals = Signals()
            let listener = try address.listener(usual: Self.usualAddress)
            let logger = LineLogHandler.logger(level: try level())
            let list = try Self.list(logs)
            try address.checkReadyFile(besides: folder.path)
            if name != nil { try folder.check() }
            let witness = try open(list, logger)
            let service = WitnessService(witness)
            let server = try await PublicListening.start(
                listener,
                bodyBytesMax: WitnessService.bodyBytesMax,
                logger
            ) { await service.answer($0) }
            Console.line(witness.identity.key.text)
            let place = PublicListening.address(listener, server)
            Console.line(
                "ready on \(place)/add-checkpoint, \(list.origins.count) logs, "
                    + "state in \(folder.path)"
            )
            try address.tell(server.port, besides: folder.path)
            for await event in signals.events {
                if event == .stop { break }
                reload(witness, logger)
            }
            logger.notice("stopping: requests under way may end")
            await server.stop()
        }

        private func level() throws(Failure) -> Logger.Level {
            var flags: [Setting: String] = [:]
            flags[.logLevel] = logLevel
            return try Settings(alone: flags).logLevel()
        }

        private func open(_ list: WitnessLogs, _ logger: Logger) throws(Failure) -> Witness {
            do throws(LogError) {
                if let name {
                    if !WitnessIdentity.exists(in: folder.path) {
                        _ = try WitnessIdentity(making: name, in: folder.path)
                    }
                    let has = try WitnessIdentity(in: folder.path).name
                    guard has == name else {
                        throw LogError(
                            "the witness in \(folder.path) is “\(has)”; leave out --name, or name "
                                + "another folder with --data"
                        )
                    }
                }
                return try Witness(
                    folder: folder.path,
                    logs: list,
                    clockMs: systemNowMs,
                    logger: logger
                )
            } catch {
                throw Failure(.configuration, error.message)
            }
        }

        private func reload(_ witness: Witness, _ logger: Logger) {
            do throws(Failure) {
                let list = try Self.list(logs)
                witness.take(list)
                logger.notice(
                    "the list of logs was read again",
                    metadata: ["logs": "\(list.origins.count)"]
                )
            } catch {
                logger.error("the list of logs stays as it was: \(error.message)")
            }
        }

        private static func list(_ path: String) throws(Failure) -> WitnessLogs {
            let bytes = try SmallFile.read(
                path,
                bytesMax: WitnessLogs.bytesMax,
                what: "the list of logs"
            )
            do throws(LogError) {
                return try WitnessLogs(bytes, place: path)
            } catch {
                throw Failure(.configuration, error.message)
            }
        }
    }
}
