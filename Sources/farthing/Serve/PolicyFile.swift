import Crypto
import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// The policy in force: where it lies, and how it is read.
struct PolicyFile {
    private static let usualPath = "policy.yaml"

    let path: String
    /// True where nobody named it.
    let isSample: Bool
    /// True where the sample was written just now.
    let isNew: Bool

    /// The policy that was named, or `./policy.yaml`, or the sample in the data folder.
    static func find(_ settings: Settings, _ folder: DataFolder) throws(Failure) -> PolicyFile {
        if let path = try settings.text(.policy) {
            return PolicyFile(path: path, isSample: false, isNew: false)
        }
        if SmallFile.exists(usualPath) {
            return PolicyFile(path: usualPath, isSample: false, isNew: false)
        }
        let path = folder.path + "/policy.yaml"
        let isNew = !SmallFile.exists(path)
        if isNew { try SmallFile.write(path, Array(SamplePolicy.text.utf8)) }
        return PolicyFile(path: path, isSample: true, isNew: isNew)
    }

    /// Reads and checks the policy.
    ///
    /// - Parameter prices: the book by which models to downgrade to are looked up; nil looks up none.
    func read(prices: PriceBook? = nil) throws(Failure) -> LoadedPolicy {
        let bytes = try SmallFile.read(path, bytesMax: PolicyReader.bytesMax, what: "the policy")
        return try Self.read(bytes, path, prices: prices)
    }

    /// Reads and checks a policy.
    ///
    /// - Parameters:
    ///   - place: where it lies, for messages; its last part is the policy's id where it has none.
    ///   - format: nil goes by the place's ending.
    static func read(
        _ bytes: [UInt8],
        _ place: String,
        format: PolicyReader.Format? = nil,
        prices: PriceBook? = nil
    ) throws(Failure) -> LoadedPolicy {
        do {
            let policy = try PolicyReader.read(
                bytes,
                file: place,
                format: format,
                zones: SystemZones.rules,
                check: { policy in
                    let book = prices?.applying(policy.prices)
                    return CurrencyCheck(policy).errors
                        + (book.map { DowngradeCheck(policy, $0).errors } ?? [])
                }
            )
            return LoadedPolicy(
                compiled: try CompiledPolicy(policy),
                hash: HexText.of(SHA256.hash(data: bytes)),
                warnings: CurrencyCheck(policy).warnings
                    + PolicyAudit.passedUnasked(policy).map { "\($0.path): \($0.message)" },
                place: place
            )
        } catch {
            throw Failure(describing: error)
        }
    }
}

/// A policy that was read, with the hash of its bytes.
struct LoadedPolicy {
    var compiled: CompiledPolicy
    var hash: String
    /// What an operator should look at, though the policy is good.
    var warnings: [String] = []
    /// Where it lies; empty where it lies nowhere.
    var place = ""
    /// The version of the console's policies that it is; nil for the file.
    var consoleVersion: Int64?
}

/// Time zones as the system knows them.
enum SystemZones {
    static func rules(_ name: String) -> ZoneRules? {
        guard ZoneRules.isName(name),
            let bytes = try? SmallFile.read(
                "/usr/share/zoneinfo/" + name,
                bytesMax: 65_536,
                what: "the time zone"
            )
        else { return nil }
        return try? ZoneRules(name: name, tzif: bytes)
    }
}

/// Bytes as lower-case hexadecimal.
enum HexText {
    static func of(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(hexDigit(byte >> 4))
            text.append(hexDigit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
