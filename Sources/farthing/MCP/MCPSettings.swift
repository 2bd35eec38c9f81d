import ArgumentParser
import Farthing
import FarthingCore
import FarthingMCP
import FarthingRemote

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which server the proxy stands before.
struct MCPServerOptions: ParsableArguments {
    /// More header fields than any server asks for.
    private static let headerBytesMax = 16 << 10

    @Option(
        help: ArgumentHelp(
            "The MCP server: the command that starts it, or its address (https://…/mcp).",
            valueName: "COMMAND|URL"
        )
    )
    var server: String?

    @Option(
        help: """
            A file with header fields for the server at an address, each on a line: Name: value. Or \
            set FARTHING_MCP_SERVER_HEADERS to the same.
            """
    )
    var serverHeaderFile: String?

    @Argument(parsing: .postTerminator, help: "The same command as words, after --.")
    var words: [String] = []

    /// Where the server is.
    func place() throws(Failure) -> ServerPlace {
        let headers = try headers()
        guard let server else {
            guard let program = words.first, !program.isEmpty else {
                throw Failure(
                    .usage,
                    "which MCP server? Give --server COMMAND or --server URL, or the command after --"
                )
            }
            return .command(words)
        }
        guard words.isEmpty else {
            throw Failure(.usage, "give either --server or a command after --, not both")
        }
        guard server.hasPrefix("http://") || server.hasPrefix("https://") else {
            let words = try CommandWords.split(server, of: "--server")
            return .command(words)
        }
        do throws(HTTPAddress.Fault) {
            _ = try HTTPAddress(server)
        } catch {
            throw Failure(.usage, "--server: the address \(error.reason)")
        }
        return .url(server, headers: headers)
    }

    private func headers() throws(Failure) -> [(name: String, value: String)] {
        var text = getenv("FARTHING_MCP_SERVER_HEADERS").map { String(cString: $0) } ?? ""
        var place = "FARTHING_MCP_SERVER_HEADERS"
        if let serverHeaderFile {
            let bytes = try SmallFile.read(
                serverHeaderFile,
                bytesMax: Self.headerBytesMax,
                what: "the server's header fields"
            )
            (text, place) = (String(decoding: bytes, as: UTF8.self), serverHeaderFile)
        }
        var headers: [(name: String, value: String)] = []
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 1)
            let name = parts.first?.lowercased() ?? ""
            let value = parts.last.map { $0.drop { $0 == " " || $0 == "\t" } } ?? ""
            let isName = name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
            }
            // What is between us and the server is no matter of the user's.
            let isOurs = ["host", "content-length", "transfer-encoding", "connection"].contains(
                name
            )
            guard parts.count == 2, isName, !name.isEmpty, !isOurs,
                value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                throw Failure(
                    .configuration,
                    "\(place): line \(headers.count + 1) is no header field; write Name: value"
                )
            }
            headers.append((name, String(value)))
        }
        return headers
    }
}

/// Which Farthing pays, and how.
struct MCPLedgerOptions: ParsableArguments {
    private static let usual = "http://127.0.0.1:8484"
    /// A key has 46 bytes; a file with a line feed or two is meant as well.
    private static let keyFileBytesMax = 1_024

    @Option(
        help: ArgumentHelp(
            """
            The running Farthing: its address, or the path of its spend socket. \
            (default: \(MCPLedgerOptions.usual))
            """,
            valueName: "URL|PATH"
        )
    )
    var farthing: String?

    @Option(help: "A file with the Farthing key that pays, instead of FARTHING_KEY.")
    var keyFile: String?

    @Option(
        help: """
            A folder for ends of calls that the ledger has not heard of yet, so that no crash loses \
            one. (default: in memory)
            """
    )
    var outbox: String?

    /// The ledger's client, with room for all calls of all sessions.
    func ledger(callsMax: Int) throws(Failure) -> RemoteLedger {
        var options = RemoteLedger.Options()
        options.outboxFolder = outbox
        options.openCallsMax = max(options.openCallsMax, min(65_536, callsMax))
        let key = try key()
        do throws(SpendError) {
            let place = farthing ?? Self.usual
            return place.hasPrefix("/")
                ? try RemoteLedger(socket: place, key: key, options: options)
                : try RemoteLedger(place, key: key, options: options)
        } catch {
            throw Failure(.configuration, error.message)
        }
    }

