package import FarthingCore

/// `/v1/prices`: the price book in force, with the policy's own prices before it.
package struct PricesAPI: Sendable {
    private let prices: @Sendable () -> PriceBook
    private let clockMs: @Sendable () -> Int64

    /// - Parameter prices: those in force; quick.
    package init(
        prices: @escaping @Sendable () -> PriceBook,
        clockMs: @escaping @Sendable () -> Int64
    ) {
        self.prices = prices
        self.clockMs = clockMs
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/prices", .principal(.read), list),
            Route("GET", "/v1/prices/{provider}/{model}", .principal(.read), get),
        ]
    }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        let provider = query.name("provider", lengthMax: 256)
        let pattern = query.name("model", lengthMax: 256)
        let atMs = query.integer("at_ms", BodyMembers.timesMs) ?? clockMs()
        let glob = pattern.flatMap { Glob($0) }
        if pattern != nil, glob == nil {
            query.fault("model", "must have at most \(Glob.bytesMax) bytes")
        }
        let after = page.after.map { Place($0) }
        if let after, after == nil { query.fault("cursor", "is none that this list has given") }
        try query.check()
        let book = prices()
        let names = book.exactNames
        var found: [ModelPrice] = []
        for (index, editions) in book.models.enumerated() {
            guard let price = editions.price(atMs: atMs),
                provider ?? price.provider == price.provider,
                glob.map({ $0.matches(price.model) || names[index].contains(where: $0.matches) })
                    ?? true,
                (after ?? nil)?.precedes(Place(price)) ?? true
            else { continue }
            found.append(price)
        }
        found.sort { Place($0).precedes(Place($1)) }
        return page.answer(Array(found.prefix(page.limit + 1)), place: { Place($0).text }) {
            PriceView.writeMembers($0, book, to: &$1)
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let book = prices()
        let provider = request.parameter("provider")
        guard
            let index = book.index(provider: provider, nameOrID: request.parameter("model")),
            let last = book.models[index].last
        else { throw ConsoleError.notFound("model") }
        let names = book.exactNames[index]
        return .json { json in
            json.key("book")
            json.string(book.hash)
            json.key("editions")
            json.beginArray()
            for price in book.models[index] { PriceView.write(price, book, to: &json) }
            json.endArray()
            json.key("has_patterns")
            json.bool(book.hasPatterns(index))
            json.key("model")
            json.string(last.model)
            json.key("names")
            json.texts(names)
            json.key("provider")
            json.string(last.provider)
        }
    }

    /// Where a model stands in the list.
    private struct Place {
        var provider: String
        var model: String

        init(_ price: ModelPrice) {
            provider = price.provider
            model = price.model
        }

        private static let separator: Character = "\u{1F}"

        init?(_ text: String) {
            let parts = text.split(separator: Self.separator, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            provider = String(parts[0])
            model = String(parts[1])
        }

        var text: String { "\(provider)\(Self.separator)\(model)" }

        func precedes(_ other: Place) -> Bool {
            provider.utf8.elementsEqual(other.provider.utf8)
                ? utf8Precedes(model, other.model) : utf8Precedes(provider, other.provider)
        }
    }
}
