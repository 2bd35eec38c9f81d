import FarthingGateway
import FarthingScripted
import NIOPosix

/// Which provider calls go to, and with whose key.
struct UpstreamChoice {
    static let keyVariable = "OPENAI_API_KEY"
    private static let openAI = "https://api.openai.com"
    private static let keyBytesMax = 4_096

    var target: UpstreamTarget
    /// Set where the built-in provider answers.
    var scripted: ScriptedProvider?
    /// What the operator is told.
    var notices: [String]

    static func choose(
        _ settings: Settings,
        _ group: MultiThreadedEventLoopGroup
    ) async throws(Failure) -> UpstreamChoice {
        let passesKeys = try settings.flag(.passThrough)
        let url = try settings.text(.upstreamOpenai)
        let isScripted = try settings.flag(.scripted)
        let key = passesKeys || isScripted ? nil : try providerKey(settings)
        if isScripted || (url == nil && key == nil && !passesKeys) {
            return try await builtIn(wasAsked: isScripted, group)
        }
        let address = url ?? openAI
        guard let target = UpstreamTarget(url: address, authorization: key.map { "Bearer \($0)" })
        else {
            throw settings.wrong(
                .upstreamOpenai,
                address,
                "no address; write https://HOST, https://HOST:PORT/PATH or http://HOST:PORT"
            )
        }
        let who =
            passesKeys
            ? "each client's own key" : key == nil ? "no provider key" : "the provider key"
        var notices = ["calls go to \(address) with \(who)"]
        let isOnThisMachine = ListenAddress("\(target.host):1")?.isLoopback ?? false
        if !target.usesTLS, !isOnThisMachine, key != nil || passesKeys {
            notices.append("WARNING: provider keys travel to \(address) in the clear; use https")
        }
        return UpstreamChoice(target: target, scripted: nil, notices: notices)
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
        let target = UpstreamTarget(
            provider: "openai",
            host: "127.0.0.1",
            port: scripted.port,
            usesTLS: false
        )
        let reason =
            wasAsked ? "--scripted" : "no provider key (\(keyVariable) or --openai-key-file)"
        return UpstreamChoice(
            target: target,
            scripted: scripted,
            notices: [
                "SCRIPTED PROVIDER: \(reason); answers are made up here and nobody is billed"
            ]
        )
    }

    /// The provider's key; a Farthing key in its place is a mistake that would be hard to find.
    private static func providerKey(_ settings: Settings) throws(Failure) -> String? {
        var place = "environment variable \(keyVariable)"
        var text = settings.variable(keyVariable)
        if let path = try settings.text(.openaiKeyFile) {
            place = path
            let bytes = try SmallFile.read(path, bytesMax: keyBytesMax, what: "the provider's key")
            text = String(decoding: bytes, as: UTF8.self)
        }
        guard var key = text?[...] else { return nil }
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
    init?(url: String, authorization: String?) {
        let usesTLS = url.hasPrefix("https://")
        guard usesTLS || url.hasPrefix("http://"),
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !url.contains("?"), !url.contains("#"),
            !url.contains("@")
        else { return nil }
        let rest = url.dropFirst(usesTLS ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        var path = String(rest.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }
        if path.hasSuffix("/v1") { path.removeLast(3) }
        let hasPort = authority.last.map { $0.isNumber } ?? false && authority.contains(":")
        let text = hasPort ? String(authority) : "\(authority):\(usesTLS ? 443 : 80)"
        guard let address = ListenAddress(text), address.port > 0 else { return nil }
        self.init(
            provider: "openai",
            host: address.host,
            port: address.port,
            usesTLS: usesTLS,
            pathPrefix: path,
            authorization: authorization
        )
    }
}
