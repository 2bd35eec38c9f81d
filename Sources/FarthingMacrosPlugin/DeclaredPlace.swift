#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

/// Where a function is declared: what its counters are told apart by.
struct DeclaredPlace {
    /// The module and file, `Shop/Till.swift`; nil where the compiler does not say.
    let fileID: String?
    /// Module, types and function: `Shop.Till.refund(order:amount:)`.
    let toolName: String

    init(
        of function: FunctionDeclSyntax,
        _ node: AttributeSyntax,
        in context: some MacroExpansionContext
    ) {
        let location = context.location(
            of: node,
            at: .afterLeadingTrivia,
            filePathMode: .fileID
        )
        fileID = location?.file.as(StringLiteralExprSyntax.self)?.writtenText
        let outer = context.lexicalContext.reversed()
        var names = outer.compactMap(DeclaredPlace.name(of:)) + [function.labelledName]
        if let fileID, let slash = fileID.firstIndex(of: "/") {
            // Two files may have a private declaration of one name each.
            let isPrivate = ([Syntax(function)] + outer).contains(where: DeclaredPlace.isPrivate)
            let file = isPrivate ? "(\(fileID[fileID.index(after: slash)...]))" : ""
            names.insert("\(fileID[..<slash])\(file)", at: 0)
        }
        toolName = names.joined(separator: ".")
    }

    private static func name(of node: Syntax) -> String? {
        if let function = node.as(FunctionDeclSyntax.self) { return function.labelledName }
        if let extended = node.as(ExtensionDeclSyntax.self) {
            let constraints = extended.genericWhereClause?.requirements.trimmedDescription
            let name = extended.extendedType.trimmedDescription
            return constraints.map { "\(name)<\($0)>" } ?? name
        }
        return node.asProtocol((any NamedDeclSyntax).self)?.name.text
    }

    private static func isPrivate(_ node: Syntax) -> Bool {
        let modifiers = node.asProtocol((any WithModifiersSyntax).self)?.modifiers
        return modifiers?.contains {
            [.keyword(.private), .keyword(.fileprivate)].contains($0.name.tokenKind)
        } ?? false
    }
}
#endif
