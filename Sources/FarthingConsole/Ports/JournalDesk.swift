import FarthingCore

/// The journal as others check it; implemented by whoever has its files and keys.
package protocol JournalDesk: Sendable {
    /// One entry as it is stored, with the seal over it; nil where there is none.
    ///
    /// - Throws: ``ConsoleError`` 503 where the journal cannot be read, or is not what was sealed.
    func stored(_ sequence: Int64) async throws -> StoredEntry?

    /// A proof that an entry is in the log, with the entry in it: a C2SP tlog-proof.
    ///
    /// - Throws: ``ConsoleError`` 404 where there is no such entry, 503 `not_sealed` where no
    ///   checkpoint covers it yet.
    func proof(of sequence: Int64) async throws -> [UInt8]

    /// The journal as a file, in pieces. One that ends before its last line was cut off, because what
    /// follows is not what was sealed.
    ///
    /// - Throws: ``ConsoleError`` 422 where the form does not take what is asked for, 429 where too
    ///   many are under way, 503 where the journal cannot be read.
    func export(_ question: ExportQuestion) async throws -> AsyncStream<[UInt8]>

    /// How long the journal is, and by what it is checked.
    func log() async throws -> LogStatement
}

/// An entry as it is stored.
package struct StoredEntry: Sendable {
    /// Without its line feed.
    package var line: [UInt8]
    /// The first and the last entry that its seal covers for the first time.
    package var batch: ClosedRange<Int64>
    package var seal: [UInt8]

    package init(line: [UInt8], batch: ClosedRange<Int64>, seal: [UInt8]) {
        self.line = line
        self.batch = batch
        self.seal = seal
    }
}

/// Which file of the journal is asked for.
package struct ExportQuestion: Hashable, Sendable {
    /// What the file is; docs/exports.md has the forms.
    package enum Form: String, Hashable, Sendable, CaseIterable {
        case farthing, agentguard, jsonl, csv, focus

        /// Whether it verifies, and so must be whole.
        package var isVerifiable: Bool { self == .farthing || self == .agentguard }

        /// What the answer says that it is.
        package var contentType: String {
            switch self {
            case .farthing, .agentguard, .jsonl: "application/x-ndjson"
            case .csv, .focus: "text/csv; charset=utf-8"
            }
        }

        /// What a browser calls the file.
        package var fileName: String {
            switch self {
            case .farthing, .agentguard, .jsonl: "receipts-\(rawValue).jsonl"
            case .csv, .focus: "receipts-\(rawValue).csv"
            }
        }
    }

    package var form: Form
    /// From when, in milliseconds UTC, inclusive.
    package var fromMs: Int64
    /// Until when, exclusive.
    package var toMs: Int64
    /// Costs as this budget counts them; nil for dollars.
    package var budget: String?

    package init(
        form: Form,
        fromMs: Int64 = Int64.min,
        toMs: Int64 = Int64.max,
        budget: String? = nil
    ) {
        self.form = form
        self.fromMs = fromMs
        self.toMs = toMs
        self.budget = budget
    }
}

/// The log behind the journal.
package struct LogStatement: Hashable, Sendable {
    /// The log's name.
    package var origin: String
    package var entries: Int64
    /// The last entry's hash, 64 lower-case hexadecimal digits; zeros where there is none.
    package var headHash: String
    /// The newest signed checkpoint; nil where none was published.
    package var checkpoint: String?
    /// The log's key as witnesses take it.
    package var verifierKey: String
    /// The same in hexadecimal.
    package var publicKey: String

    package init(
        origin: String,
        entries: Int64,
        headHash: String,
        checkpoint: String?,
        verifierKey: String,
        publicKey: String
    ) {
        self.origin = origin
        self.entries = entries
        self.headHash = headHash
        self.checkpoint = checkpoint
        self.verifierKey = verifierKey
        self.publicKey = publicKey
    }
}
