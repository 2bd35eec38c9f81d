/// A byte-pair vocabulary of OpenAI's, with the rule that cuts text into pieces for it.
package enum Encoding: CaseIterable, Hashable, Sendable {
    case o200k, cl100k

    /// The encoding of an OpenAI model, by the families that tiktoken 0.14 lists; nil where the
    /// vocabulary is not known, and text is then bounded by its bytes.
    package static func of(openAIModel model: String) -> Encoding? {
        let families: [(prefix: String, encoding: Encoding)] = [
            ("gpt-4o", .o200k), ("chatgpt-4o", .o200k), ("gpt-4.1", .o200k), ("gpt-4.5", .o200k),
            ("gpt-5", .o200k), ("gpt-oss-", .o200k), ("o1", .o200k), ("o3", .o200k),
            ("o4-mini", .o200k), ("ft:gpt-4o", .o200k), ("ft:gpt-4.1", .o200k),
            ("ft:o4-mini", .o200k), ("gpt-4", .cl100k), ("gpt-3.5", .cl100k),
            ("gpt-35-turbo", .cl100k), ("ft:gpt-4", .cl100k), ("ft:gpt-3.5-turbo", .cl100k),
            ("text-embedding-3-", .cl100k), ("text-embedding-ada-002", .cl100k),
        ]
        return families.first { family in
            guard model.hasPrefix(family.prefix) else { return false }
            // `gpt-4` names gpt-4 and gpt-4-…, not a gpt-49 that nobody knows yet.
            let next = model.utf8.dropFirst(family.prefix.utf8.count).first
            return family.prefix.hasSuffix("-") || next == nil || next == UInt8(ascii: "-")
                || family.encoding == .o200k && next == UInt8(ascii: ".")
                || next == UInt8(ascii: ":")
        }?.encoding
    }
}
