import ArgumentParser
import FarthingCore
import FarthingSQLite

extension ReceiptsCommand {
    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget whom commitments stand for, by deleting their salts.",
            discussion: """
                The receipts stay as they are, and every proof still holds; nobody can tell any \
                more whom they speak of. It cannot be taken back. A subject that calls again has a \
                new commitment and new accounts, so that one which has spent something in a window \
                that is not over is erased with --now alone. Backups of the data folder and \
                disclosures that were given away keep what they have (docs/privacy.md).
                """
        )

        @OptionGroup var folder: DataOptions
        @OptionGroup var subjects: SubjectOptions

        @Flag(help: "Also where a subject could spend a limit again.")
        var now = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            var commitments: [String] = []
            do {
                let salts = try folder.subjects()
                try subjects.forEach(in: salts, takesTenants: true) { record in
                    commitments.append(record.commitment)
                }
            } catch {
                throw Failure(describing: error)
            }
            var erased: Int64 = 0
            var session = LedgerSession(folder)
            do throws(Failure) {
                var rest = commitments[...]
                while !rest.isEmpty {
                    var request = AdminRequest(.eraseSubjects)
                    request.isNow = now
                    request.subjects = Array(rest.prefix(AdminService.subjectsMax))
                    rest = rest.dropFirst(AdminService.subjectsMax)
                    let answer = try AdminAnswer.read(try await session.ask(request))
                    erased += answer.member("erased")?.int64 ?? 0
                }
            } catch {
                await session.close()
                let done = erased == 0 ? "nothing was erased" : "\(erased) were erased before it"
                throw Failure(error.code, error.message + "; " + done)
            }
            await session.close()
            if json {
                Console.json(
                    AdminAnswer.done { json in
                        json.key("erased")
                        json.int(erased)
                    }
                )
            } else {
                Console.line("erased: \(Shown.count(Int(erased), "subject"))")
            }
        }
    }
}
