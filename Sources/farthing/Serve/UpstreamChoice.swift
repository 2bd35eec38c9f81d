import FarthingGateway
import FarthingScripted
import NIOPosix

/// Which providers calls go to, and with whose keys.
struct UpstreamChoice {
    private static let keyBytesMax = 4_096

    var targets: [GatewayDialect: UpstreamTarget] = [:]
    var fallbacks: [GatewayDialect: [UpstreamTarget]] = [:]
    var azureDeployments: [String: String] = [:]
    /// Set where the built-in provider answers.
    var scripted: ScriptedProvider?
    /// What the operator is told.
    var notices: [String] = []

    static func choose(
        _ settings: Settings,
        _ group: MultiThreadedEventLoopGroup
    ) async throws(Failure) -> UpstreamChoice {
        let isScripted = try settings.flag(.scripted)
        var choice = UpstreamChoice()
        if !isScripted {
            for provider in ProviderSettings.all { try choice.add(provider, settings) }
        }
        if !isScripted {
            try choice.addFallback(settings)
            try choice.addBedrock(settings)
            try choice.addAzure(settings)
            try choice.addCompatible(settings)
        }
        if choice.targets.isEmpty {
            choice = try await builtIn(wasAsked: isScripted, group)
            try choice.takeDeployments(settings)
        } else if choice.targets[.azure] == nil, let name = choice.azureDeployments.keys.min() {
            throw settings.wrong(
                .azureDeployment,
                name,
                "a deployment of nobody; name the endpoint with --upstream-azure"
            )
        }
        return choice
    }

    /// Takes a provider in whose address or key is configured; where clients bring their own keys,
    /// every one.
    private mutating func add(_ provider: ProviderSettings, _ settings: Settings) throws(Failure) {
        let passesKeys = try settings.flag(.passThrough)
        let url = try settings.text(provider.url)
        let key = passesKeys ? nil : try Self.providerKey(provider, settings)
        guard url != nil || key != nil || passesKeys else { return }
        try add(
            provider.dialect,
            provider.name,
            url ?? provider.address,
            provider.url,
            authorization: key.map { provider.scheme + $0 },
            settings
        )
    }

    /// Takes an upstream in, and tells the operator with whose key calls go there.
    mutating func add(
        _ dialect: GatewayDialect,
        _ name: String,
        _ address: String,
        _ setting: Setting,
        authorization: String?,
        _ settings: Settings
    ) throws(Failure) {
        let passesKeys = try settings.flag(.passThrough)
        let target = try Self.target(address, setting, settings, dialect, authorization)
        targets[dialect] = target
        let who =
            passesKeys
            ? "each client's own key"
            : authorization == nil ? "no provider key" : "the provider key"
        notices.append("\(name) calls go to \(address) with \(who)")
        let isOnThisMachine = ListenAddress("\(target.host):1")?.isLoopback ?? false
        if !target.usesTLS, !isOnThisMachine, authorization != nil || passesKeys {
            notices.append("WARNING: provider keys travel to \(address) in the clear; use https")
        }
    }

    /// Reads an address; an error says where it is configured.
    static func target(
        _ address: String,
        _ setting: Setting,
        _ settings: Settings,
        _ dialect: GatewayDialect,
        _ authorization: String? = nil
    ) throws(Failure) -> UpstreamTarget {
        let target = UpstreamTarget(
            url: address,
            provider: dialect.provider,
            authorization: authorization
        )
        guard let target else {
            throw settings.wrong(
                setting,
                address,
                "no address; write https://HOST, https://HOST:PORT/PATH or http://HOST:PORT"
            )
        }
        return target
    }

    /// Takes in where OpenAI's calls go when they fail.
    private mutating func addFallback(_ settings: Settings) throws(Failure) {
        guard let url = try settings.text(.fallbackOpenai) else { return }
        guard targets[.openAI] != nil else {
            throw settings.wrong(
                .fallbackOpenai,
                url,
                "a fallback without an upstream before it; set --upstream-openai"
            )
        }
        let path = try settings.text(.fallbackOpenaiKeyFile)
        let key = try path.map { (path) throws(Failure) in
            try Self.key(inFile: path, "the fallback's key")
        }
        let target = try Self.target(
            url,
            .fallbackOpenai,
            settings,
            .openAI,
            key.map { "Bearer " + $0 }
        )
        fallbacks[.openAI] = [target]
        notices.append("failed OpenAI calls go on to \(url)")
    }

