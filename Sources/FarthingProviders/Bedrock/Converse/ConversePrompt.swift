import FarthingCore

/// The most that a prompt can be billed for.
///
/// Each byte of a text counts as one token, which no byte-level tokenizer exceeds; so do names and
/// numbers. What a provider puts around them is bounded by the constants below.
struct ConversePrompt: Sendable {
    /// What begins the answer, and a system prompt's frame.
    private var textTokens: Int64 = 32
    private(set) var imageTokensMax: Int64 = 0
    private(set) var images = 0
    private(set) var writesHourCache = false
    /// The whole window of the model, where the prompt holds what cannot be counted.
    private var windowTokens: Int64 = 0

    var tokensMax: Int64 { max(textTokens, windowTokens) }

    /// Frame of a message or of a block in it; three or four are usual.
    static let frameTokens: Int64 = 8
    /// What announces tools, a schema or citations to a model, each once. Anthropic's page “Tool
    /// use” tells 159 to 804; other makers tell nothing.
    static let announcementTokens: Int64 = 2_048
    /// What stands around a document's name and text.
    static let documentTokens: Int64 = 128
    /// Images of one request; Anthropic takes 600 at most.
    static let imagesMax = 600

    mutating func addFrame() { textTokens += Self.frameTokens }
    mutating func addAnnouncement() { textTokens += Self.announcementTokens }

    /// A text, or nothing where it is none.
    mutating func add(_ text: JSONNode) { textTokens += Int64(text.utf8Length) }

    mutating func add(bytes count: Int64) { textTokens += count }

    /// A value of any shape, rendered in a way that we do not know.
    mutating func addTree(_ node: JSONNode) {
        textTokens += node.treeTokens { Int64($0.utf8Length) }
    }

    mutating func addImage(tokens: Int64) {
        images += 1
        imageTokensMax += tokens
    }

    /// Something whose text cannot be counted here: what does not fit the window is refused by the
    /// model, and not billed.
    mutating func fillWindow(_ tokens: Int64) { windowTokens = max(windowTokens, tokens) }

    mutating func writeHourCache() { writesHourCache = true }
}
