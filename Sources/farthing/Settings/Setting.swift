import FarthingCore

/// One key of the configuration: the same in the file, in the environment and as a flag.
struct Setting: Hashable {
    /// The member's name in the file.
    var name: String
    /// What its value is.
    var kind: Kind

    enum Kind: Hashable {
        case text
        case flag
        case choice([String])
        case number(ClosedRange<Int64>)
        /// Names, each with a text: an object in the file, a repeated flag, `NAME=TEXT,NAME=TEXT`
        /// in the environment.
        case pairs
    }

    /// The variable, as swift-configuration makes it from the name: `FARTHING_OPENAI_KEY_FILE`.
    var variable: String { "FARTHING_" + words.joined(separator: "_").uppercased() }

    /// The flag: `--openai-key-file`; the bounds, which few touch, share one: `--set holdMs`.
    var flag: String {
        Self.bounds.contains(self)
            ? "--set \(name)" : "--" + words.joined(separator: "-").lowercased()
    }

    /// `openaiKeyFile` as `openai`, `Key`, `File`.
    private var words: [String] {
        var words = [""]
        for character in name {
            if character.isUppercase { words.append("") }
            words[words.count - 1].append(character)
        }
        return words
    }
}

extension Setting {
    static let data = Setting(name: "data", kind: .text)
    static let listen = Setting(name: "listen", kind: .text)
    static let spendSocket = Setting(name: "spendSocket", kind: .text)
    static let policy = Setting(name: "policy", kind: .text)
    static let upstreamOpenai = Setting(name: "upstreamOpenai", kind: .text)
    static let openaiKeyFile = Setting(name: "openaiKeyFile", kind: .text)
    static let fallbackOpenai = Setting(name: "fallbackOpenai", kind: .text)
    static let fallbackOpenaiKeyFile = Setting(name: "fallbackOpenaiKeyFile", kind: .text)
    static let upstreamAnthropic = Setting(name: "upstreamAnthropic", kind: .text)
    static let anthropicKeyFile = Setting(name: "anthropicKeyFile", kind: .text)
    static let upstreamGemini = Setting(name: "upstreamGemini", kind: .text)
    static let geminiKeyFile = Setting(name: "geminiKeyFile", kind: .text)
    static let upstreamBedrock = Setting(name: "upstreamBedrock", kind: .text)
    static let bedrockRegion = Setting(name: "bedrockRegion", kind: .text)
    static let upstreamAzure = Setting(name: "upstreamAzure", kind: .text)
    static let azureKeyFile = Setting(name: "azureKeyFile", kind: .text)
    static let azureDeployment = Setting(name: "azureDeployment", kind: .pairs)
    static let upstreamCompatible = Setting(name: "upstreamCompatible", kind: .pairs)
    static let compatibleKeyFile = Setting(name: "compatibleKeyFile", kind: .pairs)
    static let passThrough = Setting(name: "passThrough", kind: .flag)
    static let leaveServiceTier = Setting(name: "leaveServiceTier", kind: .flag)
    static let scripted = Setting(name: "scripted", kind: .flag)
    static let webhook = Setting(name: "webhook", kind: .pairs)
    static let webhookSecretFile = Setting(name: "webhookSecretFile", kind: .pairs)
    static let webhookTypes = Setting(name: "webhookTypes", kind: .pairs)
    static let webhookInsecure = Setting(name: "webhookInsecure", kind: .flag)
    static let mirrorAgentguard = Setting(name: "mirrorAgentguard", kind: .text)
    static let tlsCert = Setting(name: "tlsCert", kind: .text)
    static let tlsKey = Setting(name: "tlsKey", kind: .text)
    static let behindTlsProxy = Setting(name: "behindTlsProxy", kind: .flag)
    static let signingKeyFile = Setting(name: "signingKeyFile", kind: .text)
    static let signerCommand = Setting(name: "signerCommand", kind: .text)
    static let signerPublicKey = Setting(name: "signerPublicKey", kind: .text)
    static let delegationHours = Setting(name: "delegationHours", kind: .number(1...8_760))
    static let durability = Setting(name: "durability", kind: .choice(["full", "relaxed"]))
    static let sign = Setting(name: "sign", kind: .choice(["batch", "each"]))
    static let language = Setting(
        name: "language",
        kind: .choice(Language.allCases.map(\.rawValue))
    )
    static let logLevel = Setting(
        name: "logLevel",
        kind: .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"])
    )
    static let loops = Setting(name: "loops", kind: .number(1...64))
    static let readyFile = Setting(name: "readyFile", kind: .text)

