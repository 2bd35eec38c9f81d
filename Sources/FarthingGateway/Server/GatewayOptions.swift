package import FarthingCore
package import FarthingProviders
package import NIOSSL

/// Everything that the gateway is told at its start.
package struct GatewayOptions: Sendable {
    /// Where it listens.
    package var host = "127.0.0.1"
    /// 0 takes any free port.
    package var port = 8484
    /// Where the spend verbs are served too, without TLS and nothing beside them; nil for nowhere.
    package var spendSocket: SpendSocket?
    /// Nil listens without TLS.
    package var tls: NIOSSLContext?
    /// Where the calls of each dialect go; a dialect without one is refused.
    package var upstreams: [GatewayDialect: UpstreamTarget]
    /// Where a dialect's calls go when its upstream fails, in this order.
    package var fallbacks: [GatewayDialect: [UpstreamTarget]] = [:]
    /// The model that each deployment of Azure OpenAI runs.
    package var azureDeployments: [String: String] = [:]
    /// The largest request body; 32 MiB holds the largest prompts with images inside.
    package var requestBytesMax = 32 << 20
    /// The largest whole answer; what is larger is refused to the client and charged as unknown.
    package var answerBytesMax = 32 << 20
    /// Client connections; each costs a few kilobytes and a file descriptor.
    package var connectionsMax = 4_096
    /// Upstream connections per event loop.
    package var upstreamConnectionsMax = 1_024
    /// Calls that wait for an upstream connection, per event loop.
    package var upstreamWaitersMax = 4_096
    /// How long an upstream connection may take to open.
    package var connectTimeoutMs: Int64 = 10_000
    /// How long an upstream may be silent: reasoning models think for minutes.
    package var silenceTimeoutMs: Int64 = 600_000
    /// How long a client may take to send a request, and to begin one on an open connection.
    package var clientTimeoutMs: Int64 = 75_000
    /// How long a hold lasts unless it is renewed.
    package var holdMs: Int64 = 120_000
    /// How long a settlement waits for company.
    package var settleLingerMs: Int64 = 5
    /// How long a client that hung up is waited for on the provider's side.
    package var drainMs: Int64 = 2_000
    /// How often holds are renewed and time-outs looked for.
    package var sweepMs: Int64 = 1_000
    /// In which refusals and warnings are told.
    package var language = Language.english
    /// How often the provider is asked after a job, where the gateway has a key of its own.
    package var jobPollMs: Int64 = 30_000
    /// How long running calls may go on after the server was told to stop.
    package var shutdownMs: Int64 = 30_000
    /// True takes what clients send as `authorization` on to the provider, and their Farthing key
    /// from `x-farthing-key`.
    package var passesProviderKeys = false
    /// True writes `service_tier: default` into requests that name no tier. Without it such a call
    /// may be billed at whatever tier the provider's project is set to, and is held at the dearest.
    package var pinsServiceTier = true

    package init(upstreams: [GatewayDialect: UpstreamTarget]) {
        self.upstreams = upstreams
    }
}

/// One provider's address and the key with which calls go there.
package struct UpstreamTarget: Sendable {
    /// The word that prices and scopes use.
    package var provider: String
    package let host: String
    package let port: Int
    package let usesTLS: Bool
    /// The `host` header.
    let authority: String
    /// What stands before `/v1/…` in the provider's own paths; empty for OpenAI itself.
    package var pathPrefix: String
    /// The whole value of the dialect's key field, as ``GatewayDialect/keyField`` names it; nil
    /// sends none, or where clients' own keys are passed on, theirs.
    package var authorization: String?
    /// The region that Bedrock's clients must have signed for; nil takes any.
    package var region: String?
    /// Signs what goes to AWS; nil for everybody else.
    package var signer: SigV4Signer?

    package init(
        provider: String,
        host: String,
        port: Int,
        usesTLS: Bool,
        pathPrefix: String = "",
        authorization: String? = nil
    ) {
        self.provider = provider
        self.host = host
        self.port = port
        self.usesTLS = usesTLS
        self.pathPrefix = pathPrefix
        self.authorization = authorization
        authority = port == (usesTLS ? 443 : 80) ? host : "\(host):\(port)"
    }
}
