import ArgumentParser
import FarthingCore
import FarthingSQLite

extension PolicyCommand {
    struct Reload: AsyncParsableCommand {
        /// A long journal is read for budgets that begin anew in a long window.
        private static let waitSeconds = 600

        static let configuration = CommandConfiguration(
            abstract: "Have a running server read its policy again.",
            discussion: """
                As SIGHUP does, and says what came of it. A file with an error changes nothing: the \
                policy before stays in force, every error is shown, and the exit code is 78.

                Where a version of the console's policies was put in force, that stays in force and the \
                file is not read: --from-file goes back to the file, also where no server runs.
                """
        )

        @OptionGroup var folder: DataOptions

        @Flag(help: "Print JSON.")
        var json = false

        @Flag(help: "Put the policy's file in force in the place of the console's version.")
        var fromFile = false

        func run() async throws {
            let options = folder
            let folder = try folder.ledgerFolder()
            var request = AdminRequest(.reloadPolicy)
            request.isFromFile = fromFile
            guard let client = AdminClient(folder, waitSeconds: Self.waitSeconds) else {
                if fromFile { return try await atNextStart(request, options) }
                throw Failure(
                    .unavailable,
                    "no server runs on \(folder.path); it reads its policy when it starts"
                )
            }
            let bytes = try client.ask(request)
            let answer: JSONNode
            do throws(Failure) {
                answer = try AdminAnswer.read(bytes)
            } catch {
                if json {
                    Console.json(bytes)
                    throw ExitCode(error.code.rawValue)
                }
                throw Failure(error.code, "the policy stays as it was\n\(error.message)")
            }
            if json { return Console.json(bytes) }
            guard let change = answer.member("change") else { return }
            Self.show(change)
        }

        /// Without a server it is written down what the next start reads.
        private func atNextStart(
            _ request: AdminRequest,
            _ options: DataOptions
        ) async throws(Failure) {
            let bytes = try await LedgerAccess(options).ask(request)
            let answer = try AdminAnswer.read(bytes)
            if json { return Console.json(bytes) }
            Console.line(
                answer.member("replaced")?.int64.map {
                    "the next start reads the policy's file, and not version \($0) of the console's"
                }
                    ?? "no version of the console's policies is in force; the next start reads the file"
            )
        }

        private static func show(_ change: JSONNode) {
            let file = Shown.safe(change.member("file")?.string ?? "")
            let version = change.member("version")?.int64 ?? 0
            let isNew = change.member("is_new")?.bool == true
            Console.line(
                "\(file): in force as version \(version)"
                    + (isNew ? "" : ", as it was before; prices were read again")
            )
            for (name, words) in [
                ("added", "new"), ("edited", "changed, accounts go on"),
                ("began_anew", "begun anew, at what its window shows (or at zero: countFrom: now)"),
                ("ended", "ended, open holds still settle"),
            ] {
                let ids = change.member(name)?.elements.compactMap(\.string) ?? []
                for id in ids { Console.line("  \(Shown.safe(id)): \(words)") }
            }
            let withdrawn = change.member("withdrawn")?.elements.compactMap(\.string) ?? []
            for id in withdrawn {
                Console.line(
                    "  approval \(Shown.safe(id)): taken back, version \(version) asks otherwise"
                )
            }
            for warning in change.member("warnings")?.elements.compactMap(\.string) ?? [] {
                Console.line("warning: \(warning)")
            }
        }
    }
}
