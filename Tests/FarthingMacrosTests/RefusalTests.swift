import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite("Decorators: refusals")
struct RefusalTests {
    private static let effects: [(written: String, fixed: String)] = [
        ("func pay(a: Int) {}", "func pay(a: Int) async throws {}"),
        ("func pay(a: Int) -> Int { 5 }", "func pay(a: Int) async throws -> Int { 5 }"),
        ("func pay(a: Int) async -> Int { 5 }", "func pay(a: Int) async throws -> Int { 5 }"),
        ("func pay(a: Int) throws -> Int { 5 }", "func pay(a: Int) async throws -> Int { 5 }"),
        ("func pay(a: Int) async rethrows {}", "func pay(a: Int) async throws {}"),
        (
            "func pay<T>(a: T) -> T where T: P { a }",
            "func pay<T>(a: T) async throws -> T where T: P { a }"
        ),
    ]

    @Test("a function that is not async throws is refused, with a fix")
    func notAsyncThrows() {
        for (written, fixed) in Self.effects {
            expectRefusal(
                of: "@MaxAttempts(3) \(written)",
                without: written,
                "@MaxAttempts needs 'pay(a:)' to be 'async throws': its guard waits, and throws where "
                    + "it refuses. Declare it 'async throws'",
                column: 22,
                fix: "Declare it 'async throws'",
                fixed: "@MaxAttempts(3) \(fixed)"
            )
        }
    }

    @Test("typed errors are refused, with a fix, and any Error is not")
    func typedThrows() {
        expectRefusal(
            of: "@MaxAttempts(3) func pay(a: Int) async throws(PayError) -> Int { 5 }",
            without: "func pay(a: Int) async throws(PayError) -> Int { 5 }",
            "@MaxAttempts on 'pay(a:)' throws GuardError beside the function's own errors, which "
                + "'throws(PayError)' rules out. Declare it 'throws'",
            column: 40,
            fix: "Declare it 'async throws'",
            fixed: "@MaxAttempts(3) func pay(a: Int) async throws -> Int { 5 }"
        )
        expectExpansion(
            of: "@MaxAttempts(3) func pay() async throws(any Error) -> Int { 5 }",
            """
            func pay() async throws(any Error) -> Int {
                return try await Farthing.maxAttempts("Shop.pay()", 3, fileID: "Shop/Till.swift") { () async throws -> Int in
                    5
                }
            }
            """
        )
    }

    @Test(
        "parameters that are handed on are refused",
        arguments: ["inout", "consuming", "borrowing"]
    )
    func ownership(specifier: String) {
        expectRefusal(
            of: "@Tool func pay(from till: \(specifier) Till) async throws {}",
            without: "func pay(from till: \(specifier) Till) async throws {}",
            "@Tool cannot guard a function whose parameter 'till' is '\(specifier)': the body runs "
                + "inside of the guard, which cannot hand it on. Take the value plainly, and return "
                + "what changes",
            column: 16
        )
    }

    @Test("all problems of a function are told at once")
    func several() {
        expectExpansion(
            of: "@Tool @Proves func pay(a: inout Int) {}",
            "func pay(a: inout Int) {}",
            diagnostics: ["Tool", "Proves"].enumerated().flatMap { index, name in
                let other = index == 0 ? "Proves" : "Tool"
                return [
                    DiagnosticSpec(
                        message:
                            "@\(name) and @\(other) stand on one function: Swift keeps the body "
                            + "that one of them makes and silently drops the other's. Combine all "
                            + "guards in one @Tool(…)",
                        line: 1,
                        column: index == 0 ? 1 : 7
                    ),
                    DiagnosticSpec(
                        message:
                            "@\(name) needs 'pay(a:)' to be 'async throws': its guard waits, and "
                            + "throws where it refuses. Declare it 'async throws'",
                        line: 1,
                        column: 20,
                        fixIts: [FixItSpec(message: "Declare it 'async throws'")]
                    ),
                    DiagnosticSpec(
                        message: "@\(name) cannot guard a function whose parameter 'a' is 'inout': "
                            + "the body runs inside of the guard, which cannot hand it on. Take the "
                            + "value plainly, and return what changes",
                        line: 1,
                        column: 24
                    ),
                ]
            }
        )
    }

    @Test("a name that no parameter bears is refused, with the one that was meant")
    func unknownParameter() {
        let function = "func search(_ query: String, for userID: String) async throws {}"
        let known = "it has 'query', 'userID'. Name one of its parameters as the body knows it"
        for (written, meant) in [("userId", "userID"), ("for", "userID")] {
            let attribute = "@RateLimited(maxCalls: 5, per: .seconds(60), by: \\."
            expectRefusal(
                of: "\(attribute)\(written).name)\n\(function)",
                without: function,
                "@RateLimited: 'search(_:for:)' has no parameter '\(written)'; \(known)",
                column: 52,
                fix: "Use '\(meant)'",
                fixed: "\(attribute)\(meant).name)\n\(function)"
            )
        }
        expectRefusal(
            of: "@Idempotent(key: \\.token)\n\(function)",
            without: function,
            "@Idempotent: 'search(_:for:)' has no parameter 'token'; \(known)",
            column: 20
        )
        expectRefusal(
            of: "@Enforces(.require(\"order\", \\.order)) func clear() async throws {}",
            without: "func clear() async throws {}",
            "@Enforces: 'clear()' has no parameter 'order'; it has none. Name one of its parameters "
                + "as the body knows it",
            column: 31
        )
    }

