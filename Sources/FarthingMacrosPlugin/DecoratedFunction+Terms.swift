#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

extension DecoratedFunction {
    /// `maxCalls:`, `per:` and `by:` of a rate limit.
    func addRate(to call: inout GuardCall, _ given: Arguments) throws {
        call.pass("maxCalls", "per", from: given)
        guard let path = given["by"], !path.is(NilLiteralExprSyntax.self) else { return }
        call.add("by", text: Self.text(of: try ParameterPath(path, in: self).expression))
    }

    /// The key of a call that takes place once, and what it is bound to.
    func addKey(to call: inout GuardCall, _ key: ExprSyntax?, _ given: Arguments) throws {
        var keyParameter: String?
        if let key {
            let path = try ParameterPath(key, in: self)
            keyParameter = path.wholeParameter
            call.add("key", text: "\(Self.text(of: path.expression)) ?? \"\"")
        }
        let bound = try boundArguments(given["arguments"], key: keyParameter)
        if !bound.isEmpty {
            let parts = bound.map(Self.text(of:)).joined(separator: ", ")
            call.add("arguments", text: "Farthing.ArgumentHash(\(parts))")
        }
        call.pass("ttl", "onDuplicate", "reach", "isSafe", from: given)
    }

    /// What `facts:` is, and the terms beside it.
    func proof(_ proof: ExprSyntax) throws -> (facts: String, terms: Arguments) {
        let (kind, terms) = try spelled(proof, as: ["fact", "each", "facts"], of: "ToolProof")
        let plain = terms.plain
        if kind == "facts" { return (plain.first?.trimmedDescription ?? "", terms) }
        guard !returnsNothing else {
            let problem = DecoratorProblem(
                id: "provesNothing",
                message:
                    "@\(decorator.rawValue) on '\(shownName)', which returns nothing, has nothing "
                    + "to prove. Return what was read"
            )
            throw DiagnosticsError(diagnostics: [problem.at(proof)])
        }
        guard plain.count == 2 else { return ("", terms) }
        let value = try ParameterPath.suffix(of: plain[1], in: self)
        let facts = "FarthingMacros.Decorated.facts(\(plain[0].trimmedDescription)"
        guard kind == "each" else { return ("{ result in \(facts), result\(value)) }", terms) }
        return ("{ results in results.flatMap { result in \(facts), result\(value)) } }", terms)
    }

    /// A call such as `.key(\.id, ttl: .hours(1))`, taken apart.
    func spelled(
        _ expression: ExprSyntax,
        as names: [String],
        of type: String
    ) throws -> (name: String, terms: Arguments) {
        guard let call = expression.as(FunctionCallExprSyntax.self),
            let member = call.calledExpression.as(MemberAccessExprSyntax.self),
            names.contains(member.declName.baseName.text),
            call.trailingClosure == nil, call.additionalTrailingClosures.isEmpty
        else {
            let forms = names.map { "'.\($0)(…)'" }.joined(separator: ", ")
            let problem = DecoratorProblem.inPlace(decorator, "its \(type) (\(forms))")
            throw DiagnosticsError(diagnostics: [problem.at(expression)])
        }
        return (member.declName.baseName.text, Arguments(call.arguments))
    }

    /// An expression's text, by which values are compared; nil for nil.
    private static func text(of expression: String) -> String {
        "FarthingMacros.Decorated.text(\(expression))"
    }

    private func boundArguments(_ given: ExprSyntax?, key: String?) throws -> [String] {
        if let given {
            guard let list = given.as(ArrayExprSyntax.self) else {
                let problem = DecoratorProblem.inPlace(decorator, "the list of arguments")
                throw DiagnosticsError(diagnostics: [problem.at(given)])
            }
            return try list.elements.map { try ParameterPath($0.expression, in: self).expression }
        }
        return try parameters.compactMap { parameter in
            let name = parameter.localName.text
            guard name != "_", name != key, !parameter.isIsolated else { return nil }
            guard !parameter.isFunction else {
                let problem = DecoratorProblem(
                    id: "functionArgument",
                    message:
                        "@\(decorator.rawValue) tells two calls apart by the text of their "
                        + "arguments, and the function '\(name)' has none. Say which count with "
                        + "'arguments: [\\.…]'"
                )
                throw DiagnosticsError(diagnostics: [problem.at(parameter)])
            }
            return name
        }
    }
}

extension FunctionParameterSyntax {
    fileprivate var isFunction: Bool {
        var type = type
        while true {
            if let inner = type.as(AttributedTypeSyntax.self) {
                type = inner.baseType
            } else if let inner = type.as(OptionalTypeSyntax.self) {
                type = inner.wrappedType
            } else if let inner = type.as(TupleTypeSyntax.self), inner.elements.count == 1,
                let only = inner.elements.first
            {
                type = only.type
            } else {
                return type.is(FunctionTypeSyntax.self)
            }
        }
    }

    fileprivate var isIsolated: Bool {
        type.as(AttributedTypeSyntax.self)?.specifiers.contains {
            $0.trimmedDescription == "isolated"
        } ?? false
    }
}
#endif
