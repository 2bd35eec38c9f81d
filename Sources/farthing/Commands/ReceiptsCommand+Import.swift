import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Synchronization

extension ReceiptsCommand {
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a signed log of agentguard-spend into the journal.",
            discussion: """
                The whole file is verified first; nothing is written unless it verifies. Entries are \
                kept with their hashes and signatures and count for nothing. A file that was taken \
                in already adds nothing, one that has grown adds what is new. Files only: export \
                its Redis stream or Postgres table to one first, an entry per line.
                """
        )

        @OptionGroup var folder: DataOptions

        @Option(
            help: ArgumentHelp("The log: its decisions.ndjson.", valueName: "file")
        )
        var agentguard: String

        @Option(help: "The public key of its signer, 64 hexadecimal digits or a file.")
        var key: String

        @Flag(
            help: """
                Take what agentguard-spend 0.1.9 takes: other spellings, unknown members, any first \
                number, and lines that are no JSON.
                """
        )
        var lenient = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let ledgerFolder = try folder.ledgerFolder()
            let keys = try KeyOption.read([key])
            guard let signer = keys.first else { throw Failure(.usage, "--key: name the key") }
            let (entries, spend) = try verify(signer)
            var session = LedgerSession(folder)
            let intake = AgentguardIntake(folder: ledgerFolder, path: agentguard, key: signer)
            var bar = ProgressBar(of: entries, what: "entries")
            let result: AgentguardIntake.Result
            do {
                result = try await intake.run(&session) { bar.show($0) }
            } catch {
                await session.close()
                bar.end()
                throw Failure(describing: error)
            }
            await session.close()
            bar.end()
            report(result, spend.open(nowMs: systemNowMs()), signer)
        }

        /// Verifies the file wholly, and adds up what its caps had counted.
        private func verify(
            _ signer: VerifyingKey
        ) throws(Failure) -> (entries: Int64, spend: AgentguardSpend) {
            let spend = Mutex(AgentguardSpend())
            let found = try VerifyTarget.files([agentguard])
                .verify(VerifyTarget.Terms(keys: [signer], isLenient: lenient)) { _, decision in
                    spend.withLock { $0.take(decision) }
                    return nil
                }
            let verification = found.verification
            if let fault = verification.fault {
                throw Failure(
                    .invalid,
                    "\(agentguard): nothing was imported: entry \(fault.sequence), "
                        + "\(fault.code.rawValue): \(fault.reason)"
                )
            }
            guard verification.seals == 0, verification.origin == nil else {
                throw Failure(
                    .invalid,
                    "\(agentguard): this is a journal of Farthing's, not a log of agentguard-spend"
                )
            }
            guard verification.entries > 0 else {
                throw Failure(
                    .unreadable,
                    "\(agentguard): there are no entries, so there is nothing to import"
                )
            }
            return (verification.entries, spend.withLock { $0 })
        }

        private func report(
            _ result: AgentguardIntake.Result,
            _ open: [(account: AgentguardSpend.Account, standing: AgentguardSpend.Standing)],
            _ signer: VerifyingKey
        ) {
            if json {
                return Console.json(Self.json(result, open, signer))
            }
            if result.added == 0 {
                Console.line(
                    "\(agentguard): all \(result.known) entries are in the journal already"
                )
            } else {
                let known = result.known > 0 ? "; \(result.known) were there already" : ""
                Console.line("\(result.added) entries imported\(known)")
            }
            guard !open.isEmpty else { return }
            Console.line(
                """

                What its caps had counted in the windows of now, as far as the log says; nothing of \
                it counts here. Lower the limits of your budgets by it until the windows end:
                """
            )
            var table = Table([.text("SCOPE"), .text("WINDOW"), .number("SPENT"), .number("CAP")])
            for (account, standing) in open {
                table.add([
                    Shown.safe(account.scope), account.window, Self.dollars(standing.spentCents),
                    Self.dollars(standing.capCents),
                ])
            }
            table.print()
        }

        private static func dollars(_ cents: Int64) -> String {
            let nanos = cents.multipliedReportingOverflow(by: 10_000_000)
            return nanos.overflow ? "?" : Shown.amount(nanos.partialValue, .money("USD"))
        }

        private static func json(
            _ result: AgentguardIntake.Result,
            _ open: [(account: AgentguardSpend.Account, standing: AgentguardSpend.Standing)],
            _ signer: VerifyingKey
        ) -> [UInt8] {
            var json = JSONWriter(capacity: 512)
            json.beginObject()
            json.key("added")
            json.int(result.added)
            json.key("known")
            json.int(result.known)
            json.key("openWindows")
            json.beginArray()
            for (account, standing) in open {
                json.beginObject()
                json.key("capCents")
                json.int(standing.capCents)
                json.key("scope")
                json.string(account.scope)
                json.key("spentCents")
                json.int(standing.spentCents)
                json.key("window")
                json.string(account.window)
                json.endObject()
            }
            json.endArray()
            json.key("signerFingerprint")
            json.string(signer.fingerprint)
            json.endObject()
            return json.bytes
        }
    }
}