    @Test("self names the instance in a member only")
    func selfPath() {
        expectExpansion(
            of: """
                struct Till {
                    @RateLimited(maxCalls: 5, per: .seconds(60), by: \\.self.tenant)
                    func pay() async throws -> Int { 5 }
                }
                """,
            """
            struct Till {
                func pay() async throws -> Int {
                    return try await Farthing.rateLimit("Shop.Till.pay()", maxCalls: 5, per: .seconds(60), by: FarthingMacros.Decorated.text(self.tenant), fileID: "Shop/Till.swift") { () async throws -> Int in
                        5
                    }
                }
            }
            """
        )
        expectRefusal(
            of: """
                @RateLimited(maxCalls: 5, per: .seconds(60), by: \\.self.tenant)
                func pay() async throws -> Int { 5 }
                """,
            without: "func pay() async throws -> Int { 5 }",
            "@RateLimited: 'pay()' has no parameter 'self'; it has none. Name one of its parameters as "
                + "the body knows it",
            column: 52
        )
    }

    @Test("what has no body, or is no function, is refused")
    func places() {
        expectRefusal(
            of: "protocol Payer {\n@MaxAttempts(3) func pay() async throws\n}",
            without: "protocol Payer {\nfunc pay() async throws\n}",
            "@MaxAttempts on 'pay()' has no body to guard. Put it on the function that implements "
                + "this one",
            line: 2
        )
        expectRefusal(
            of: "struct Till {\n@MaxAttempts(3) init() {}\n}",
            without: "struct Till {\ninit() {}\n}",
            "@MaxAttempts stands on a 'func' only: a guard can refuse a call, which initializers and "
                + "accessors cannot say. Move the code into a 'func' that is 'async throws'",
            line: 2
        )
    }

    private static let unreadable: [(attribute: String, what: String, column: Int)] = [
        ("@Enforces(rule)", "its ArgumentRule ('.require(…)', '.threshold(…)', '.block(…)')", 11),
        ("@Proves(proof)", "its ToolProof ('.fact(…)', '.each(…)', '.facts(…)')", 9),
        ("@Tool(idempotent: once)", "its ToolKey ('.key(…)')", 19),
        ("@Tool(rate: rate)", "its ToolRate ('.calls(…)')", 13),
        ("@Tool(enforce: rules)", "the list of rules", 16),
        ("@Idempotent(key: path)", "the key path that names the value, such as '\\.userID',", 18),
        ("@Idempotent(key: \\.a, arguments: paths)", "the list of arguments", 34),
    ]

    @Test("what is read before the program runs must be written in place")
    func inPlace() {
        for (attribute, what, column) in Self.unreadable {
            let name = attribute.dropFirst().prefix { $0 != "(" }
            expectRefusal(
                of: "\(attribute)\nfunc pay(a: Int) async throws -> Int { 5 }",
                without: "func pay(a: Int) async throws -> Int { 5 }",
                "@\(name) reads \(what) before the program runs. Write it in place",
                column: column
            )
        }
    }

    @Test("a pattern that blocks nothing is refused")
    func patterns() {
        let long = String(repeating: "é", count: 129)
        for pattern in ["", long, "\\(word)"] {
            expectRefusal(
                of: "@Enforces(.block(\\.a, \"\(pattern)\")) func pay(a: String) async throws {}",
                without: "func pay(a: String) async throws {}",
                "@Enforces: this pattern blocks nothing that it could name. Give one of 1 to 256 "
                    + "bytes, without interpolation",
                column: 23
            )
        }
    }

    @Test("a function among the arguments has no text to compare")
    func functionArgument() {
        for type in [
            "@escaping () -> Void", "(() -> Void)?", "@Sendable (Int) async throws -> Int",
        ] {
            expectRefusal(
                of: "@Idempotent(key: \\.k) func pay(k: String, then: \(type)) async throws {}",
                without: "func pay(k: String, then: \(type)) async throws {}",
                "@Idempotent tells two calls apart by the text of their arguments, and the function "
                    + "'then' has none. Say which count with 'arguments: [\\.…]'",
                column: 43
            )
        }
    }

    @Test("a store of each call's own is refused, since it would remember nothing")
    func newStore() {
        expectRefusal(
            of: "@MaxAttempts(3, store: GuardStore(clock: clock)) func pay() async throws {}",
            without: "func pay() async throws {}",
            "@MaxAttempts would make a new store for each call of 'pay()', which then remembers "
                + "nothing. Name one that is kept, such as a 'static let'",
            column: 24
        )
    }

    @Test("a function that returns nothing proves nothing")
    func provesNothing() {
        for result in ["", " -> Void", " -> ()"] {
            expectRefusal(
                of: "@Proves(.fact(\"order\", \\.id)) func read()\(" async throws" + result) {}",
                without: "func read()\(" async throws" + result) {}",
                "@Proves on 'read()', which returns nothing, has nothing to prove. Return what was "
                    + "read",
                column: 9
            )
        }
    }
}
