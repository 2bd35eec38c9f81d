import FarthingMacrosPlugin
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite("Decorators: stacking")
struct StackingTests {
    private static let names = DecoratorName.allCases.map(\.rawValue)

    @Test(
        "two of ours on one function are refused at both, for every pair",
        arguments: names,
        names
    )
    func pair(first: String, second: String) {
        expectExpansion(
            of: """
                @\(first)
                @\(second)
                func pay() async throws {}
                """,
            "func pay() async throws {}",
            diagnostics: [
                DiagnosticSpec(message: refusal(first, second), line: 1, column: 1),
                DiagnosticSpec(message: refusal(second, first), line: 2, column: 1),
            ]
        )
    }

    @Test("all eight at once are refused at each")
    func all() {
        let attributes = Self.names.map { "@\($0)" }.joined(separator: "\n")
        expectExpansion(
            of: "\(attributes)\nfunc pay() async throws {}",
            "func pay() async throws {}",
            diagnostics: Self.names.enumerated().map { index, name in
                let other = index == 0 ? Self.names[1] : Self.names[0]
                return DiagnosticSpec(message: refusal(name, other), line: index + 1, column: 1)
            }
        )
    }

    @Test("one that names the module is seen")
    func qualified() {
        expectRefusal(
            of: """
                @Tool
                @FarthingMacros.RateLimited(maxCalls: 1, per: .seconds(1))
                func pay() async throws {}
                """,
            without: """
                @FarthingMacros.RateLimited(maxCalls: 1, per: .seconds(1))
                func pay() async throws {}
                """,
            refusal("Tool", "RateLimited")
        )
    }

    @Test("one behind #if is seen")
    func conditional() {
        expectRefusal(
            of: """
                @MaxAttempts(3)
                #if DEBUG
                @TimeLimited(.seconds(1))
                #endif
                func pay() async throws {}
                """,
            without: """
                #if DEBUG
                @TimeLimited(.seconds(1))
                #endif
                func pay() async throws {}
                """,
            refusal("MaxAttempts", "TimeLimited")
        )
    }

    @Test("a well-known body macro of others is refused, and other attributes are not")
    func foreign() {
        expectRefusal(
            of: "@MaxAttempts(3) @Traced func pay() async throws {}",
            without: "@Traced func pay() async throws {}",
            "@MaxAttempts and @Traced stand on one function: Swift keeps the body that one of them "
                + "makes and silently drops the other's. Put one of them on a function of its own "
                + "that calls this one"
        )
        expectExpansion(
            of: "@MainActor @MaxAttempts(3) @discardableResult func pay() async throws {}",
            """
            @MainActor @discardableResult func pay() async throws {
                return try await Farthing.maxAttempts("Shop.pay()", 3, fileID: "Shop/Till.swift") { () async throws -> Void in

                }
            }
            """
        )
    }

    private func refusal(_ name: String, _ other: String) -> String {
        let beginning =
            name == other
            ? "@\(name) stands twice on one function"
            : "@\(name) and @\(other) stand on one function"
        return beginning + ": Swift keeps the body that one of them makes and silently drops the "
            + "other's. Combine all guards in one @Tool(…)"
    }
}
