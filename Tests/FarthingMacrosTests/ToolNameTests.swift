import Testing

@Suite("Decorators: names of tools")
struct ToolNameTests {
    private static let places: [(before: String, after: String, name: String)] = [
        ("", "", "Shop.pay(order:_:)"),
        ("struct Till {", "}", "Shop.Till.pay(order:_:)"),
        ("actor Till {", "}", "Shop.Till.pay(order:_:)"),
        ("extension Till {", "}", "Shop.Till.pay(order:_:)"),
        ("extension Market.Till {", "}", "Shop.Market.Till.pay(order:_:)"),
        ("extension Till where Coin == Euro {", "}", "Shop.Till<Coin == Euro>.pay(order:_:)"),
        ("enum Market {\nclass Till {", "}\n}", "Shop.Market.Till.pay(order:_:)"),
        ("private struct Till {", "}", "Shop(Till.swift).Till.pay(order:_:)"),
        ("fileprivate extension Till {", "}", "Shop(Till.swift).Till.pay(order:_:)"),
        ("func outer(a: Int) {", "}", "Shop.outer(a:).pay(order:_:)"),
    ]

    @Test("a tool is named by module, types and labels, and by its file where it is private")
    func names() {
        for place in Self.places {
            expectExpansion(
                of: """
                    \(place.before)
                    @MaxAttempts(3) func pay(order: String, _ cents: Int) async throws -> Int { 5 }
                    \(place.after)
                    """,
                """
                \(place.before)
                func pay(order: String, _ cents: Int) async throws -> Int {
                    return try await Farthing.maxAttempts("\(place.name)", 3, fileID: "Shop/Till.swift") { () async throws -> Int in
                        5
                    }
                }
                \(place.after)
                """
            )
        }
    }

    @Test("a private function is told from those of other files")
    func privateFunction() {
        expectExpansion(
            of: "@MaxAttempts(3) private func pay() async throws -> Int { 5 }",
            """
            private func pay() async throws -> Int {
                return try await Farthing.maxAttempts("Shop(Till.swift).pay()", 3, fileID: "Shop/Till.swift") { () async throws -> Int in
                    5
                }
            }
            """
        )
    }
}
