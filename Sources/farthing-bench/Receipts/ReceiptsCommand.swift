import ArgumentParser
import FarthingCore
import FarthingReceipts

/// Makes journals to be verified, and measures what sealing costs; `make bench-receipts` does both.
struct ReceiptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipts",
        abstract: "Make large journals, and measure sealing.",
        subcommands: [Make.self, Sealing.self]
    )

    struct Make: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the export of a journal of held and settled calls."
        )

        @Option(help: "How many entries.")
        var entries = 1_000_000

        @Option(help: "Entries under each seal.")
        var perSeal = 64

        @Option(
            help: """
                chain: our own export; each: the same with every entry signed; agentguard: the \
                signed export.
                """
        )
        var form = Form.chain

        @Option(help: "The file to write.")
        var output: String

        @Option(help: "Where the public key goes, in hexadecimal.")
        var keyOutput: String

        enum Form: String, ExpressibleByArgument, CaseIterable { case chain, each, agentguard }

        func validate() throws {
            guard entries > 0, perSeal > 0 else {
                throw ValidationError("--entries and --per-seal: from 1")
            }
        }

        func run() throws {
            let key = try ReceiptMill.key()
            var seal = try JournalSeal(
                origin: ReceiptMill.origin,
                signer: key,
                signsEach: form == .each
            )
            var exporter = Exporter(
                form == .agentguard
                    ? .signed(key)
                    : .farthing(origin: ReceiptMill.origin, fingerprint: key.fingerprint)
            )
            let file = try OutputFile(output)
            var mill = ReceiptMill()
            var bytes: [UInt8] = []
            exporter.begin(&bytes)
            while exporter.nextSequence < Int64(entries) {
                let first = seal.nextSequence
                var lines: [UInt8] = []
                for _ in 0..<min(perSeal, entries - Int(first)) {
                    try seal.append(decision: mill.next(), to: &lines)
                }
                let batch = StoredBatch(
                    firstSequence: first,
                    count: seal.nextSequence - first,
                    lines: lines,
                    seal: try seal.seal(atMs: ReceiptMill.sealedAtMs + first)
                )
                try exporter.add(batch, to: &bytes)
                if bytes.count >= 1 << 20 { try file.write(&bytes) }
            }
            try file.write(&bytes)
            try file.end()
            var hex = [UInt8](key.verifyingKey.hex.utf8)
            let keyFile = try OutputFile(keyOutput)
            try keyFile.write(&hex)
            try keyFile.end()
        }
    }

    struct Sealing: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure what sealing an entry costs, in microseconds of processor time."
        )

        @Option(help: "How many entries.")
        var entries = 64_000

        @Option(help: "Runs of each; the middle one counts.")
        var runs = 5

        func run() throws {
            Machine.show()
            var mill = ReceiptMill()
            let decisions = (0..<max(1, entries)).map { _ in mill.next() }
            let bytes = decisions.reduce(0) { $0 + $1.count } / decisions.count
            print("\n\(entries) entries of \(bytes) bytes on average, the middle of \(runs) runs\n")
            var isShort = false
            for trial in SealingTrial.all {
                let microseconds = try trial.run(decisions, runs: runs)
                guard let limit = trial.limit else {
                    print("figure \(trial.name) \(decimal(microseconds)) µs")
                    continue
                }
                let bar = Bar(
                    name: trial.name,
                    value: microseconds,
                    unit: "µs",
                    sense: .atMost,
                    limit: limit
                )
                bar.show()
                isShort = isShort || !bar.isMet
            }
            if isShort { throw ExitCode(1) }
        }
    }
}