    private func key() throws(Failure) -> String {
        if let keyFile {
            let bytes = try SmallFile.read(
                keyFile,
                bytesMax: Self.keyFileBytesMax,
                what: "the Farthing key"
            )
            let text = bytes.filter { $0 > 0x20 }
            guard !text.isEmpty else { throw Failure(.usage, "\(keyFile): there is no key in it") }
            return String(decoding: text, as: UTF8.self)
        }
        guard let value = getenv("FARTHING_KEY"), value.pointee != 0 else {
            throw Failure(
                .usage,
                "who pays? Set FARTHING_KEY to a Farthing key, or name a file with --key-file"
            )
        }
        return String(cString: value)
    }
}

/// How calls are judged, and the proxy's bounds.
struct MCPCallOptions: ParsableArguments {
    private static let usual = MCPOptions()

    @Option(help: "The run that calls count in. (default: one for each session)")
    var run: String?

    @Option(help: "Stands before each tool's name where prices and rules speak of it: 'github.'.")
    var prefix: String?

    @Option(
        help: ArgumentHelp(
            """
            What becomes of tools without a registered price: refuse, free, or what each call of \
            them costs in dollars, such as 0.01. (default: refuse)
            """,
            valueName: "refuse|free|AMOUNT"
        )
    )
    var unknownTools: String?

    @Option(
        help:
            "The name of the tool that tells what is left; 'off' for none. (default: budget_status)"
    )
    var statusTool: String?

    @Option(help: "How long a call may take, in milliseconds. (default: 600000)")
    var timeoutMs: Int64?

    @Option(help: "The longest message, in bytes. (default: 4194304)")
    var messageBytesMax: Int?

    @Option(help: "Calls of one session that may be under way at once. (default: 256)")
    var callsMax: Int?

    @Option(
        help:
            "How long calls may take to end once the client is gone, in milliseconds. (default: 5000)"
    )
    var drainMs: Int64?

    func options() throws(Failure) -> MCPOptions {
        var options = Self.usual
        if let run {
            options.run = try Self.text(run, "--run", 1...256)
        }
        if let prefix { options.prefix = try Self.text(prefix, "--prefix", 0...128) }
        if let unknownTools { options.unknownTools = try Self.unknownTools(unknownTools) }
        if let statusTool {
            options.statusTool =
                statusTool == "off" ? nil : try Self.text(statusTool, "--status-tool", 1...128)
        }
        options.timeoutMs = try Self.bounded(
            timeoutMs ?? options.timeoutMs,
            "--timeout-ms",
            MCPOptions.timeoutMs
        )
        options.messageBytesMax = try Self.bounded(
            messageBytesMax ?? options.messageBytesMax,
            "--message-bytes-max",
            MCPOptions.messageBytes
        )
        options.callsMax = try Self.bounded(callsMax ?? options.callsMax, "--calls-max", 1...4_096)
        options.drainMs = try Self.bounded(drainMs ?? options.drainMs, "--drain-ms", 0...600_000)
        return options
    }

    private static func bounded<Number: Comparable>(
        _ value: Number,
        _ flag: String,
        _ range: ClosedRange<Number>
    ) throws(Failure) -> Number {
        guard range.contains(value) else {
            throw Failure(
                .usage,
                "\(flag) \(value): it lies from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return value
    }

    private static func text(
        _ text: String,
        _ flag: String,
        _ bytes: ClosedRange<Int>
    ) throws(Failure) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        guard bytes.contains(text.utf8.count), isPlain, !text.hasPrefix(" "),
            flag == "--prefix" || !text.hasSuffix(" ")
        else {
            throw Failure(
                .usage,
                "\(flag): a name of \(bytes.lowerBound) to \(bytes.upperBound) bytes without control "
                    + "characters, and without blanks at its ends"
            )
        }
        return text
    }

    private static func unknownTools(_ text: String) throws(Failure) -> MCPOptions.UnknownTools {
        switch text {
        case "refuse": return .refuse
        case "free": return .cost(nanos: 0)
        default:
            let digits = text.hasSuffix(" USD") ? String(text.dropLast(4)) : text
            guard let node = try? JSONDocument(Array(digits.utf8)).root,
                let nanos = node.decimalNanos(), nanos >= 0
            else {
                throw Failure(
                    .usage,
                    "--unknown-tools \(Shown.safe(text)): write refuse, free, or dollars such as 0.01"
                )
            }
            return .cost(nanos: nanos)
        }
    }
}
