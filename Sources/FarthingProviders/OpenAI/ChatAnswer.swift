package import FarthingCore

/// What matters of a whole answer to a chat completion: what it cost.
///
/// Tolerant of everything but what it needs: unknown members pass, and a body that cannot be read
/// has no usage, with the reason.
package struct ChatAnswer: Sendable {
    /// Nil when nothing that can be billed by was reported; explicit zeros are a usage.
    package private(set) var usage: Usage?

    /// Whether the usage contradicts itself; it then is the dearer reading.
    package private(set) var isInconsistent = false

    /// Why there is no usage.
    package private(set) var problem: Problem?

    /// The model that answered.
    package private(set) var model: String?

    /// The tier that the call was processed in, as the answer names it.
    package private(set) var serviceTier: String?

    /// The answer's choices, for ``outputTokens(beyond:_:)``.
    private(set) var choices: JSONNode?

    package enum Problem: Hashable, Sendable {
        /// The body is no JSON object.
        case brokenBody
        /// The body has no usage, or says null.
        case noUsage
        case badUsage(ChatUsage.Problem)
    }

    package init(_ body: [UInt8], limits: JSONLimits = .standard) {
        guard let document = try? JSONDocument(body, limits: limits),
            document.root.kind == .object
        else {
            problem = .brokenBody
            return
        }
        problem = .noUsage
        let root = document.root
        model = root.member("model" as StaticString)?.string
        serviceTier = root.member("service_tier" as StaticString)?.string
        choices = root.member("choices" as StaticString)
        if let usage = root.member("usage" as StaticString), !usage.isNull { take(usage) }
    }

    private mutating func take(_ node: JSONNode) {
        do throws(ChatUsage.Problem) {
            let read = try node.withView(ChatUsage.init)
            usage = read.usage
            isInconsistent = read.isInconsistent
            problem = nil
        } catch {
            problem = .badUsage(error)
        }
    }
}
