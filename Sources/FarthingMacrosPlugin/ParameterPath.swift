#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// What a key path such as `\.order.id` names: a parameter of the function, or something of it.
struct ParameterPath {
    /// The expression that it stands for in the body: `order.id`.
    let expression: String
    /// The parameter, where the path is nothing but its name.
    let wholeParameter: String?

    /// Reads a key path; a name that no parameter bears is told where it stands.
    init(_ argument: ExprSyntax, in function: DecoratedFunction) throws {
        let (name, first, rest) = try Self.parts(of: argument, in: function)
        if name == "self", function.isMember, !rest.isEmpty {
            expression = "self\(rest)"
            wholeParameter = nil
            return
        }
        let names = function.parameters.map(\.localName.text).filter { $0 != "_" }
        guard let local = names.first(where: { $0.plainName == name.plainName }) else {
            throw DiagnosticsError(diagnostics: [
                Self.unknown(name, at: first, names, in: function)
            ])
        }
        expression = local + rest
        wholeParameter = rest.isEmpty ? local : nil
    }

    /// What a key path says of a result: `\.id` is `.id`, and `\.self` nothing.
    static func suffix(of argument: ExprSyntax, in function: DecoratedFunction) throws -> String {
        let (name, _, rest) = try parts(of: argument, in: function)
        return name == "self" ? rest : ".\(name)\(rest)"
    }

    private static func parts(
        of argument: ExprSyntax,
        in function: DecoratedFunction
    ) throws -> (name: String, first: DeclReferenceExprSyntax, rest: String) {
        guard let path = argument.as(KeyPathExprSyntax.self), let first = path.components.first,
            case .property(let property) = first.component
        else {
            let what = "the key path that names the value, such as '\\.userID',"
            let problem = DecoratorProblem.inPlace(function.decorator, what)
            throw DiagnosticsError(diagnostics: [problem.at(argument)])
        }
        let rest = path.components.dropFirst().map(\.trimmedDescription).joined()
        return (property.declName.baseName.text, property.declName, rest)
    }

    private static func unknown(
        _ name: String,
        at node: DeclReferenceExprSyntax,
        _ names: [String],
        in function: DecoratedFunction
    ) -> Diagnostic {
        let known =
            names.isEmpty
            ? "it has none" : "it has " + names.map { "'\($0)'" }.joined(separator: ", ")
        let problem = DecoratorProblem(
            id: "unknownParameter",
            message:
                "@\(function.decorator.rawValue): '\(function.shownName)' has no parameter "
                + "'\(name)'; \(known). Name one of its parameters as the body knows it"
        )
        let meant =
            function.parameters.first { $0.firstName.text.plainName == name.plainName }?.localName
            .text
            ?? names.first { $0.lowercased() == name.lowercased() }
            ?? (names.count == 1 ? names.first : nil)
        guard let meant else { return problem.at(node) }
        let fix = FixIt.replace(
            message: DecoratorFix(message: "Use '\(meant)'"),
            oldNode: node,
            newNode: DeclReferenceExprSyntax(baseName: .identifier(meant))
        )
        return problem.at(node, fix: fix)
    }
}

extension String {
    /// A name without the backticks that let it be a keyword.
    fileprivate var plainName: String { filter { $0 != "`" } }
}
#endif
