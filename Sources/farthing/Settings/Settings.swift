import Configuration
import FarthingPolicy

/// The configuration in force: a flag wins over the environment, the environment over the file.
///
/// The lookup is swift-configuration's; what a value must look like is said in ``Setting``.
struct Settings {
    private let reader: ConfigReader
    private let flags: [Setting: String]
    private let environment: EnvironmentVariablesProvider
    private let file: ConfigurationFile?

    /// Gathers the three sources.
    ///
    /// - Parameters:
    ///   - flags: what stands on the command line, as text.
    ///   - path: the file that was asked for.
    init(flags: [Setting: String], file path: String?) throws(Failure) {
        let environment = EnvironmentVariablesProvider()
        let chosen = path ?? Self.variable("FARTHING_CONFIG", in: environment)
        self.init(flags, environment, try ConfigurationFile.find(chosen))
    }

    /// Takes what it is given and looks nowhere else.
    init(alone flags: [Setting: String]) {
        self.init(flags, EnvironmentVariablesProvider(environmentVariables: [:]), nil)
    }

    private init(
        _ flags: [Setting: String],
        _ environment: EnvironmentVariablesProvider,
        _ file: ConfigurationFile?
    ) {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (setting, text) in flags {
            values[Self.key(setting)] = ConfigValue(.string(text), isSecret: false)
        }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: values), environment,
        ]
        if let file { providers.append(file.provider) }
        reader = ConfigReader(providers: providers)
        self.flags = flags
        self.environment = environment
        self.file = file
    }

    /// Where a setting is looked up; the first word makes the variables begin with `FARTHING_`.
    static func key(_ setting: Setting) -> AbsoluteConfigKey {
        AbsoluteConfigKey(["farthing", setting.name])
    }

    /// The file in use; nil where there is none.
    var filePath: String? { file?.path }

    func text(_ setting: Setting) throws(Failure) -> String? {
        guard let text = reader.string(forKey: ConfigKey(["farthing", setting.name])) else {
            return nil
        }
        guard !text.isEmpty else { throw wrong(setting, text) }
        return text
    }

    func flag(_ setting: Setting) throws(Failure) -> Bool {
        guard let text = try text(setting) else { return false }
        switch text.lowercased() {
        case "true", "1", "yes": return true
        case "false", "0", "no": return false
        default: throw wrong(setting, text)
        }
    }

    func choice(_ setting: Setting) throws(Failure) -> String? {
        guard let text = try text(setting) else { return nil }
        guard case .choice(let words) = setting.kind, words.contains(text) else {
            throw wrong(setting, text)
        }
        return text
    }

    func number(_ setting: Setting) throws(Failure) -> Int64? {
        guard let text = try text(setting) else { return nil }
        guard case .number(let range) = setting.kind, let number = Int64(text),
            range.contains(number)
        else { throw wrong(setting, text) }
        return number
    }

    /// Names, each once and with its text, in their order.
    func pairs(_ setting: Setting) throws(Failure) -> [(name: String, text: String)] {
        guard let whole = try text(setting) else { return [] }
        var pairs: [(name: String, text: String)] = []
        for part in whole.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
                throw wrong(setting, String(part))
            }
            let name = String(sides[0])
            guard !pairs.contains(where: { $0.name == name }) else {
                throw wrong(setting, String(part), "'\(Shown.safe(name))' is named twice")
            }
            pairs.append((name, String(sides[1])))
        }
        return pairs
    }

    /// A variable that is no setting of ours, such as a provider's key; nil where it is empty.
    func variable(_ name: String) -> String? { Self.variable(name, in: environment) }

    private static func variable(
        _ name: String,
        in environment: EnvironmentVariablesProvider
    ) -> String? {
        guard let value = try? environment.environmentValue(forName: name) else { return nil }
        return value.isEmpty ? nil : value
    }

    /// Says where a wrong value stands, so that it can be corrected there.
    func wrong(_ setting: Setting, _ text: String, _ reason: String? = nil) -> Failure {
        let place: String
        if flags[setting] != nil {
            place = setting.flag
        } else if variable(setting.variable) == text || file == nil {
            place = "environment variable \(setting.variable)"
        } else {
            place = "\(file?.path ?? ""): \(setting.name)"
        }
        var reason = reason ?? setting.expected
        if case .choice(let words) = setting.kind {
            reason = "unknown value" + OperatorText.hint(for: text, among: words)
        }
        return Failure(.configuration, "\(place): \"\(Shown.safe(text))\": \(reason)")
    }
}
