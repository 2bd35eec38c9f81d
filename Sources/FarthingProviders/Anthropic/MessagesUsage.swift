package import FarthingCore

/// What `usage` objects of one answer say, brought into disjoint buckets.
///
/// A stream says it in two parts: the input at its start, all of it, with running totals, at its
/// end. Where figures contradict each other, the reading that costs more is taken.
package struct MessagesUsage: Hashable, Sendable {
    /// Nil where nothing was said.
    private(set) var inputTokens: Int64?
    private(set) var outputTokens: Int64?
    private var cacheWriteTokens: Int64 = 0
    private var shortWriteTokens: Int64 = 0
    private var hourWriteTokens: Int64 = 0
    private var cacheReadTokens: Int64 = 0
    private var thinkingTokens: Int64 = 0
    private var webSearches: Int64 = 0
    private var isElsewhere = false
    private(set) var variant: PriceVariant?

    /// Why a usage object could not be used: the call is then charged as if there were none.
    package enum Problem: Error, Hashable, Sendable {
        /// Not an object, or a count that is negative, no integer or beyond any call.
        case unreadable(member: String)
    }

    init() {}

    /// Takes another object; its totals include what was said before, so the larger count stays.
    mutating func take(_ node: JSONView) throws(Problem) {
        guard node.kind == .object else { throw .unreadable(member: "usage") }
        if let count = try Self.count(node, "input_tokens") {
            inputTokens = max(inputTokens ?? 0, count)
        }
        if let count = try Self.count(node, "output_tokens") {
            outputTokens = max(outputTokens ?? 0, count)
        }
        let cache = node.member("cache_creation")
        let details = node.member("output_tokens_details")
        let server = node.member("server_tool_use")
        try Self.raise(&cacheWriteTokens, node, "cache_creation_input_tokens")
        try Self.raise(&cacheReadTokens, node, "cache_read_input_tokens")
        try Self.raise(&shortWriteTokens, cache, "ephemeral_5m_input_tokens")
        try Self.raise(&hourWriteTokens, cache, "ephemeral_1h_input_tokens")
        try Self.raise(&thinkingTokens, details, "thinking_tokens")
        try Self.raise(&webSearches, server, "web_search_requests")
        takeVariant(node)
        takeGeo(node)
    }

    /// What was said, as far as it was; `nil` without any count of the input.
    ///
    /// - Parameters:
    ///   - outputTokens: at least so many, whatever was said.
    ///   - writesHourCache: whether what is written to the cache may be for an hour.
    func usage(outputTokens least: Int64 = 0, writesHourCache: Bool) -> Usage? {
        guard let inputTokens else { return nil }
        let output = max(outputTokens ?? 0, least)
        // What the parts leave open is of the dearer sort that there can be.
        let rest = max(0, cacheWriteTokens - shortWriteTokens - hourWriteTokens)
        var usage = Usage(
            inputTokens: scaled(inputTokens),
            cachedInputTokens: scaled(cacheReadTokens),
            cacheWriteTokens: scaled(shortWriteTokens + (writesHourCache ? 0 : rest)),
            cacheWriteHourTokens: scaled(hourWriteTokens + (writesHourCache ? rest : 0)),
            reasoningTokens: scaled(thinkingTokens),
            webSearches: webSearches
        )
        usage.outputTokens = scaled(max(0, output - thinkingTokens))
        return usage.isWithinBounds ? usage : nil
    }

    /// Inference in one country costs a tenth more for tokens of all sorts (Anthropic, “Pricing”).
    /// There is no bucket for that, so the tokens count a tenth more, rounded up.
    private func scaled(_ tokens: Int64) -> Int64 {
        isElsewhere ? (tokens * 11 + 9) / 10 : tokens
    }

    private mutating func takeVariant(_ node: JSONView) {
        if let tier = node.member("service_tier") {
            if tier.equals("standard") { variant = variant ?? .standard }
            if tier.equals("priority") { variant = .priority }
            if tier.equals("batch") { variant = .batch }
        }
        if node.member("speed")?.equals("fast") == true { variant = .fast }
    }

    private mutating func takeGeo(_ node: JSONView) {
        guard let geo = node.member("inference_geo"), geo.kind == .string,
            geo.utf8Length > 0
        else { return }
        // Models that do not take the parameter say that it is not available.
        isElsewhere = !geo.equals("global") && !geo.equals("not_available")
    }

    private static func raise(
        _ total: inout Int64,
        _ node: JSONView?,
        _ member: StaticString
    ) throws(Problem) {
        guard let count = try count(node, member) else { return }
        total = max(total, count)
    }

    /// A count; nil where it is absent or null.
    private static func count(
        _ node: JSONView?,
        _ member: StaticString
    ) throws(Problem) -> Int64? {
        guard let value = node?.member(member), !value.isNull else { return nil }
        guard let count = value.int64, (0...Usage.bucketMax / 2).contains(count) else {
            throw .unreadable(member: "\(member)")
        }
        return count
    }
}

/// What matters of a whole answer: what it cost.
///
/// Tolerant of everything but what it needs: unknown members pass, and a body that cannot be read
/// has no usage.
package struct MessagesAnswer: ReadAnswer {
    /// Nil when nothing that can be billed by was reported; explicit zeros are a usage.
    package private(set) var usage: Usage?
    package private(set) var variant: PriceVariant?
    /// The model that answered.
    package private(set) var model: String?
    /// Why a usage that is there was not taken.
    package private(set) var problem: MessagesUsage.Problem?

    package init(
        _ body: [UInt8],
        writesHourCache: Bool = false,
        limits: JSONLimits = .standard
    ) {
        guard let document = try? JSONDocument(body, limits: limits),
            document.root.kind == .object
        else { return }
        let root = document.root
        model = root.member("model" as StaticString)?.string
        guard let node = root.member("usage" as StaticString), !node.isNull else { return }
        var read = MessagesUsage()
        do throws(MessagesUsage.Problem) {
            try node.withView { (view) throws(MessagesUsage.Problem) in try read.take(view) }
        } catch {
            problem = error
            return
        }
        // An answer without an output count says too little.
        guard read.outputTokens != nil else { return }
        usage = read.usage(writesHourCache: writesHourCache)
        variant = read.variant
    }
}
