import ArgumentParser
import Crypto
import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// What the author's tools need beside a policy: a price book, and perhaps a data folder.
struct PolicyTools: ParsableArguments {
    @OptionGroup var folder: DataOptions

    @Option(
        help: "A price book's file. (default: the data folder's book, or the built-in one)"
    )
    var book: String?

    /// The prices without the policy's own.
    func prices() throws(Failure) -> PriceBook {
        if let book { return try BookFile(path: book).book }
        return try BookShelf(folder: folder.folder()).look().book
    }

    /// The folder where one was named, with a ledger in it; nil where none was.
    func namedFolder() throws(Failure) -> DataFolder? {
        folder.data == nil ? nil : try folder.ledgerFolder()
    }
}

/// A policy as the author's tools have it: read, with its bytes.
struct AuthoredPolicy {
    let path: String
    let bytes: [UInt8]
    let compiled: CompiledPolicy
    let hash: String

    var policy: Policy { compiled.policy }

    /// Reads and checks a policy; `path` is the file.
    init(_ path: String) throws(Failure) {
        switch try AuthoredPolicy.reading(path) {
        case .success(let read): self = read
        case .failure(let errors): throw Failure(describing: errors)
        }
    }

    init(path: String, bytes: [UInt8], compiled: CompiledPolicy) {
        self.path = path
        self.bytes = bytes
        self.compiled = compiled
        hash = HexText.of(SHA256.hash(data: bytes))
    }

    /// The policy, or everything wrong with it; throws where there is no file to be read.
    static func reading(_ path: String) throws(Failure) -> Result<AuthoredPolicy, PolicyFileErrors>
    {
        let bytes = try SmallFile.read(path, bytesMax: PolicyReader.bytesMax, what: "the policy")
        return try reading(bytes, path)
    }

    /// The same of bytes that lie in memory.
    ///
    /// - Parameters:
    ///   - path: for messages; its last part is the policy's id where it has none.
    ///   - format: nil goes by the path's ending.
    static func reading(
        _ bytes: [UInt8],
        _ path: String,
        format: PolicyReader.Format? = nil
    ) throws(Failure) -> Result<AuthoredPolicy, PolicyFileErrors> {
        let policy: Policy
        do throws(PolicyFileErrors) {
            policy = try PolicyReader.read(
                bytes,
                file: path,
                format: format,
                zones: SystemZones.rules,
                check: { CurrencyCheck($0).errors }
            )
        } catch {
            return .failure(error)
        }
        do throws(PolicyError) {
            let compiled = try CompiledPolicy(policy)
            return .success(AuthoredPolicy(path: path, bytes: bytes, compiled: compiled))
        } catch {
            throw Failure(.configuration, "\(path): \(error.message)")
        }
    }

    /// What its author should look at, worst first.
    func findings(_ prices: PriceBook, groups: Set<String>?) -> [PlacedFinding] {
        let now = systemNowMs()
        var found = PolicyAudit(policy, prices, groups: groups, atMs: now).findings
        found += CurrencyCheck(policy).warnings.map {
            PolicyFinding(.warning, .currency, path: "", message: $0)
        }
        // The file was read just now, so that it can be read again.
        let places = try? PolicyPlaces(bytes, file: path)
        let placed = found.map { finding in
            let (line, column) = places?.position(of: finding.path) ?? (1, 1)
            return PlacedFinding(finding: finding, file: path, line: line, column: column)
        }
        return placed.enumerated().sorted {
            ($0.element.rank, $0.element.line, $0.element.column, $0.offset)
                < ($1.element.rank, $1.element.line, $1.element.column, $1.offset)
        }
        .map(\.element)
    }
}

/// A finding with its place in the file.
struct PlacedFinding {
    var finding: PolicyFinding
    var file: String
    var line: Int
    var column: Int

    fileprivate var rank: Int { finding.severity == .error ? 0 : 1 }

    /// `policy.yaml:12:5: warning: rules[0].to: …`; messages have no control characters in them.
    var text: String {
        let path = finding.path.isEmpty ? "" : finding.path + ": "
        return "\(file):\(line):\(column): \(finding.severity.rawValue): \(path)"
            + finding.message
    }

    func write(to json: inout JSONWriter) {
        PlacedFinding.write(
            code: finding.code.rawValue,
            column: column,
            line: line,
            message: finding.message,
            path: finding.path,
            severity: finding.severity.rawValue,
            to: &json
        )
    }

    static func write(
        code: String,
        column: Int,
        line: Int,
        message: String,
        path: String,
        severity: String,
        to json: inout JSONWriter
    ) {
        json.beginObject()
        json.key("code")
        json.string(code)
        json.key("column")
        json.int(column)
        json.key("line")
        json.int(line)
        json.key("message")
        json.string(message)
        json.key("path")
        json.string(path)
        json.key("severity")
        json.string(severity)
        json.endObject()
    }
}

extension JournalReader {
    /// The groups that some key may vote for.
    func approverGroups() throws -> Set<String> {
        Set(
            try accessKeys().filter { $0.revokedAtMs == nil }.flatMap {
                $0.accessKey?.approves ?? []
            }
        )
    }
}
