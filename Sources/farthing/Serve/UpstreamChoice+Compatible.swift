import FarthingGateway

extension UpstreamChoice {
    /// Other providers in one server: each has connections of its own in each event loop.
    private static let compatibleMax = 16

    /// Takes Azure OpenAI in where its endpoint is configured.
    mutating func addAzure(_ settings: Settings) throws(Failure) {
        try takeDeployments(settings)
        guard var address = try settings.text(.upstreamAzure) else { return }
        // People paste the base that they give to an SDK.
        while address.hasSuffix("/") { address.removeLast() }
        for rest in ["/v1", "/openai"] where address.hasSuffix(rest) {
            address.removeLast(rest.count)
        }
        let key =
            try settings.flag(.passThrough)
            ? nil
            : Self.key(
                file: settings.text(.azureKeyFile),
                variable: "AZURE_OPENAI_API_KEY",
                settings
            )
        try add(.azure, "Azure OpenAI", address, .upstreamAzure, authorization: key, settings)
        if azureDeployments.isEmpty {
            notices.append("WARNING: no --azure-deployment: every call to /azure is refused")
        }
    }

    mutating func takeDeployments(_ settings: Settings) throws(Failure) {
        for (deployment, model) in try settings.pairs(.azureDeployment) {
            azureDeployments[deployment] = model
        }
    }

    /// Takes in whoever else speaks OpenAI's dialect.
    mutating func addCompatible(_ settings: Settings) throws(Failure) {
        let upstreams = try settings.pairs(.upstreamCompatible)
        let files = try settings.pairs(.compatibleKeyFile)
        guard upstreams.count <= Self.compatibleMax else {
            throw settings.wrong(
                .upstreamCompatible,
                "\(upstreams.count) names",
                "at most \(Self.compatibleMax)"
            )
        }
        for file in files where !upstreams.contains(where: { $0.name == file.name }) {
            throw settings.wrong(
                .compatibleKeyFile,
                file.name,
                "a key for nobody; name the address with --upstream-compatible"
            )
        }
        for (name, address) in upstreams {
            guard GatewayDialect.isName(name) else {
                throw settings.wrong(
                    .upstreamCompatible,
                    name,
                    "no name; write up to 32 lower-case letters, digits and hyphens, and none "
                        + "that is served already"
                )
            }
            let word = name.uppercased().split(separator: "-", omittingEmptySubsequences: false)
            let key =
                try settings.flag(.passThrough)
                ? nil
                : Self.key(
                    file: files.first { $0.name == name }?.text,
                    variable: word.joined(separator: "_") + "_API_KEY",
                    settings
                )
            try add(
                .compatible(name),
                name,
                address,
                .upstreamCompatible,
                authorization: key.map { "Bearer " + $0 },
                settings
            )
        }
    }
}
