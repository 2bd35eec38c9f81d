import ArgumentParser
import FarthingCore
import FarthingPolicy

extension PolicyCommand {
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Say whether a new policy only tightens an old one, or show a call that it lets pass.",
            discussion: """
                Prints what is written otherwise, then one of: same; tightens, which is proved over \
                every kind of call that the two can tell apart; loosens, with a call that both were \
                tried on; unknown, with the reason. Ends with 0 for same and tightens, 1 for \
                loosens, 2 for unknown.
                """
        )

        @OptionGroup var tools: PolicyTools

        @Argument(help: "The old policy's file.")
        var old: String

        @Argument(help: "The new policy's file.")
        var new: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let report: DiffReport
            do throws(Failure) {
                let (old, new) = (try AuthoredPolicy(old), try AuthoredPolicy(new))
                let diff = PolicyDiff(
                    from: old.compiled,
                    to: new.compiled,
                    try tools.prices(),
                    atMs: systemNowMs()
                )
                report = DiffReport(diff, new.policy)
            } catch {
                guard json else { throw error }
                Console.json(AdminAnswer.failed(error))
                throw ExitCode(error.code.rawValue)
            }
            if json { Console.json(report.json) } else { report.lines.forEach(Console.line) }
            if report.exitCode != 0 { throw ExitCode(report.exitCode) }
        }
    }
}
