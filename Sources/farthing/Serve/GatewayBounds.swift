import FarthingCore
import FarthingGateway

extension GatewayOptions {
    /// Takes the bounds and time-outs from the settings; what they do not name keeps its default.
    mutating func setBounds(_ settings: Settings) throws(Failure) {
        requestBytesMax = try settings.number(.requestBytesMax).map(Int.init) ?? requestBytesMax
        answerBytesMax = try settings.number(.answerBytesMax).map(Int.init) ?? answerBytesMax
        connectionsMax = try settings.number(.connectionsMax).map(Int.init) ?? connectionsMax
        upstreamConnectionsMax =
            try settings.number(.upstreamConnectionsMax).map(Int.init) ?? upstreamConnectionsMax
        upstreamWaitersMax =
            try settings.number(.upstreamWaitersMax).map(Int.init) ?? upstreamWaitersMax
        connectTimeoutMs = try settings.number(.connectTimeoutMs) ?? connectTimeoutMs
        silenceTimeoutMs = try settings.number(.silenceTimeoutMs) ?? silenceTimeoutMs
        clientTimeoutMs = try settings.number(.clientTimeoutMs) ?? clientTimeoutMs
        holdMs = try settings.number(.holdMs) ?? holdMs
        settleLingerMs = try settings.number(.settleLingerMs) ?? settleLingerMs
        drainMs = try settings.number(.drainMs) ?? drainMs
        jobPollMs = try settings.number(.jobPollMs) ?? jobPollMs
        shutdownMs = try settings.number(.shutdownMs) ?? shutdownMs
        pinsServiceTier = try !settings.flag(.leaveServiceTier)
        passesProviderKeys = try settings.flag(.passThrough)
        language = try settings.choice(.language).flatMap(Language.init(rawValue:)) ?? .english
    }
}
