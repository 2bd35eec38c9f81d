extension PriceBook {
    /// This book with an operator's own prices in place of its own. Version and hash stay: receipts
    /// name the policy beside the book.
    package func applying(_ overrides: [PriceOverride]) -> PriceBook {
        var book = self
        var groups: [(first: PriceOverride, all: [PriceOverride])] = []
        for override in overrides {
            let index = groups.firstIndex { book.isSameModel($0.first, override) }
            if let index {
                groups[index].all.append(override)
            } else {
                groups.append((override, [override]))
            }
        }
        for group in groups { book.apply(group.all, first: group.first) }
        return book
    }

    private func isSameModel(_ left: PriceOverride, _ right: PriceOverride) -> Bool {
        guard left.provider == right.provider else { return false }
        if left.model == right.model { return true }
        let index = index(provider: left.provider, nameOrID: left.model)
        return index != nil && index == self.index(provider: right.provider, nameOrID: right.model)
    }

    private mutating func apply(_ overrides: [PriceOverride], first: PriceOverride) {
        let index = index(provider: first.provider, nameOrID: first.model)
        let known = index.map { models[$0] } ?? []
        var editions: [ModelPrice] = []
        for startsAtMs in Set(known.map(\.startsAtMs) + overrides.map(\.startsAtMs)).sorted() {
            let active = overrides.filter { $0.startsAtMs <= startsAtMs }
                .sorted { $0.startsAtMs < $1.startsAtMs }
            guard !known.isEmpty else {
                editions.append(Self.edition(active, over: nil, first, startsAtMs))
                continue
            }
            let whole = known.lastIndex { $0.startsAtMs <= startsAtMs && $0.hours == nil } ?? 0
            for price in known[whole...]
            where price.startsAtMs <= startsAtMs || price.startsAtMs == known[whole].startsAtMs {
                editions.append(Self.edition(active, over: price, first, startsAtMs))
            }
        }
        if let index {
            replace(index, by: editions)
        } else {
            add(editions, name: first.model)
        }
    }

    /// What holds from a time on: the book's edition, and over it the overrides, oldest first.
    private static func edition(
        _ overrides: [PriceOverride],
        over price: ModelPrice?,
        _ first: PriceOverride,
        _ startsAtMs: Int64
    ) -> ModelPrice {
        var sheets = price?.sheets ?? []
        for override in overrides {
            let tier = override.aboveInputTokens
            let sheet = override.sheet(over: price?.sheet(override.variant, inputTokens: tier + 1))
            sheets.removeAll { $0.variant == override.variant && $0.aboveInputTokens == tier }
            sheets.append(sheet)
        }
        return ModelPrice(
            provider: first.provider,
            model: price?.model ?? first.model,
            kind: price?.kind ?? .chat,
            contextTokens: price?.contextTokens,
            maxOutputTokens: overrides.last { $0.maxOutputTokens != nil }?.maxOutputTokens
                ?? price?.maxOutputTokens,
            hidesReasoning: price?.hidesReasoning ?? true,
            supportsVision: price?.supportsVision ?? false,
            startsAtMs: startsAtMs,
            hours: price?.hours,
            source: overrides.isEmpty ? price?.source ?? .policy : .policy,
            sheets: sheets
        )
    }
}
