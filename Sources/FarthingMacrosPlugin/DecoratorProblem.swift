#if Macros
import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// What is wrong with a decorated function: the place, the reason, the fix.
struct DecoratorProblem: DiagnosticMessage {
    let id: String
    let message: String

    var diagnosticID: MessageID { MessageID(domain: "FarthingMacros", id: id) }
    var severity: DiagnosticSeverity { .error }

    func at(_ node: some SyntaxProtocol, fix: FixIt? = nil) -> Diagnostic {
        Diagnostic(node: node, message: self, fixIts: fix.map { [$0] } ?? [])
    }
}

/// What a fix does.
struct DecoratorFix: FixItMessage {
    let message: String

    var fixItID: MessageID { MessageID(domain: "FarthingMacros", id: "fix") }
}

extension DecoratorProblem {
    static func notAFunction(_ decorator: DecoratorName) -> DecoratorProblem {
        DecoratorProblem(
            id: "notAFunction",
            message:
                "@\(decorator.rawValue) stands on a 'func' only: a guard can refuse a call, which "
                + "initializers and accessors cannot say. Move the code into a 'func' that is "
                + "'async throws'"
        )
    }

    static func noBody(_ decorator: DecoratorName, _ function: String) -> DecoratorProblem {
        DecoratorProblem(
            id: "noBody",
            message:
                "@\(decorator.rawValue) on '\(function)' has no body to guard. Put it on the "
                + "function that implements this one"
        )
    }

    static func effects(_ decorator: DecoratorName, _ function: String) -> DecoratorProblem {
        DecoratorProblem(
            id: "effects",
            message:
                "@\(decorator.rawValue) needs '\(function)' to be 'async throws': its guard waits, "
                + "and throws where it refuses. Declare it 'async throws'"
        )
    }

    static func typedThrows(
        _ decorator: DecoratorName,
        _ function: String,
        _ clause: String
    ) -> DecoratorProblem {
        DecoratorProblem(
            id: "typedThrows",
            message:
                "@\(decorator.rawValue) on '\(function)' throws GuardError beside the function's "
                + "own errors, which '\(clause)' rules out. Declare it 'throws'"
        )
    }

    static func ownership(
        _ decorator: DecoratorName,
        _ parameter: String,
        _ specifier: String
    ) -> DecoratorProblem {
        DecoratorProblem(
            id: "ownership",
            message:
                "@\(decorator.rawValue) cannot guard a function whose parameter '\(parameter)' is "
                + "'\(specifier)': the body runs inside of the guard, which cannot hand it on. "
                + "Take the value plainly, and return what changes"
        )
    }

    static func stacked(_ decorator: DecoratorName, _ other: String) -> DecoratorProblem {
        let beginning =
            other == decorator.rawValue
            ? "@\(other) stands twice on one function"
            : "@\(decorator.rawValue) and @\(other) stand on one function"
        let fix =
            DecoratorName(rawValue: other) == nil
            ? "Put one of them on a function of its own that calls this one"
            : "Combine all guards in one @Tool(…)"
        return DecoratorProblem(
            id: "stacked",
            message:
                "\(beginning): Swift keeps the body that one of them makes and silently drops the "
                + "other's. \(fix)"
        )
    }

    static func newStore(_ decorator: DecoratorName, _ function: String) -> DecoratorProblem {
        DecoratorProblem(
            id: "newStore",
            message:
                "@\(decorator.rawValue) would make a new store for each call of '\(function)', "
                + "which then remembers nothing. Name one that is kept, such as a 'static let'"
        )
    }

    static func inPlace(_ decorator: DecoratorName, _ what: String) -> DecoratorProblem {
        DecoratorProblem(
            id: "inPlace",
            message:
                "@\(decorator.rawValue) reads \(what) before the program runs. Write it in place"
        )
    }
}
#endif
