extension PriceBook {
    /// What is different in this book from an older one, in the order of the older one, added models
    /// last. Editions are compared at every day on which either book changes a price.
    package func changes(since old: PriceBook) -> [PriceChange] {
        var changes: [PriceChange] = []
        var seen: Set<Int> = []
        let oldNames = old.exactNames
        let (oldPatterns, patterns) = (old.patterns, self.patterns)
        for (index, editions) in old.models.enumerated() {
            guard let first = editions.first else { continue }
            let match = self.index(provider: first.provider, nameOrID: first.model)
            guard let match else {
                changes.append(Self.change(first, .removed))
                continue
            }
            seen.insert(match)
            changes += Self.differences(editions, models[match])
            for pattern in oldPatterns[index] where !patterns[match].contains(pattern) {
                changes.append(Self.change(first, .nameRemoved(pattern)))
            }
            changes += nameChanges(first, oldNames[index], match: match, oldEditions: editions)
        }
        for (index, editions) in models.enumerated() where !seen.contains(index) {
            guard let first = editions.first,
                old.index(provider: first.provider, nameOrID: first.model) == nil
            else { continue }
            changes.append(Self.change(first, .added))
        }
        return changes
    }

    private func nameChanges(
        _ model: ModelPrice,
        _ names: [String],
        match: Int,
        oldEditions: [ModelPrice]
    ) -> [PriceChange] {
        var changes: [PriceChange] = []
        for name in names where name != model.model {
            guard let found = index(provider: model.provider, model: name) else {
                changes.append(Self.change(model, .nameRemoved(name)))
                continue
            }
            guard found != match, let other = models[found].first else { continue }
            changes.append(Self.change(model, .nameMoved(name, to: other.model)))
            changes += Self.differences(oldEditions, models[found])
        }
        return changes
    }

    private static func change(_ model: ModelPrice, _ what: PriceChange.What) -> PriceChange {
        PriceChange(
            provider: model.provider,
            model: model.model,
            fromMs: model.startsAtMs,
            what: what
        )
    }

    /// The differences between one model's editions, each told once, at the first time it shows.
    private static func differences(_ old: [ModelPrice], _ new: [ModelPrice]) -> [PriceChange] {
        var moments: Set<Int64> = []
        for edition in old + new {
            let start = edition.startsAtMs
            moments.insert(start)
            if let hours = edition.hours {
                moments.insert(start + hours.startMinute * 60_000)
                moments.insert(start + hours.endMinute * 60_000)
            }
        }
        var changes: [PriceChange] = []
        var told: Set<PriceChange.What> = []
        for moment in moments.sorted() {
            guard let before = old.price(atMs: moment), let after = new.price(atMs: moment) else {
                continue
            }
            for what in differences(before, after) where told.insert(what).inserted {
                var change = change(before, what)
                change.fromMs = moment
                changes.append(change)
            }
        }
        return changes
    }

    private static func differences(
        _ old: ModelPrice,
        _ new: ModelPrice
    ) -> [PriceChange.What] {
        var found: [PriceChange.What] = []
        if old.maxOutputTokens != new.maxOutputTokens {
            found.append(.outputMaximum(old: old.maxOutputTokens, new: new.maxOutputTokens))
        }
        for variant in PriceVariant.allCases {
            switch (old.variants.contains(variant), new.variants.contains(variant)) {
            case (false, false): continue
            case (false, true): found.append(.variantAdded(variant))
            case (true, false): found.append(.variantRemoved(variant))
            case (true, true): found += rates(variant, old, new)
            }
        }
        return found
    }

    private static func rates(
        _ variant: PriceVariant,
        _ old: ModelPrice,
        _ new: ModelPrice
    ) -> [PriceChange.What] {
        let tiers = Set(
            (old.sheets + new.sheets).filter { $0.variant == variant }.map(\.aboveInputTokens)
        )
        var found: [PriceChange.What] = []
        for tier in tiers.sorted() {
            guard let before = old.sheet(variant, inputTokens: tier + 1),
                let after = new.sheet(variant, inputTokens: tier + 1)
            else { continue }
            for bucket in Usage.Bucket.allCases where before[bucket] != after[bucket] {
                found.append(
                    .rate(
                        variant,
                        aboveInputTokens: tier,
                        bucket,
                        old: before[bucket],
                        new: after[bucket]
                    )
                )
            }
        }
        return found
    }
}

extension ModelPrice {
    /// The sheet for a call with so many input tokens; nil where the variant has no price.
    package func sheet(_ variant: PriceVariant, inputTokens: Int64) -> RateSheet? {
        sheets.last { $0.variant == variant && inputTokens > $0.aboveInputTokens }
    }
}
