#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// `@Tool`.
package struct ToolMacro: GuardDecorator {
    static let decorator = DecoratorName.tool

    static func call(_ function: DecoratedFunction, _ given: Arguments) throws -> GuardCall {
        var call = function.namedCall("FarthingMacros.Decorated.tool", given)
        if let rules = given.present("enforce") {
            guard let list = rules.as(ArrayExprSyntax.self) else {
                let problem = DecoratorProblem.inPlace(decorator, "the list of rules")
                throw DiagnosticsError(diagnostics: [problem.at(rules)])
            }
            call.add("enforce", text: try function.rules(list.elements.map(\.expression)))
        }
        if let key = given.present("idempotent") {
            let (_, terms) = try function.spelled(key, as: ["key"], of: "ToolKey")
            var made = GuardCall("Farthing.IdempotentGuard")
            try function.addKey(to: &made, terms.plain.first, terms)
            call.add("idempotent", text: made.text)
        }
        call.pass("attempts", from: given)
        if let rate = given.present("rate") {
            let (_, terms) = try function.spelled(rate, as: ["calls"], of: "ToolRate")
            var made = GuardCall("Farthing.RateLimitGuard")
            if let calls = terms.plain.first {
                made.add("maxCalls", text: calls.trimmedDescription)
            }
            try function.addRate(to: &made, terms)
            call.add("rate", text: made.text)
        }
        call.pass("breaker", "budget", "timeout", from: given)
        if let proof = given.present("prove") {
            let read = try function.proof(proof)
            var made = GuardCall("Farthing.ProveGuard")
            made.pass("ttl", "maxItems", "onTooMany", from: read.terms)
            made.add("facts", text: read.facts)
            call.add("prove", text: made.text)
        }
        call.pass("store", from: given)
        function.addFile(to: &call)
        return call
    }
}

extension Arguments {
    /// An argument that is there and not `nil`.
    fileprivate func present(_ label: String) -> ExprSyntax? {
        guard let value = self[label], !value.is(NilLiteralExprSyntax.self) else { return nil }
        return value
    }
}
#endif
