import FarthingCore

/// The most input tokens that a prompt can be billed for, collected while it is checked.
///
/// Claude's vocabularies are not published, so each byte of a text counts as one token, which no
/// byte-level vocabulary can exceed. Encrypted parts that the model reads again, such as signatures
/// of thinking, count by their bytes as well.
struct PromptBound: Sendable {
    /// Texts, names, frames; no images and no pages.
    var tokens: Int64 = PromptBound.baseTokens
    /// All images, in order; nil where the request does not show the size.
    var images: [ImageSize?] = []
    /// Whether there are documents whose pages cannot be counted here.
    var hasPages = false
    /// Whether some part is to be cached for an hour.
    var writesHourCache = false
    /// Tools that a result refers to: the model is shown the definition again.
    var toolReferences: Int64 = 0

    /// What the prompt begins with, and the answer: measured as fewer than a hundred with an image.
    static let baseTokens: Int64 = 64
    /// Frame of a message.
    static let messageTokens: Int64 = 8
    /// Frame of one content block.
    static let blockTokens: Int64 = 16
    /// What tells the model how to cite, once for each document.
    static let citationTokens: Int64 = 512
    /// By how much cutting a text into sentences that can be cited may lengthen it: each sentence is
    /// marked, and none has fewer than two bytes.
    static let citedFactor: Int64 = 4

    static func bytes(_ node: JSONNode) -> Int64 { Int64(node.utf8Length) }

    mutating func add(_ text: JSONNode) { tokens += Self.bytes(text) }

    /// Adds a value that is rendered in a way we do not know, with all that is in it.
    mutating func addTree(_ node: JSONNode) { tokens += node.treeTokens(Self.bytes) }

    /// Reads a breakpoint of the cache.
    mutating func takeCache(
        _ node: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        guard !node.isNull else { return }
        try node.checkMembers(MessagesMembers.cache, param())
        guard let ttl = node.member("ttl" as StaticString), !ttl.isNull else { return }
        if ttl.equals("1h") {
            writesHourCache = true
        } else if !ttl.equals("5m") {
            throw .unpriced("\(param()).ttl", "only 5m and 1h have a price here")
        }
    }
}
