#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

extension DecoratedFunction {
    /// The longest pattern in UTF-8 bytes; what `Glob` takes.
    private static let patternBytesMax = 256

    /// Rules on parameters as rules on the values of a call.
    func rules(_ rules: [ExprSyntax]) throws -> String {
        let made = try rules.map(rule)
        return "FarthingMacros.Decorated.rules(\(made.joined(separator: ", ")))"
    }

    private func rule(_ rule: ExprSyntax) throws -> String {
        let names = ["require", "threshold", "block"]
        let (name, terms) = try spelled(rule, as: names, of: "ArgumentRule")
        var made = GuardCall("FarthingMacros.Decorated.\(name)")
        let plain = terms.plain
        guard plain.count == 2 else { return made.text }
        if name == "require" {
            made.add(text: plain[0].trimmedDescription)
            made.add(text: try ParameterPath(plain[1], in: self).expression)
        } else {
            let path = try ParameterPath(plain[0], in: self)
            made.add(text: path.expression.asLiteral)
            made.add(text: path.expression)
            if name == "block" { try checkPattern(plain[1]) }
            made.add(text: plain[1].trimmedDescription)
        }
        made.pass("hint", from: terms)
        return made.text
    }

    /// A pattern of `*` and `?` is known now, so that none that is wrong is found out by a call.
    private func checkPattern(_ pattern: ExprSyntax) throws {
        guard let literal = pattern.as(StringLiteralExprSyntax.self) else { return }
        guard let text = literal.writtenText, !text.isEmpty,
            text.utf8.count <= Self.patternBytesMax
        else {
            let problem = DecoratorProblem(
                id: "badPattern",
                message:
                    "@\(decorator.rawValue): this pattern blocks nothing that it could name. Give "
                    + "one of 1 to \(Self.patternBytesMax) bytes, without interpolation"
            )
            throw DiagnosticsError(diagnostics: [problem.at(pattern)])
        }
    }
}
#endif
