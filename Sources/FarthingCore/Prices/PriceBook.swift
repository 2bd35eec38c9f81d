/// What models cost: a value read once from the text that `Scripts/data/prices.py` generates, and
/// looked up on every call.
///
/// A model is found by exact name first (its id and the aliases of the sources), then by the
/// patterns of the sources in the order of the book. Names that match nothing have no price, and a
/// caller must refuse them.
public struct PriceBook: Sendable {
    /// The sources and their versions, such as `genai-prices-0.2.3+litellm-1.109.1+1`.
    public let version: String
    /// SHA-256 of the model lines, in lower-case hex, as the generator computed it.
    public let hash: String
    /// How many models the book holds.
    public var count: Int { models.count }

    /// What the dollars of these prices are in other currencies.
    package var rates = ExchangeRates.empty

    /// Every model's prices, oldest first, in the order of the book.
    package private(set) var models: [[ModelPrice]]
    private(set) var providers: [String: Names]

    /// How one provider's models are found; values are indices into ``models``.
    struct Names: Sendable {
        var exact: [String: Int] = [:]
        var patterns: [(pattern: ModelPattern, index: Int)] = []
    }

    init(
        version: String,
        hash: String,
        models: [[ModelPrice]],
        providers: [String: Names]
    ) {
        self.version = version
        self.hash = hash
        self.models = models
        self.providers = providers
    }

    /// A book without any price: for calls that state what they cost.
    public static let empty = PriceBook(version: "empty", hash: "", models: [], providers: [:])

    /// The prices of a model at a time; nil where the book does not know it, and the call is then to
    /// be refused or priced by the policy's `unpriced`.
    ///
    /// `model` is the name that the request or the answer gives. Exact names cost one hash look-up;
    /// names that only a pattern knows cost a walk over the provider's patterns.
    package func price(provider: String, model: String, atMs: Int64) -> ModelPrice? {
        guard let index = index(provider: provider, model: model) else { return nil }
        return models[index].price(atMs: atMs)
    }

    /// Where among ``models`` a name leads; nil where the book does not know it.
    package func index(provider: String, model: String) -> Int? {
        guard let names = providers[provider] else { return nil }
        return names.exact[model] ?? names.index(ofUnlisted: model)
    }

    /// Adds an operator's own price, which from then on stands for `price.model` and the aliases
    /// given, in place of what the book had under these names.
    package mutating func set(_ price: ModelPrice, aliases: [String] = []) {
        models.append([price])
        for name in [price.model] + aliases {
            providers[price.provider, default: Names()].exact[name] = models.count - 1
        }
    }

    /// Every price in the book with all its editions, for listings and for tests.
    package var allPrices: [ModelPrice] { models.flatMap { $0 } }

    /// The exact names of each model, sorted, by its place among ``models``.
    package var exactNames: [[String]] {
        var names = [[String]](repeating: [], count: models.count)
        for provider in providers.values {
            for (name, index) in provider.exact { names[index].append(name) }
        }
        return names.map { $0.sorted() }
    }

    /// The patterns of each model as the book writes them, by its place among ``models``.
    package var patterns: [[String]] {
        var sources = [[String]](repeating: [], count: models.count)
        for provider in providers.values {
            for (pattern, index) in provider.patterns { sources[index].append(pattern.source) }
        }
        return sources
    }

    /// As ``index(provider:model:)``, and for a model's own id where no name of it is the id.
    package func index(provider: String, nameOrID: String) -> Int? {
        index(provider: provider, model: nameOrID)
            ?? models.firstIndex { $0.first?.provider == provider && $0.first?.model == nameOrID }
    }

    /// Whether other names lead to the model too, by a pattern.
    package func hasPatterns(_ index: Int) -> Bool {
        guard let provider = models[index].first?.provider else { return false }
        return providers[provider]?.patterns.contains { $0.index == index } ?? false
    }

    /// Adds a model that the book does not know.
    mutating func add(_ editions: [ModelPrice], name: String) {
        guard let provider = editions.first?.provider else { return }
        models.append(editions)
        providers[provider, default: Names()].exact[name] = models.count - 1
    }

    /// Puts other editions in a model's place, under the names that it has.
    mutating func replace(_ index: Int, by editions: [ModelPrice]) { models[index] = editions }
}

extension [ModelPrice] {
    /// The last edition that holds at a time; before them all the first.
    package func price(atMs: Int64) -> ModelPrice? {
        if count == 1 { return self[0] }
        return last { $0.startsAtMs <= atMs && $0.hours?.contains(atMs) ?? true } ?? first
    }
}

extension PriceBook.Names {
    /// The slow half of a look-up: letter case, then patterns.
    fileprivate func index(ofUnlisted model: String) -> Int? {
        guard model.utf8.count <= 256 else { return nil }
        let lowercased = model.lowercased()
        if lowercased != model, let index = exact[lowercased] { return index }
        let name = Array(lowercased.utf8)
        return patterns.first { $0.pattern.matches(name) }?.index
    }
}
