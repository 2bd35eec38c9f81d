import FarthingCore
import Synchronization

extension FarthingConfiguration {
    /// The environment variable that names a configuration, or is one.
    public static let variable = "FARTHING_CONFIG"

    private enum Standing {
        /// Nobody has said anything: the environment counts.
        case environment
        case configured(FarthingConfiguration)
        case cleared
    }

    private static let standing = Mutex(Standing.environment)

    /// Reads what `FARTHING_CONFIG` names or holds; nil where it is not set.
    public static func load() throws(ConfigurationError) -> FarthingConfiguration? {
        guard let source = SystemFile.variable(variable) else { return nil }
        return try load(source, place: variable)
    }

    /// Reads a configuration: the path of a JSON file, or the base64 of such a file's text.
    public static func load(_ source: String) throws(ConfigurationError) -> FarthingConfiguration {
        try load(source, place: "configuration")
    }

    /// Puts what `FARTHING_CONFIG` names in force; clears what was, where it is not set.
    public static func configure() throws(ConfigurationError) {
        configure(try load())
    }

    /// Puts a configuration in force for whatever starts without one of its own; nil clears it, and
    /// the environment does not count any more either.
    public static func configure(_ configuration: FarthingConfiguration?) {
        standing.withLock { $0 = configuration.map(Standing.configured) ?? .cleared }
    }

    /// Puts in force what a path or a base64 text says; what was in force stays where that fails.
    public static func configure(from source: String) throws(ConfigurationError) {
        configure(try load(source))
    }

    /// What was configured; what the environment says where nothing was; nil where neither is.
    public static func inForce() throws(ConfigurationError) -> FarthingConfiguration? {
        switch standing.withLock({ $0 }) {
        case .configured(let configuration): return configuration
        case .cleared: return nil
        case .environment: return try load()
        }
    }

    private static func load(
        _ source: String,
        place: String
    ) throws(ConfigurationError) -> FarthingConfiguration {
        let failure: SystemFile.Failure
        switch Result(catching: { () throws(SystemFile.Failure) in
            try SystemFile.read(source, bytesMax: bytesMax)
        }) {
        case .success(let bytes):
            return try FarthingConfiguration(json: bytes, place: printable(source))
        case .failure(let error): failure = error
        }
        if let bytes = decoded(source) {
            return try FarthingConfiguration(json: bytes, place: place)
        }
        // What is no file may be a mistyped base64 text, which may hold a key: never shown.
        guard failure.isMissing, !isPath(source) else {
            throw ConfigurationError(printable(source), "cannot be read: \(failure.reason)")
        }
        throw ConfigurationError(
            place,
            "neither a file that there is nor the base64 of one JSON object (\(source.utf8.count) "
                + "bytes, not shown since they may hold a key); give a path that ends in .json, or "
                + "`base64 -w0 farthing.json`"
        )
    }

    private static func isPath(_ source: String) -> Bool {
        source.utf8.count <= 1_024 && source.hasSuffix(".json")
    }

    /// The bytes of a base64 text, in either alphabet; nil where it is none, or none of an object.
    private static func decoded(_ source: String) -> [UInt8]? {
        guard source.utf8.count <= bytesMax * 4 / 3 + 8 else { return nil }
        let isEnd = { (byte: UInt8) in byte == 0x0A || byte == 0x0D || byte == 0x20 }
        let text = source.utf8.filter { !isEnd($0) }
        let unpadded = Array(text.reversed().drop { $0 == UInt8(ascii: "=") }.reversed())
        let bytes = Base64.standard.decode(text) ?? Base64.url.decode(unpadded)
        guard let bytes, bytes.first(where: { !isEnd($0) }) == UInt8(ascii: "{") else { return nil }
        return bytes
    }
}
