import FarthingCore
import FarthingProviders

/// What a job has cost, added up call by call.
struct JobCost {
    private(set) var nanos: Int64 = 0
    private(set) var usage = Usage(requests: 0)
    /// Calls that were billed.
    private(set) var calls: Int64 = 0
    /// Whether some call's cost cannot be told: the whole is then charged as held.
    private(set) var isUnknown = false
    /// The calls that lines of results have told of.
    private var seen: Set<String> = []
    /// How the calls were priced; nil before the first and once two differ.
    private var terms: PricedUsage?

    /// Takes a line of the results.
    mutating func add(_ line: [UInt8], of job: Job, _ prices: PriceBook) {
        add(JobResult(line, of: job.name.kind, seen: &seen), of: job, prices)
    }

    /// Compares with how many calls the provider says to have billed: lines may be missing.
    mutating func expect(_ billed: Int64?) {
        if let billed, billed != calls { isUnknown = true }
    }

    mutating func add(_ result: JobResult, of job: Job, _ prices: PriceBook) {
        switch result {
        case .unbilled: break
        case .unknown: isUnknown = true
        case .used(let answer):
            guard let used = answer.usage,
                let (cost, terms) = Self.price(answer, used, job, prices),
                let sum = try? usage + used
            else {
                isUnknown = true
                return
            }
            self.terms = calls == 0 || self.terms == terms ? terms : nil
            usage = sum
            calls += 1
            nanos = Int64(clamping: Int128(nanos) + Int128(cost))
        }
    }

    /// What is charged in each of the hold's lines.
    func amounts(_ units: [LineUnit]) -> [Int64] {
        units.map { unit in
            switch unit.unit {
            case .money: unit.amount(ofDollars: nanos)
            case .tokens: usage.totalTokens
            case .calls: calls
            case .concurrent, .credits: 0
            }
        }
    }

    /// The usage by which the whole can be priced again; nil where the calls were priced differently,
    /// or their prices, each by itself, do not come to the price of their sum.
    func priced(_ job: Job, _ prices: PriceBook) -> PricedUsage? {
        guard var terms, let price = Self.price(of: terms.model ?? job.model, job, prices),
            (try? price.amountNanos(of: usage, variants: terms.variants)) == nanos
        else { return nil }
        terms.usage = usage
        return terms
    }

    /// At the prices of the time when the job was asked for, as its hold was.
    private static func price(
        _ answer: any ReadAnswer,
        _ usage: Usage,
        _ job: Job,
        _ prices: PriceBook
    ) -> (Int64, PricedUsage)? {
        let answered = answer.model.flatMap { price(of: $0, job, prices) }
        guard let price = answered ?? price(of: job.model, job, prices) else { return nil }
        // A batch's answers name the tier that they would have had by themselves. One that nobody
        // named is the dearest that was asked for.
        let named = job.name.kind == .openAIResponse ? answer.variant : nil
        let variants = named.map { PriceVariantSet($0) } ?? job.variants
        guard let nanos = try? price.amountNanos(of: usage, variants: variants) else { return nil }
        let terms = PricedUsage(
            Usage(requests: 0),
            variants: variants,
            model: answered == nil || answer.model == job.model ? nil : answer.model,
            isPolicyPrice: price.source == .policy
        )
        return (nanos, terms)
    }

    private static func price(of model: String, _ job: Job, _ prices: PriceBook) -> ModelPrice? {
        prices.price(provider: job.provider, model: model, atMs: job.createdAtMs)
    }
}
