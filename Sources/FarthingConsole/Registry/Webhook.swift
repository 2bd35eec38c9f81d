package import FarthingCore

/// Somebody who is told of events by HTTP, as people have set it up; its secret and the query of its
/// address are no part of it.
package struct Webhook: Hashable, Sendable {
    /// The collection of the registry.
    package static let collection = "hooks"
    /// The most at a time: each has a connection, a place in the journal and a page of it in memory.
    package static let countMax = 8
    /// The longest address, in bytes.
    package static let addressBytesMax = 2_048

    /// `wh_` and 16 hexadecimal digits.
    package var id: String
    /// Without its query.
    package var url: String
    /// Types or patterns; none stands for what comes without being asked for.
    package var types: [String]
    /// Of the sentences in events.
    package var language: String
    package var isEnabled: Bool

    package init(
        id: String,
        url: String,
        types: [String],
        language: String,
        isEnabled: Bool
    ) {
        self.id = id
        self.url = url
        self.types = types
        self.language = language
        self.isEnabled = isEnabled
    }

    /// Reads an item of the registry; nil for one that is removed, or none of these.
    package init?(_ item: RegistryItem) {
        guard let root = RegistryText.root(of: item), let url = root.member("url")?.string else {
            return nil
        }
        self.init(
            id: item.id,
            url: url,
            types: root.member("types")?.elements.compactMap(\.string) ?? [],
            language: root.member("language")?.string ?? "en",
            isEnabled: root.member("isEnabled")?.bool ?? true
        )
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            json.key("isEnabled")
            json.bool(isEnabled)
            json.key("language")
            json.string(language)
            json.key("types")
            json.texts(types)
            json.key("url")
            json.string(url)
        }
    }

    /// An address without its query.
    static func shown(_ address: String) -> String { String(address.prefix { $0 != "?" }) }
}

extension Webhook {
    /// Every webhook, in the order of their ids.
    package static func all(in store: any ConsoleStore) async throws(LedgerError) -> [Webhook] {
        try await store.registry(collection, after: nil, limit: countMax).compactMap { Webhook($0) }
    }
}