    private static func builtIn(
        wasAsked: Bool,
        _ group: MultiThreadedEventLoopGroup
    ) async throws(Failure) -> UpstreamChoice {
        let scripted: ScriptedProvider
        do {
            scripted = try await ScriptedProvider.start(port: 0, group: group)
        } catch {
            throw Failure(.unavailable, "the scripted provider cannot listen: \(error)")
        }
        var targets: [GatewayDialect: UpstreamTarget] = [:]
        for dialect in GatewayDialect.known {
            targets[dialect] = UpstreamTarget(
                provider: dialect.provider,
                host: "127.0.0.1",
                port: scripted.port,
                usesTLS: false
            )
        }
        let variables = ProviderSettings.all.map(\.keyVariable).joined(separator: ", ")
        let reason = wasAsked ? "--scripted" : "no provider key (\(variables) or a key file)"
        return UpstreamChoice(
            targets: targets,
            scripted: scripted,
            notices: [
                "SCRIPTED PROVIDER: \(reason); answers are made up here and nobody is billed"
            ]
        )
    }

    /// The provider's key, from its file or else its variable.
    private static func providerKey(
        _ provider: ProviderSettings,
        _ settings: Settings
    ) throws(Failure) -> String? {
        try key(file: settings.text(provider.keyFile), variable: provider.keyVariable, settings)
    }

    /// The key in a file, or else in a variable; nil where there is neither.
    static func key(
        file path: String?,
        variable: String,
        _ settings: Settings
    ) throws(Failure) -> String? {
        if let path { return try key(inFile: path, "the provider's key") }
        guard let text = settings.variable(variable) else { return nil }
        return try key(text, from: "environment variable \(variable)")
    }

    private static func key(inFile path: String, _ what: String) throws(Failure) -> String {
        let bytes = try SmallFile.read(path, bytesMax: keyBytesMax, what: what)
        return try key(String(decoding: bytes, as: UTF8.self), from: path)
    }

    /// A Farthing key in its place is a mistake that would be hard to find.
    private static func key(_ text: String, from place: String) throws(Failure) -> String {
        var key = text[...]
        while let last = key.last, last.isWhitespace { key.removeLast() }
        guard !key.hasPrefix("fk_") else {
            throw Failure(
                .configuration,
                "\(place): this is a Farthing key, not a provider's; unset it for the server, or "
                    + "put the provider's key there"
            )
        }
        guard !key.isEmpty, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(
                .configuration,
                "\(place): a provider's key is one word of printable ASCII"
            )
        }
        return String(key)
    }
}

extension UpstreamTarget {
    /// Reads an address such as `https://api.openai.com` or `http://127.0.0.1:9000/base`.
    init?(url: String, provider: String, authorization: String?) {
        let usesTLS = url.hasPrefix("https://")
        guard usesTLS || url.hasPrefix("http://"),
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains("?"), !url.contains("#"),
            !url.contains("@")
        else { return nil }
        let rest = url.dropFirst(usesTLS ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        var path = String(rest.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }
        // People paste the base that they give to an SDK.
        for version in ["/v1", "/v1beta"] where path.hasSuffix(version) {
            path.removeLast(version.count)
        }
        let hasPort = authority.last.map { $0.isNumber } ?? false && authority.contains(":")
        let text = hasPort ? String(authority) : "\(authority):\(usesTLS ? 443 : 80)"
        guard let address = ListenAddress(text), address.port > 0 else { return nil }
        self.init(
            provider: provider,
            host: address.host,
            port: address.port,
            usesTLS: usesTLS,
            pathPrefix: path,
            authorization: authorization
        )
    }
}
