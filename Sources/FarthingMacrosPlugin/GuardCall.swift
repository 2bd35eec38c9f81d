#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// What an attribute, or a call in it, hands in.
struct Arguments {
    let all: LabeledExprListSyntax

    init(_ list: LabeledExprListSyntax) { all = list }

    init(of node: AttributeSyntax) {
        guard case .argumentList(let list) = node.arguments else {
            self.init([])
            return
        }
        self.init(list)
    }

    /// Those without a label, in their order, up to the first that has one; what follows a list.
    var plain: [ExprSyntax] { all.prefix { $0.label == nil }.map(\.expression) }

    subscript(label: String) -> ExprSyntax? {
        all.first { $0.label?.text == label }?.expression
    }
}

/// A call that the expansion makes, as text.
struct GuardCall {
    let callee: String
    private(set) var arguments: [String] = []

    init(_ callee: String) { self.callee = callee }

    mutating func add(_ label: String? = nil, text: String) {
        arguments.append(label.map { "\($0): \(text)" } ?? text)
    }

    /// Hands on what the attribute says; nothing where it says nothing, so that the default holds.
    mutating func pass(_ labels: String..., from given: Arguments) {
        for label in labels {
            if let value = given[label] { add(label, text: value.trimmedDescription) }
        }
    }

    var text: String { "\(callee)(\(arguments.joined(separator: ", ")))" }

    /// The body of the decorated function: this call around what was its body.
    func around(_ function: DecoratedFunction) -> [CodeBlockItemSyntax] {
        ["return try await \(raw: text) \(raw: function.closure)"]
    }
}

/// A decorator that wraps a function's body in one call.
protocol GuardDecorator: BodyMacro {
    static var decorator: DecoratorName { get }

    static func call(_ function: DecoratedFunction, _ given: Arguments) throws -> GuardCall
}

extension GuardDecorator {
    package static func expansion(
        of node: AttributeSyntax,
        providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
        in context: some MacroExpansionContext
    ) throws -> [CodeBlockItemSyntax] {
        let function = try DecoratedFunction(decorator, node: node, on: declaration, in: context)
        let given = Arguments(of: node)
        if let store = given["store"], store.is(FunctionCallExprSyntax.self) {
            let problem = DecoratorProblem.newStore(decorator, function.shownName)
            throw DiagnosticsError(diagnostics: [problem.at(store)])
        }
        return try call(function, given).around(function)
    }
}

extension DecoratedFunction {
    /// The tool's name as an expression: what `name:` says, or where the function is declared.
    func toolName(_ given: Arguments) -> String {
        if let name = given["name"], !name.is(NilLiteralExprSyntax.self) {
            return name.trimmedDescription
        }
        return place.toolName.asLiteral
    }

    /// The start of a call of a guard that names the tool.
    func namedCall(_ callee: String, _ given: Arguments) -> GuardCall {
        var call = GuardCall(callee)
        call.add(text: toolName(given))
        return call
    }

    /// Whose counters these are: the module that the function is written in.
    func addFile(to call: inout GuardCall) {
        if let fileID = place.fileID { call.add("fileID", text: fileID.asLiteral) }
    }
}

extension String {
    /// As a literal of Swift source.
    var asLiteral: String { StringLiteralExprSyntax(content: self).description }
}

extension StringLiteralExprSyntax {
    /// What stands between the quotes; nil for a literal with interpolation or of several lines.
    var writtenText: String? {
        guard segments.count == 1, case .stringSegment(let segment) = segments.first else {
            return nil
        }
        return segment.content.text
    }
}
#endif
