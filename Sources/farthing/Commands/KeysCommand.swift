import ArgumentParser
import FarthingCore
import FarthingSQLite

/// Makes, lists and revokes the keys that agents use.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list and revoke the keys that agents use; change the signing key.",
        subcommands: [Create.self, List.self, Revoke.self, AWS.self, Signing.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key; its secret is shown once."
        )

        @OptionGroup var folder: DataOptions

        @Option(help: "The operator's name for the key.")
        var name: String

        @Option(
            help: ArgumentHelp(
                "What calls with this key are for; may be repeated.",
                valueName: "DIMENSION=VALUE"
            )
        )
        var scope: [String] = []

        @Option(
            help: ArgumentHelp(
                """
                What headers may say beside it; may be repeated. (default: any user, agent, run, \
                session and tool)
                """,
                valueName: "DIMENSION=PATTERN"
            )
        )
        var claim: [String] = []

        @Flag(help: "Headers may say nothing.")
        var noClaims = false

        @Option(
            help: ArgumentHelp(
                """
                What its holder is trusted to do: read_only, data_write, payment_initiate or \
                payment_execute. (default: less than any of them)
                """,
                valueName: "CAPABILITY"
            )
        )
        var capability: String?

        @Option(
            help: ArgumentHelp(
                "A group of approvers in which its holder may vote; may be repeated.",
                valueName: "GROUP"
            )
        )
        var approves: [String] = []

        @Flag(help: "The key votes on approvals and makes no calls.")
        var approveOnly = false

        @Option(help: "When it ends: 12h, 30d, or a time such as 2027-01-31T00:00:00.000Z.")
        var expires: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            var request = AdminRequest(.createKey)
            request.name = name
            request.scope = scope
            if noClaims {
                guard claim.isEmpty else {
                    throw Failure(.usage, "--claim and --no-claims contradict each other")
                }
                request.claims = []
            } else if !claim.isEmpty {
                request.claims = claim
            }
            request.capability = capability ?? ""
            request.approves = approves
            request.isApproverOnly = approveOnly
            if let expires { request.expiresAtMs = try ExpiryText.timeMs(expires) }
            let bytes = try await LedgerAccess(folder).ask(request)
            let answer = try AdminAnswer.read(bytes)
            if json { return Console.json(bytes) }
            Console.line(answer.member("key")?.string ?? "")
            let until =
                answer.member("expires_at_ms")?.int64.map { ", good until \(Shown.time($0))" } ?? ""
            Console.error(
                "the key \"\(Shown.safe(name))\" (\(answer.member("id")?.string ?? ""))\(until) is "
                    + "shown this once; only its hash is kept"
            )
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys.")

        @OptionGroup var folder: DataOptions

        @Flag(help: "Show revoked keys too.")
        var all = false

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let folder = try folder.ledgerFolder()
            let now = systemNowMs()
            let keys: [StoredAccessKey]
            do {
                keys = try JournalReader(folder).accessKeys().filter {
                    all || $0.revokedAtMs == nil
                }
            } catch {
                throw Failure(describing: error)
            }
            if json { return Console.json(KeyReport.answer(keys)) }
            KeyReport.table(keys, nowMs: now).print()
        }
    }

    struct AWS: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the key id and secret with which a key signs requests to Bedrock."
        )

        @OptionGroup var folder: DataOptions

        @Argument(help: "The key's name or id, or the key itself.")
        var key: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let folder = try folder.ledgerFolder()
            let found: StoredAccessKey?
            let stored: [UInt8]?
            do {
                let reader = try JournalReader(folder)
                let hash = AccessSecret.hash(Array(key.utf8))
                found = try reader.accessKeys().first { candidate in
                    candidate.revokedAtMs == nil
                        && (candidate.id == key || candidate.name == key || candidate.hash == hash)
                }
                stored = try reader.folderValue(AWSSecrets.folderValue)
            } catch {
                throw Failure(describing: error)
            }
            guard let found else {
                throw Failure(
                    .usage,
                    "there is no such key, or it is revoked; farthing keys list shows them"
                )
            }
            guard let stored else {
                throw Failure(
                    .usage,
                    "the folder has no key for AWS signatures yet; start farthing serve on it once"
                )
            }
            let secret = AWSSecrets(stored).secret(of: found.id)
            if json {
                var writer = JSONWriter()
                writer.beginObject()
                writer.key("access_key_id")
                writer.string(found.id)
                writer.key("secret_access_key")
                writer.string(secret)
                writer.endObject()
                return Console.json(writer.bytes)
            }
            Console.line("AWS_ACCESS_KEY_ID=\(found.id) AWS_SECRET_ACCESS_KEY=\(secret)")
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a key: its next request is refused."
        )

        @OptionGroup var folder: DataOptions

        @Argument(help: "The key's name or id.")
        var key: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            var request = AdminRequest(.revokeKey)
            request.name = key
            let bytes = try await LedgerAccess(folder).ask(request)
            let answer = try AdminAnswer.read(bytes)
            if json { return Console.json(bytes) }
            Console.line("revoked \(Shown.safe(answer.member("name")?.string ?? key))")
        }
    }
}
