import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Why budgets could not be opened: what is wrong, and what to do about it. Nothing was spent.
public struct LocalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code, as `inUse`.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A limit, a policy or a configuration is not what it should be.
        public static let invalid = Code(rawValue: "invalid")
        /// The folder cannot be made, or not be written.
        public static let folder = Code(rawValue: "folder")
        /// Another process, or another governor of this one, has the folder.
        public static let inUse = Code(rawValue: "inUse")
        /// The signing key is missing, is another's, or is readable by others.
        public static let key = Code(rawValue: "key")
        /// The journal is damaged, has lost entries, or cannot be written.
        public static let journal = Code(rawValue: "journal")
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What is wrong and what to do; may be shown to a stranger.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message with its code.
    public var description: String { "\(message) (\(code.rawValue))" }
}

extension LocalError {
    init(_ error: PolicyError) { self.init(.invalid, error.description) }

    init(_ error: KeyError) { self.init(.key, error.message) }

    init(_ error: FolderError) { self.init(.folder, error.message) }

    init(_ error: LedgerError) {
        self.init(error.code == .invalid ? .invalid : .journal, error.message)
    }

    /// The folder is somebody else's at the moment.
    static func inUse(_ folder: DataFolder) -> LocalError {
        LocalError(
            .inUse,
            """
            the folder \(folder.path) is in use: by a running farthing server, another program, or \
            another governor of this one. Keep one governor in a program and hand it on; share a \
            server's budgets through it, with RemoteLedger of FarthingRemote; or give each program a \
            folder of its own
            """
        )
    }
}
