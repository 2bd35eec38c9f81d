import Configuration
import FarthingCore
import FarthingPolicy

/// The configuration file: one JSON object whose members are the keys of ``Setting``.
struct ConfigurationFile {
    /// Read where it lies beside the caller, without being asked for.
    static let usualPath = "farthing.json"
    /// Some dozens of short members.
    private static let bytesMax = 65_536

    let path: String
    let provider: InMemoryProvider

    /// Reads the file that was asked for, or the usual one where there is one; nil without any.
    static func find(_ path: String?) throws(Failure) -> ConfigurationFile? {
        if let path { return try ConfigurationFile(path) }
        return SmallFile.exists(usualPath) ? try ConfigurationFile(usualPath) : nil
    }

    private init(_ path: String) throws(Failure) {
        let bytes = try SmallFile.read(path, bytesMax: Self.bytesMax, what: "the configuration")
        let root: JSONNode
        do {
            root = try JSONDocument(bytes).root
        } catch {
            throw Failure(.configuration, "\(path): \(error.message)")
        }
        guard root.kind == .object else {
            throw Failure(
                .configuration,
                "\(path): the configuration must be one object, as {\"listen\": \"127.0.0.1:8484\"}"
            )
        }
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (name, value) in root.members {
            let place = "\(path):\(value.line):\(value.column): \(Shown.safe(name))"
            guard let setting = Setting.all.first(where: { $0.name == name }) else {
                let hint = OperatorText.hint(for: name, among: Setting.all.map(\.name))
                throw Failure(.configuration, "\(place): unknown key\(hint)")
            }
            values[Settings.key(setting)] = try Self.value(value, setting, place)
        }
        self.path = path
        provider = InMemoryProvider(name: path, values: values)
    }

    /// Every value goes on as text, so that all three sources are read by one rule.
    private static func value(
        _ node: JSONNode,
        _ setting: Setting,
        _ place: String
    ) throws(Failure) -> ConfigValue {
        let text: String?
        switch setting.kind {
        case .text, .choice: text = node.string
        case .flag: text = node.bool.map { $0 ? "true" : "false" }
        case .number: text = node.decimalText
        case .pairs: text = node.kind == .object ? pairs(node) : node.string
        }
        guard let text else {
            throw Failure(.configuration, "\(place): \(setting.expected)")
        }
        return ConfigValue(.string(text), isSecret: false)
    }

    /// An object of texts as the environment has it; nil where a value is none.
    private static func pairs(_ node: JSONNode) -> String? {
        var pairs: [String] = []
        for (name, value) in node.members {
            guard let text = value.string else { return nil }
            pairs.append("\(name)=\(text)")
        }
        return pairs.joined(separator: ",")
    }
}

extension Setting {
    /// What a value must look like.
    var expected: String {
        switch kind {
        case .text: "expected a text"
        case .flag: "expected true or false"
        case .pairs: "expected NAME=TEXT, or an object of texts in a file"
        case .choice(let words): "expected one of " + words.joined(separator: ", ")
        case .number(let range):
            "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
        }
    }
}
