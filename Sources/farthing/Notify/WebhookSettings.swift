import FarthingGateway
import FarthingNotify
import FarthingPolicy

/// Reads who is told of events by HTTP.
enum WebhookSettings {
    private static let secretBytesMax = 4_096
    private static let example =
        "make one with `echo whsec_$(openssl rand -base64 32) > FILE` and give it to the receiver"

    static func endpoints(_ settings: Settings) throws(Failure) -> [WebhookEndpoint] {
        let addresses = try settings.pairs(.webhook)
        let files = try settings.pairs(.webhookSecretFile)
        let types = try settings.pairs(.webhookTypes)
        let allowsInsecure = try settings.flag(.webhookInsecure)
        guard addresses.count <= WebhookEndpoint.endpointsMax else {
            throw settings.wrong(
                .webhook,
                "\(addresses.count) names",
                "at most \(WebhookEndpoint.endpointsMax)"
            )
        }
        for (setting, pairs) in [(Setting.webhookSecretFile, files), (.webhookTypes, types)] {
            for pair in pairs where !addresses.contains(where: { $0.name == pair.name }) {
                throw settings.wrong(
                    setting,
                    pair.name,
                    "there is no such webhook; name its address with --webhook \(pair.name)=URL"
                )
            }
        }
        var endpoints: [WebhookEndpoint] = []
        for (name, url) in addresses {
            try checkName(name, settings)
            endpoints.append(
                WebhookEndpoint(
                    name: name,
                    address: try address(url, name, allowsInsecure, settings),
                    secret: try secret(name, files.first { $0.name == name }?.text, settings),
                    filter: try filter(types.first { $0.name == name }?.text, settings)
                )
            )
        }
        return endpoints
    }

    private static func checkName(_ name: String, _ settings: Settings) throws(Failure) {
        let isName =
            name.utf8.count <= 32
            && name.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }
        guard isName else {
            throw settings.wrong(
                .webhook,
                name,
                "no name; write NAME=URL with up to 32 lower-case letters, digits and hyphens"
            )
        }
    }

    private static func address(
        _ url: String,
        _ name: String,
        _ allowsInsecure: Bool,
        _ settings: Settings
    ) throws(Failure) -> WebhookAddress {
        do throws(WebhookAddressError) {
            return try WebhookAddress(url, allowsInsecure: allowsInsecure)
        } catch {
            // The address may hold a secret; its name is enough to find it.
            throw settings.wrong(.webhook, name, error.reason)
        }
    }

    private static func secret(
        _ name: String,
        _ file: String?,
        _ settings: Settings
    ) throws(Failure) -> WebhookSecret {
        let word = name.uppercased().split(separator: "-", omittingEmptySubsequences: false)
        let variable = word.joined(separator: "_") + "_WEBHOOK_SECRET"
        let text: String
        let place: String
        if let file {
            place = file
            let bytes = try SmallFile.read(
                file,
                bytesMax: secretBytesMax,
                what: "the webhook's secret"
            )
            text = String(decoding: bytes, as: UTF8.self)
        } else if let value = settings.variable(variable) {
            place = "environment variable \(variable)"
            text = value
        } else {
            throw Failure(
                .configuration,
                "webhook \(name): it has no secret; set \(variable), or name a file with "
                    + "--webhook-secret-file \(name)=FILE; \(example)"
            )
        }
        do throws(WebhookSecretError) {
            return try WebhookSecret(text)
        } catch {
            throw Failure(.configuration, "\(place): \(error.reason); \(example)")
        }
    }

    private static func filter(
        _ text: String?,
        _ settings: Settings
    ) throws(Failure) -> EventFilter {
        guard let text else { return .usual }
        do throws(EventFilterError) {
            return try EventFilter(patterns: text.split(separator: " ").map(String.init))
        } catch {
            throw settings.wrong(.webhookTypes, error.pattern, reason(error))
        }
    }

    /// What is wrong with a pattern, and perhaps what was meant.
    static func reason(_ error: EventFilterError) -> String {
        let names = EventType.allCases.map(\.rawValue)
        return error.reason + OperatorText.hint(for: error.pattern, among: names)
    }
}
