import ArgumentParser
import FarthingCore
import FarthingPolicy

extension PolicyCommand {
    struct Test: AsyncParsableCommand {
        private static let usualFile = "policy.test.yaml"

        static let configuration = CommandConfiguration(
            abstract: "Try a policy on cases that say what it is meant to do.",
            discussion: """
                Cases stand in YAML beside the policy; docs/policy-tools.md has their language. Each \
                is tried with accounts of its own, by the same code that decides for a server. Ends \
                with exit code 1 where a case does not hold, and 78 where a file cannot be read.
                """
        )

        @OptionGroup var tools: PolicyTools

        @Argument(help: "Files with cases. (default: ./policy.test.yaml)")
        var files: [String] = []

        @Option(help: "Test this policy, and not the one that the files name.")
        var policy: String?

        @Option(
            help: ArgumentHelp(
                "Only cases whose name fits; * and ? stand for others.",
                valueName: "GLOB"
            )
        )
        var only: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let files = files.isEmpty ? [Self.usualFile] : files
            var report = TestReport(isPlain: json || !Console.isTerminal)
            do throws(Failure) {
                let glob = try only.map { (text) throws(Failure) in
                    guard let glob = Glob(text) else { throw Failure(.usage, "--only: no pattern") }
                    return glob
                }
                let prices = try tools.prices()
                for file in files { try run(file, prices, glob, &report) }
                if let only, report.caseCount == 0 {
                    throw Failure(
                        .usage,
                        "--only \(Shown.safe(only)): no case has such a name; * stands for others"
                    )
                }
            } catch {
                guard json else { throw error }
                Console.json(AdminAnswer.failed(error))
                throw ExitCode(error.code.rawValue)
            }
            if json { Console.json(report.json) } else { Console.line(report.totals) }
            if report.failedCount > 0 { throw ExitCode(Failure.Code.invalid.rawValue) }
        }

        private func run(
            _ file: String,
            _ prices: PriceBook,
            _ glob: Glob?,
            _ report: inout TestReport
        ) throws(Failure) {
            let bytes = try SmallFile.read(file, bytesMax: PolicyReader.bytesMax, what: "the cases")
            let cases: [PolicyTestCase]
            let path: String
            do throws(PolicyFileErrors) {
                let named = try PolicyTestFile.policyPath(bytes, file: file)
                path = policy ?? Self.beside(file, named)
            } catch {
                throw Failure(describing: error)
            }
            let authored = try AuthoredPolicy(path)
            do throws(PolicyFileErrors) {
                cases = try PolicyTestFile(bytes, file: file, authored.policy).cases
            } catch {
                throw Failure(describing: error)
            }
            report.begin(file: file, policy: path)
            let now = systemNowMs()
            for test in cases where glob?.matches(test.name) ?? true {
                let result = test.run(authored.compiled, prices, nowMs: now)
                let lines = report.add(result)
                if !json { lines.forEach(Console.line) }
            }
        }

        /// A path that a file names, which begins where the file lies.
        private static func beside(_ file: String, _ path: String?) -> String {
            let path = path ?? "policy.yaml"
            guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
            return String(file[...slash]) + path
        }
    }
}
