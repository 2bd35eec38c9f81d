import FarthingCore

/// The models that have a price, by the names under which people ask for them.
struct PricedModels {
    private let prices: PriceBook
    private let atMs: Int64
    /// By provider, every exact name.
    private let names: [String: [String]]

    init(_ prices: PriceBook, atMs: Int64) {
        self.prices = prices
        self.atMs = atMs
        var names: [String: [String]] = [:]
        for (editions, exact) in zip(prices.models, prices.exactNames) {
            guard let first = editions.first else { continue }
            let own = exact.contains(first.model) ? exact : exact + [first.model]
            names[first.provider, default: []] += own
        }
        self.names = names
        self.all = names.keys.sorted(by: utf8Precedes)
    }

    /// The providers, sorted.
    let all: [String]

    func providers(fitting pattern: Glob?) -> [String] {
        guard let pattern else { return all }
        // An upstream of the operator's own may have any name; the book knows those that it prices.
        return all.filter(pattern.matches)
    }

    /// The providers to which calls go that fit both patterns.
    func providers(fitting pattern: Glob?, selling model: Glob?) -> Set<String> {
        var found = Set(providers(fitting: pattern))
        if found.contains("openai"), pattern == nil { found.insert("azure") }
        guard let model else { return found }
        found = found.filter { names[$0]?.contains(where: model.matches) ?? false }
        return found
    }

    /// Who sells a model.
    func sellers(of model: String) -> Set<String> {
        Set(all.filter { prices.sold(by: $0, model: model, atMs: atMs) != nil })
    }

    /// Whether some model's name fits a pattern.
    func has(_ pattern: Glob, of provider: Glob?) -> Bool {
        let providers = providers(fitting: provider)
        if providers.contains(where: { names[$0]?.contains(where: pattern.matches) ?? false }) {
            return true
        }
        // Names that only a pattern of the book knows, such as dated ones.
        return providers.contains {
            prices.sold(by: $0, model: pattern.pattern, atMs: atMs) != nil
        }
    }

    /// What a call of a thousand tokens in and out costs at the least.
    func usualNanos(_ model: String, of providers: Set<String>) -> Int64? {
        providers.compactMap { provider -> Int64? in
            let bound = CallBound(inputTokensMax: 1_000, outputTokensMax: 1_000)
            let price = prices.sold(by: provider, model: model, atMs: atMs)
            return price.flatMap { try? $0.boundNanos(bound) }
        }
        .min()
    }

    func providerHint(_ name: String) -> String { hint(for: name, among: all) }

    /// `; did you mean "gpt-5"?`, or nothing: hundreds of names would help nobody.
    func modelHint(_ name: String, of provider: Glob?) -> String {
        let candidates = providers(fitting: provider).flatMap { names[$0] ?? [] }
        let plain = name.replacing("*", with: "")
        if let nearest = nearestWord(to: plain, among: candidates) {
            return "; did you mean \(quoted(nearest))?"
        }
        return "; `farthing prices list` shows the models"
    }
}
