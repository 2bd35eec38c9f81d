import ArgumentParser
import FarthingPolicy

/// Runs the gateway on an embedded ledger.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the gateway on an embedded ledger.",
        discussion: """
            Every option can also stand in a configuration file (--config, or ./farthing.json) and \
            in the environment, as FARTHING_LISTEN for --listen; a flag wins over the environment, \
            the environment over the file; --accept-lost-journal and --restored are flags alone. \
            docs/configuration.md lists all keys, bounds and \
            time-outs included. The provider's key is read from OPENAI_API_KEY or --openai-key-file.
            """
    )

    @OptionGroup var folder: DataOptions

    @Option(help: "Where to listen, HOST:PORT; port 0 takes any. (default: 127.0.0.1:8484)")
    var listen: String?

    @Option(help: "A Unix socket, by its absolute path, on which the spend verbs are served too.")
    var spendSocket: String?

    @OptionGroup var console: ConsoleOptions

    @OptionGroup var sidecar: SidecarFlags

    @Option(
        help: """
            The policy, YAML or JSON. (default: ./policy.yaml, else a sample in the data folder)
            """
    )
    var policy: String?

    @Option(
        help: "The OpenAI-compatible provider's address. (default: https://api.openai.com)"
    )
    var upstreamOpenai: String?

    @Option(help: "A file with OpenAI's key, instead of OPENAI_API_KEY.")
    var openaiKeyFile: String?

    @Option(help: "An OpenAI-compatible address that calls go to when the first one fails.")
    var fallbackOpenai: String?

    @Option(help: "A file with the fallback's key; without it none is sent there.")
    var fallbackOpenaiKeyFile: String?

    @Option(help: "Anthropic's address. (default: https://api.anthropic.com)")
    var upstreamAnthropic: String?

    @Option(help: "A file with Anthropic's key, instead of ANTHROPIC_API_KEY.")
    var anthropicKeyFile: String?

    @Option(
        help: "Gemini's address. (default: https://generativelanguage.googleapis.com)"
    )
    var upstreamGemini: String?

    @Option(help: "A file with Gemini's key, instead of GEMINI_API_KEY.")
    var geminiKeyFile: String?

    @Option(help: "The region of Amazon Bedrock that calls to /bedrock go to.")
    var bedrockRegion: String?

    @Option(help: "Bedrock's address. (default: https://bedrock-runtime.REGION.amazonaws.com)")
    var upstreamBedrock: String?

    @Option(help: "The endpoint of Azure OpenAI: https://NAME.openai.azure.com")
    var upstreamAzure: String?

    @Option(help: "A file with Azure's key, instead of AZURE_OPENAI_API_KEY.")
    var azureKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "The model that a deployment of Azure OpenAI runs; may be repeated.",
            valueName: "DEPLOYMENT=MODEL"
        )
    )
    var azureDeployment: [String] = []

    @Option(
        help: ArgumentHelp(
            "Another OpenAI-compatible provider, served at /compatible/NAME; may be repeated.",
            valueName: "NAME=ADDRESS"
        )
    )
    var upstreamCompatible: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file with such a provider's key, instead of NAME_API_KEY; may be repeated.",
            valueName: "NAME=FILE"
        )
    )
    var compatibleKeyFile: [String] = []

    @Flag(help: "Send each client's own provider key on; x-farthing-key identifies it here.")
    var passThrough = false

    @Flag(help: "Leave requests without a service tier as they are, and hold for the dearest.")
    var leaveServiceTier = false

    @Flag(help: "Serve the built-in scripted provider, whatever keys there are.")
    var scripted = false

    @Option(
        help: ArgumentHelp(
            "Somebody who is told of events by HTTP, as docs/events.md says; may be repeated.",
            valueName: "NAME=URL"
        )
    )
    var webhook: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file with a webhook's secret, instead of NAME_WEBHOOK_SECRET; may be repeated.",
            valueName: "NAME=FILE"
        )
    )
    var webhookSecretFile: [String] = []

    @Option(
        help: ArgumentHelp(
            "The types of events that a webhook gets, as 'ops=budget.* approval.*'.",
            valueName: "NAME=TYPES"
        )
    )
    var webhookTypes: [String] = []

    @Flag(help: "Let webhooks go beyond this machine by plain http.")
    var webhookInsecure = false

    @OptionGroup var watch: WitnessOptions

    @Option(
        help: ArgumentHelp(
            "Keep agentguard-spend's files of all decisions here, as docs/exports.md says.",
            valueName: "folder"
        )
    )
    var mirrorAgentguard: String?

    @Option(help: "The certificate chain in PEM, to listen with TLS.")
    var tlsCert: String?

    @Option(help: "The certificate's private key in PEM.")
    var tlsKey: String?

    @Flag(help: "Listen beyond loopback without TLS, behind a proxy that does TLS.")
    var behindTlsProxy = false

    @Option(help: "full waits for the disk; relaxed may lose a second to a power loss.")
    var durability: String?

    @Option(help: "batch seals each batch; each also signs every entry.")
    var sign: String?

    @Option(help: "For how long a signer command lets the server's own key seal. (default: 24)")
    var delegationHours: String?

    @Option(help: "The language of refusals and warnings: en, es or pt.")
    var language: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: String?

    @Option(help: "Event loops; one where cores are shared. (default: 1)")
    var loops: String?

    @Option(help: "Write the port here when calls can be taken.")
    var readyFile: String?

    @Flag(
        help: """
            Go on once with a journal that is shorter than the folder shows that it was. What was \
            spent in the lost entries is forgotten.
            """
    )
    var acceptLostJournal = false

    @Flag(
        help: """
            Go on once with a journal that is restored from a backup: under a new name, so that what \
            was written since then in the old one does not look forged.
            """
    )
    var restored = false

    @Option(
        help: ArgumentHelp(
            "Any key of docs/configuration.md, as holdMs=60000; may be repeated.",
            valueName: "KEY=VALUE"
        )
    )
    var set: [String] = []

    func run() async throws {
        var flags = flags
        for pair in set { try Self.take(pair, into: &flags) }
        let settings = try Settings(flags: flags, file: folder.config)
        OpenFiles.raise()
        let server = try await ServerAssembly(
            settings,
            acceptsLoss: acceptLostJournal,
            isRestored: restored
        )
        try await server.run()
    }

    private static func take(
        _ pair: String,
        into flags: inout [Setting: String]
    ) throws(Failure) {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw Failure(.usage, "--set \(Shown.safe(pair)): write KEY=VALUE, as holdMs=60000")
        }
        let name = String(parts[0])
        guard let setting = Setting.all.first(where: { $0.name == name }) else {
            let hint = OperatorText.hint(for: name, among: Setting.all.map(\.name))
            throw Failure(.usage, "--set \(Shown.safe(name)): unknown key\(hint)")
        }
        flags[setting] = String(parts[1])
    }

    private var flags: [Setting: String] {
        var flags: [Setting: String] = [:]
        flags[.data] = folder.data
        flags[.signingKeyFile] = folder.signingKeyFile
        flags[.signerCommand] = folder.signerCommand
        flags[.signerPublicKey] = folder.signerPublicKey
        flags[.delegationHours] = delegationHours
        flags[.listen] = listen
        flags[.spendSocket] = spendSocket
        console.put(into: &flags)
        sidecar.put(into: &flags)
        flags[.policy] = policy
        flags[.upstreamOpenai] = upstreamOpenai
        flags[.openaiKeyFile] = openaiKeyFile
        flags[.fallbackOpenai] = fallbackOpenai
        flags[.fallbackOpenaiKeyFile] = fallbackOpenaiKeyFile
        flags[.upstreamAnthropic] = upstreamAnthropic
        flags[.anthropicKeyFile] = anthropicKeyFile
        flags[.upstreamGemini] = upstreamGemini
        flags[.geminiKeyFile] = geminiKeyFile
        flags[.bedrockRegion] = bedrockRegion
        flags[.upstreamBedrock] = upstreamBedrock
        flags[.upstreamAzure] = upstreamAzure
        flags[.azureKeyFile] = azureKeyFile
        for (setting, pairs) in [
            (Setting.azureDeployment, azureDeployment), (.upstreamCompatible, upstreamCompatible),
            (.compatibleKeyFile, compatibleKeyFile), (.webhook, webhook),
            (.webhookSecretFile, webhookSecretFile), (.webhookTypes, webhookTypes),
        ] where !pairs.isEmpty {
            flags[setting] = pairs.joined(separator: ",")
        }
        watch.put(into: &flags)
        flags[.mirrorAgentguard] = mirrorAgentguard
        flags[.tlsCert] = tlsCert
        flags[.tlsKey] = tlsKey
        flags[.durability] = durability
        flags[.sign] = sign
        flags[.language] = language
        flags[.logLevel] = logLevel
        flags[.loops] = loops
        flags[.readyFile] = readyFile
        if passThrough { flags[.passThrough] = "true" }
        if leaveServiceTier { flags[.leaveServiceTier] = "true" }
        if scripted { flags[.scripted] = "true" }
        if webhookInsecure { flags[.webhookInsecure] = "true" }
        if behindTlsProxy { flags[.behindTlsProxy] = "true" }
        return flags
    }
}
