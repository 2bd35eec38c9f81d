import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension KeysCommand {
    /// Makes, shows and changes the key that seals the journal.
    struct Signing: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make, show and change the key that seals the journal.",
            subcommands: [New.self, Show.self, Rotate.self]
        )
    }
}

extension KeysCommand.Signing {
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a signing key and its public key in two new files."
        )

        @Option(
            help: ArgumentHelp(
                "The private key's file; the public key is put beside it, as FILE.pub.",
                valueName: "FILE"
            )
        )
        var output = "private.key"

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let key = SigningKey()
            let publicPath = output + ".pub"
            for file in [output, publicPath] {
                try OutputFile.check(file, .kept, instead: "move it away")
            }
            do throws(KeyError) {
                try KeyFile.write(key, to: output)
                do throws(KeyError) {
                    try KeyFile.write(key.verifyingKey, to: publicPath)
                } catch {
                    // Made just now, and nobody knows it.
                    SmallFile.remove(output)
                    throw error
                }
            } catch {
                throw Failure(.cannotCreate, error.message)
            }
            guard json else {
                Console.line("\(output): a new signing key, for its owner alone")
                Console.line("\(publicPath): its public key \(key.verifyingKey.hex)")
                return Console.line("fingerprint \(key.fingerprint)")
            }
            Console.json(
                AdminAnswer.done { json in
                    json.key("file")
                    json.string(output)
                    json.key("fingerprint")
                    json.string(key.fingerprint)
                    json.key("key")
                    json.string(key.verifyingKey.hex)
                }
            )
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the key that seals the journal, and how it came to do so."
        )

        @OptionGroup var folder: DataOptions

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            do {
                let report = try SigningReport(folder.ledgerFolder())
                if json { Console.json(report.json) } else { report.lines.forEach(Console.line) }
            } catch {
                throw Failure(describing: error)
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a new key seal the journal from now on.",
            discussion: """
                A running server goes on without a restart. The old private key is deleted when the \
                new one is in force, unless --keep-old names a file for it. Whoever verifies with the \
                journal's first public key follows to the new one.
                """
        )

        @OptionGroup var folder: DataOptions

        @Option(
            help: ArgumentHelp("Keep the old private key in this new file.", valueName: "FILE")
        )
        var keepOld: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            var request = AdminRequest(.rotateSigningKey)
            if let keepOld { request.name = try Self.absolute(keepOld) }
            let bytes = try await LedgerAccess(folder).ask(request)
            let answer = try AdminAnswer.read(bytes)
            if json { return Console.json(bytes) }
            func text(_ name: String) -> String { answer.member(name)?.string ?? "" }
            Console.line(
                "entry \(answer.member("entry")?.int64 ?? 0): the key \(text("from")) has handed the "
                    + "journal over to \(text("key"))"
            )
            Console.line("\(text("file")): the new signing key")
            Console.line(
                keepOld == nil
                    ? "the old private key is deleted; public.key stays, as verifiers begin with it"
                    : "\(text("kept")): the old private key"
            )
        }

        /// The server may be in another folder.
        private static func absolute(_ path: String) throws(Failure) -> String {
            if path.hasPrefix("/") { return path }
            guard let folder = getcwd(nil, 0) else {
                throw Failure(.usage, "--keep-old: give a path that begins with /")
            }
            defer { free(folder) }
            return String(cString: folder) + "/" + path
        }
    }
}
