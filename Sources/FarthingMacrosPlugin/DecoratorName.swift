#if Macros
import SwiftSyntax

/// The decorators of this library: of these a function bears at most one.
package enum DecoratorName: String, CaseIterable {
    case rateLimited = "RateLimited"
    case circuitBroken = "CircuitBroken"
    case maxAttempts = "MaxAttempts"
    case timeLimited = "TimeLimited"
    case idempotent = "Idempotent"
    case proves = "Proves"
    case enforces = "Enforces"
    case tool = "Tool"

    /// Body macros of well-known packages, one of which would be lost, or lose ours.
    static let foreign: Set<String> = ["Traced"]
}

/// A body macro that stands on a function, under its plain name.
struct StandingAttribute {
    let name: String
    let node: AttributeSyntax

    /// All that stand on a declaration and are known to provide a body, those behind `#if`
    /// included.
    static func all(in attributes: AttributeListSyntax) -> [StandingAttribute] {
        attributes.flatMap { element -> [StandingAttribute] in
            switch element {
            case .attribute(let node): StandingAttribute(node).map { [$0] } ?? []
            case .ifConfigDecl(let conditional):
                conditional.clauses.flatMap { clause -> [StandingAttribute] in
                    guard case .attributes(let inner) = clause.elements else { return [] }
                    return all(in: inner)
                }
            }
        }
    }

    private init?(_ node: AttributeSyntax) {
        let name: String
        if let plain = node.attributeName.as(IdentifierTypeSyntax.self) {
            name = plain.name.text
        } else if let qualified = node.attributeName.as(MemberTypeSyntax.self) {
            name = qualified.name.text
        } else {
            return nil
        }
        guard DecoratorName(rawValue: name) != nil || DecoratorName.foreign.contains(name) else {
            return nil
        }
        self.name = name
        self.node = node
    }
}
#endif
