import FarthingGateway
import FarthingProviders

extension UpstreamChoice {
    private static let region = "us-east-1"

    /// Takes Bedrock in where a region or an address is configured: credentials for AWS alone may
    /// stand in the environment for something else.
    mutating func addBedrock(_ settings: Settings) throws(Failure) {
        let url = try settings.text(.upstreamBedrock)
        let configured = try settings.text(.bedrockRegion)
        guard url != nil || configured != nil else { return }
        let region = configured ?? Self.region
        guard region.utf8.count <= 32,
            region.utf8.allSatisfy({ 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D })
        else {
            throw settings.wrong(.bedrockRegion, region, "no region; write one such as us-east-1")
        }
        let address = url ?? "https://bedrock-runtime.\(region).amazonaws.com"
        let dialect = GatewayDialect.bedrock
        var target = try Self.target(address, .upstreamBedrock, settings, dialect)
        target.region = region
        target.signer = signer(settings, region)
        if target.signer == nil, target.usesTLS {
            throw Failure(
                .configuration,
                "environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: both are needed "
                    + "for calls to \(address)"
            )
        }
        targets[dialect] = target
        let who = target.signer == nil ? "no credentials" : "the server's AWS credentials"
        notices.append("Bedrock calls go to \(address) (\(region)) with \(who)")
    }

    private func signer(_ settings: Settings, _ region: String) -> SigV4Signer? {
        guard let id = settings.variable("AWS_ACCESS_KEY_ID"),
            let secret = settings.variable("AWS_SECRET_ACCESS_KEY")
        else { return nil }
        let credentials = AWSCredentials(
            accessKeyID: id,
            secret: Array(secret.utf8),
            sessionToken: settings.variable("AWS_SESSION_TOKEN")
        )
        return SigV4Signer(.crypto, credentials, region: region)
    }
}
