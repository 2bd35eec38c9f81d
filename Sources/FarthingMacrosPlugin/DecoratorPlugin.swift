#if Macros
import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main
struct DecoratorPlugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [
        RateLimitedMacro.self, CircuitBrokenMacro.self, MaxAttemptsMacro.self,
        TimeLimitedMacro.self, IdempotentMacro.self, ProvesMacro.self, EnforcesMacro.self,
        ToolMacro.self,
    ]
}
#else
/// What stands here without the trait `Macros`: swift-syntax is neither fetched nor compiled then.
@main
enum DecoratorPlugin {
    static func main() {}
}
#endif
