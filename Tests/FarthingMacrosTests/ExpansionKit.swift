import FarthingMacrosPlugin
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacrosGenericTestSupport
import Testing

/// The decorators as programs write them.
let decoratorSpecs: [String: MacroSpec] = [
    "RateLimited": MacroSpec(type: RateLimitedMacro.self),
    "CircuitBroken": MacroSpec(type: CircuitBrokenMacro.self),
    "MaxAttempts": MacroSpec(type: MaxAttemptsMacro.self),
    "TimeLimited": MacroSpec(type: TimeLimitedMacro.self),
    "Idempotent": MacroSpec(type: IdempotentMacro.self),
    "Proves": MacroSpec(type: ProvesMacro.self),
    "Enforces": MacroSpec(type: EnforcesMacro.self),
    "Tool": MacroSpec(type: ToolMacro.self),
]

/// Expands a source in module `Shop`, file `Till.swift`, and compares.
func expectExpansion(
    of source: String,
    _ expanded: String,
    diagnostics: [DiagnosticSpec] = [],
    fix: String? = nil,
    fixed: String? = nil,
    at location: Testing.SourceLocation = #_sourceLocation
) {
    assertMacroExpansion(
        source,
        expandedSource: expanded,
        diagnostics: diagnostics,
        macroSpecs: decoratorSpecs,
        applyFixIts: fix.map { [$0] },
        fixedSource: fixed,
        testModuleName: "Shop",
        testFileName: "Till.swift",
        failureHandler: { failure in
            Issue.record("\(failure.message)", sourceLocation: location)
        }
    )
}

/// A source that a decorator on line `line` refuses with a message, which leaves it as it was.
func expectRefusal(
    of source: String,
    without attributes: String,
    _ message: String,
    line: Int = 1,
    column: Int = 1,
    fix: String? = nil,
    fixed: String? = nil,
    at location: Testing.SourceLocation = #_sourceLocation
) {
    expectExpansion(
        of: source,
        attributes,
        diagnostics: [
            DiagnosticSpec(
                message: message,
                line: line,
                column: column,
                fixIts: fix.map { [FixItSpec(message: $0)] } ?? []
            )
        ],
        fix: fix,
        fixed: fixed,
        at: location
    )
}
