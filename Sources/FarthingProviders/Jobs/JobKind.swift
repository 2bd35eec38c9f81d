package import FarthingCore

/// A sort of work that a provider goes on with after it has answered the request for it.
///
/// The raw values stand in journals.
package enum JobKind: String, CaseIterable, Hashable, Sendable {
    case openAIBatch = "openai/batch"
    case openAIResponse = "openai/response"
    case anthropicBatch = "anthropic/batch"

    /// How long such work may go on, with time to learn its end: batches are given up after 24
    /// hours (OpenAI, “Batch API”; Anthropic, “Batch processing”), and no response is older.
    package var lifetimeMs: Int64 { 26 * 3_600_000 }

    /// What stands before the identifier in the path that tells how the work stands.
    private var statusPath: StaticString {
        switch self {
        case .openAIBatch: "/v1/batches/"
        case .openAIResponse: "/v1/responses/"
        case .anthropicBatch: "/v1/messages/batches/"
        }
    }

    /// Where a provider tells how the work stands.
    package func statusTarget(_ id: String) -> String { "\(statusPath)\(id)" }

    /// The identifier that the answer to a request for such work gives it; nil where the answer
    /// cannot be read, or its identifier is none that can stand in a path.
    package func identifier(inAnswer body: [UInt8]) -> String? {
        guard let id = (try? JSONDocument(body))?.root.member("id" as StaticString)?.string,
            id.utf8.count <= Self.identifierBytesMax, PlainName.isSegment(id[...].utf8)
        else { return nil }
        return id
    }

    private static let identifierBytesMax = 200
}

/// One piece of such work, by the provider's own identifier.
package struct JobName: Hashable, Sendable, CustomStringConvertible {
    package let kind: JobKind
    package let id: String

    package init(_ kind: JobKind, _ id: String) {
        self.kind = kind
        self.id = id
    }

    /// How a journal has it: the name, and behind a semicolon what it may be billed as.
    package func record(_ variants: PriceVariantSet) -> String {
        let names = PriceVariant.allCases.filter(variants.contains).map(\.name)
        return description + ";" + names.joined(separator: ",")
    }

    /// Reads what ``record(_:)`` wrote.
    package static func recorded(_ text: String) -> (name: JobName, variants: PriceVariantSet)? {
        let parts = text.split(separator: ";", maxSplits: 1)
        guard parts.count == 2, let name = JobName(String(parts[0])) else { return nil }
        var variants: PriceVariantSet = []
        for part in parts[1].split(separator: ",") {
            guard let variant = PriceVariant.allCases.first(where: { $0.name == part }) else {
                return nil
            }
            variants.insert(PriceVariantSet(variant))
        }
        return variants.isEmpty ? nil : (name, variants)
    }

    /// Reads a name.
    package init?(_ text: String) {
        for kind in JobKind.allCases where text.hasPrefix(kind.rawValue + "/") {
            self.init(kind, String(text.dropFirst(kind.rawValue.utf8.count + 1)))
            return
        }
        return nil
    }

    /// The work whose state the answer to a request tells; nil for other requests.
    ///
    /// - Parameter provider: whose dialect the request was asked in, in the price book's words.
    package init?(asked provider: String, method: String, path: Substring) {
        self.init(about: path, of: provider)
        guard isTold(method: method, path: path) else { return nil }
    }

    /// Whether the answer to a request, which is about it, tells its state.
    package func isTold(method: String, path: Substring) -> Bool {
        switch method {
        case "GET": path == statusTarget
        case "POST": path == statusTarget + "/cancel"
        default: false
        }
    }

    /// The work that a path is about, whatever is asked of it; nil for other paths.
    package init?(about path: Substring, of provider: String) {
        for kind in JobKind.allCases where kind.rawValue.hasPrefix(provider + "/") {
            let status = kind.statusTarget("")
            guard path.hasPrefix(status) else { continue }
            let id = path.dropFirst(status.utf8.count).prefix { $0 != "/" }
            guard PlainName.isSegment(id.utf8) else { continue }
            self.init(kind, String(id))
            return
        }
        return nil
    }

    package var description: String { "\(kind.rawValue)/\(id)" }

    package var statusTarget: String { kind.statusTarget(id) }
}
