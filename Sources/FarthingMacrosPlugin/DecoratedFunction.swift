#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// A function that bears a decorator and can be guarded.
struct DecoratedFunction {
    let decorator: DecoratorName
    let declaration: FunctionDeclSyntax
    let body: CodeBlockSyntax
    /// How a message shows it: `refund(order:amount:)`.
    let shownName: String
    /// Whether it is a member of a type, so that there is a `self`.
    let isMember: Bool
    let place: DeclaredPlace

    /// Checks all that the guards need; every problem is told at once.
    init(
        _ decorator: DecoratorName,
        node: AttributeSyntax,
        on declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws {
        guard let function = declaration.as(FunctionDeclSyntax.self) else {
            throw DiagnosticsError(diagnostics: [DecoratorProblem.notAFunction(decorator).at(node)])
        }
        let shownName = function.labelledName
        guard let body = function.body else {
            let problem = DecoratorProblem.noBody(decorator, shownName)
            throw DiagnosticsError(diagnostics: [problem.at(node)])
        }
        let problems =
            function.stackedProblems(decorator, node)
            + function.effectProblems(decorator, node)
            + function.parameterProblems(decorator)
        guard problems.isEmpty else { throw DiagnosticsError(diagnostics: problems) }
        self.decorator = decorator
        self.declaration = function
        self.body = body
        self.shownName = shownName
        isMember = context.lexicalContext.first?.asProtocol((any DeclGroupSyntax).self) != nil
        place = DeclaredPlace(of: function, node, in: context)
    }

    var parameters: FunctionParameterListSyntax { declaration.signature.parameterClause.parameters }

    /// The body as a closure's text; without its type where that cannot be written on a closure.
    var closure: String {
        let statements = body.statements.description
        let newline = statements.first?.isNewline == true ? "" : "\n"
        guard let signature else { return "{\(newline)\(statements)\n}" }
        return "{ \(signature) in\(newline)\(statements)\n}"
    }

    var returnsNothing: Bool {
        guard let type = declaration.signature.returnClause?.type.trimmedDescription else {
            return true
        }
        return type == "Void" || type == "()"
    }

    private var signature: String? {
        guard let type = declaration.signature.returnClause?.type else {
            return "() async throws -> Void"
        }
        let isOpaque = type.tokens(viewMode: .sourceAccurate).contains {
            $0.tokenKind == .keyword(.some)
        }
        return isOpaque ? nil : "() async throws -> \(type.trimmedDescription)"
    }
}

extension FunctionDeclSyntax {
    /// The function's name with its labels.
    var labelledName: String {
        let labels = signature.parameterClause.parameters.map { "\($0.firstName.text):" }.joined()
        return "\(name.text)(\(labels))"
    }

    fileprivate func stackedProblems(
        _ decorator: DecoratorName,
        _ node: AttributeSyntax
    ) -> [Diagnostic] {
        var others = StandingAttribute.all(in: attributes).map(\.name)
        // The first of this name is the one that is being expanded, or as good as it.
        if let own = others.firstIndex(of: decorator.rawValue) { others.remove(at: own) }
        guard let other = others.first else { return [] }
        return [DecoratorProblem.stacked(decorator, other).at(node)]
    }

    fileprivate func effectProblems(
        _ decorator: DecoratorName,
        _ node: AttributeSyntax
    ) -> [Diagnostic] {
        let effects = signature.effectSpecifiers
        guard effects?.asyncSpecifier?.tokenKind == .keyword(.async),
            let clause = effects?.throwsClause,
            clause.throwsSpecifier.tokenKind == .keyword(.throws)
        else {
            return [DecoratorProblem.effects(decorator, labelledName).at(name, fix: effectsFix)]
        }
        guard let type = clause.type,
            !["any Error", "any Swift.Error"].contains(type.trimmedDescription)
        else { return [] }
        let problem = DecoratorProblem.typedThrows(
            decorator,
            labelledName,
            clause.trimmedDescription
        )
        return [problem.at(clause, fix: effectsFix)]
    }

    private var effectsFix: FixIt {
        var fixed = signature.trimmed
        fixed.parameterClause.trailingTrivia = .space
        fixed.effectSpecifiers = FunctionEffectSpecifiersSyntax(
            asyncSpecifier: .keyword(.async, trailingTrivia: .space),
            throwsClause: ThrowsClauseSyntax(throwsSpecifier: .keyword(.throws))
        )
        if fixed.returnClause != nil { fixed.returnClause?.leadingTrivia = .space }
        fixed.leadingTrivia = signature.leadingTrivia
        fixed.trailingTrivia = signature.trailingTrivia
        return .replace(
            message: DecoratorFix(message: "Declare it 'async throws'"),
            oldNode: signature,
            newNode: fixed
        )
    }

    fileprivate func parameterProblems(_ decorator: DecoratorName) -> [Diagnostic] {
        signature.parameterClause.parameters.compactMap { parameter in
            guard let type = parameter.type.as(AttributedTypeSyntax.self) else { return nil }
            let refused: Set<String> = ["inout", "consuming", "borrowing", "__owned", "__shared"]
            let found = type.specifiers.map(\.trimmedDescription).first(where: refused.contains)
            guard let found else { return nil }
            let problem = DecoratorProblem.ownership(decorator, parameter.localName.text, found)
            return problem.at(parameter)
        }
    }
}

extension FunctionParameterSyntax {
    /// The name that the body knows it by.
    var localName: TokenSyntax { secondName ?? firstName }
}
#endif
