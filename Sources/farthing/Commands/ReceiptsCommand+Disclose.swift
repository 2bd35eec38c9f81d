import ArgumentParser
import FarthingCore
import FarthingSQLite

extension ReceiptsCommand {
    struct Disclose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show whom commitments stand for, with the salts that prove it.",
            discussion: """
                With --json each subject is one line of a disclosure (docs/formats/commitments.md), \
                which anybody can check with --check, or without Farthing. Whoever has a salt can \
                show whom its commitment stands for: give away no more than are asked for. --check \
                exits with 0 when every line holds, 1 when one does not, 2 when the file cannot be \
                read.
                """
        )

        @OptionGroup var folder: DataOptions
        @OptionGroup var subjects: SubjectOptions

        @Option(
            help: ArgumentHelp("Check the disclosure in a file instead.", valueName: "file")
        )
        var check: String?

        @Flag(help: "Print JSON, an object per line.")
        var json = false

        func run() async throws {
            do {
                if let check { return try report(try DisclosureCheck(file: check)) }
                var table = Table([
                    .text("TENANT"), .text("DIMENSION"), .text("VALUE"), .text("COMMITMENT"),
                    .text("SALT"),
                ])
                let salts = try folder.subjects()
                try subjects.forEach(in: salts, takesTenants: false) { record in
                    let disclosure = Disclosure(record)
                    if json { return Console.json(disclosure.json) }
                    table.add([
                        record.subject.tenant, record.subject.dimension.name,
                        record.subject.value, record.commitment, HexText.of(record.salt),
                    ])
                }
                if !json { table.print() }
            } catch let exit as ExitCode {
                throw exit
            } catch {
                throw Failure(describing: error)
            }
        }

        private func report(_ result: DisclosureCheck) throws {
            let isGood = result.fault == nil
            if json {
                var json = JSONWriter(capacity: 128)
                json.beginObject()
                if let fault = result.fault {
                    json.key("line")
                    json.int(fault.line)
                }
                json.key("ok")
                json.bool(isGood)
                if let fault = result.fault {
                    json.key("reason")
                    json.string(fault.reason)
                }
                json.key("subjects")
                json.int(result.disclosures.count)
                json.endObject()
                Console.json(json.bytes)
            } else if let fault = result.fault {
                Console.error("line \(fault.line): \(fault.reason)")
            } else {
                Console.line("good: \(Shown.count(result.disclosures.count, "subject"))")
            }
            if !isGood { throw ExitCode(Failure.Code.invalid.rawValue) }
        }
    }
}