    /// The bounds of the gateway, in the unit that their names end in.
    static let requestBytesMax = Setting(name: "requestBytesMax", kind: .number(1_024...1 << 30))
    static let answerBytesMax = Setting(name: "answerBytesMax", kind: .number(1_024...1 << 30))
    static let connectionsMax = Setting(name: "connectionsMax", kind: .number(1...1_000_000))
    static let upstreamConnectionsMax = Setting(
        name: "upstreamConnectionsMax",
        kind: .number(1...65_536)
    )
    static let upstreamWaitersMax = Setting(
        name: "upstreamWaitersMax",
        kind: .number(0...1_000_000)
    )
    static let connectTimeoutMs = Setting(name: "connectTimeoutMs", kind: .number(1...600_000))
    static let silenceTimeoutMs = Setting(
        name: "silenceTimeoutMs",
        kind: .number(100...86_400_000)
    )
    static let clientTimeoutMs = Setting(name: "clientTimeoutMs", kind: .number(100...3_600_000))
    // A hold is renewed at a third of its life by a sweep of one second.
    static let holdMs = Setting(name: "holdMs", kind: .number(5_000...86_400_000))
    static let settleLingerMs = Setting(name: "settleLingerMs", kind: .number(0...1_000))
    static let drainMs = Setting(name: "drainMs", kind: .number(0...60_000))
    static let jobPollMs = Setting(name: "jobPollMs", kind: .number(100...3_600_000))
    static let shutdownMs = Setting(name: "shutdownMs", kind: .number(0...3_600_000))
    /// How often the log is published.
    static let checkpointEntries = Setting(
        name: "checkpointEntries",
        kind: .number(1...1_000_000)
    )
    static let checkpointSeconds = Setting(name: "checkpointSeconds", kind: .number(1...86_400))
    /// The room on the ledger's disk below which no call begins; 0 does not look.
    static let diskFreeBytesMin = Setting(name: "diskFreeBytesMin", kind: .number(0...1 << 60))

    static let bounds: [Setting] = [
        requestBytesMax, answerBytesMax, connectionsMax, upstreamConnectionsMax, upstreamWaitersMax,
        connectTimeoutMs, silenceTimeoutMs, clientTimeoutMs, holdMs, sidecarHoldMs, settleLingerMs,
        drainMs,
        jobPollMs, shutdownMs, checkpointEntries, checkpointSeconds,
        diskFreeBytesMin,
    ]

    /// Every key, in the order of docs/configuration.md.
    static let all: [Setting] =
        [
            data, listen, spendSocket,
        ] + ofConsole + ofSidecar + [
            policy, upstreamOpenai, openaiKeyFile, fallbackOpenai,
            fallbackOpenaiKeyFile, upstreamAnthropic, anthropicKeyFile, upstreamGemini,
            geminiKeyFile, upstreamBedrock, bedrockRegion, upstreamAzure, azureKeyFile,
            azureDeployment, upstreamCompatible, compatibleKeyFile, passThrough, leaveServiceTier,
            scripted,
            webhook, webhookSecretFile, webhookTypes, webhookInsecure, mirrorAgentguard,
            tlsCert, tlsKey, behindTlsProxy,
            signingKeyFile, signerCommand, signerPublicKey, delegationHours, durability, sign,
            language, logLevel,
            loops, readyFile,
        ] + ofWitnesses + bounds
}
