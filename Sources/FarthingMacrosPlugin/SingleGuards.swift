#if Macros
import SwiftSyntax
import SwiftSyntaxMacros

/// `@RateLimited`.
package struct RateLimitedMacro: GuardDecorator {
    static let decorator = DecoratorName.rateLimited

    static func call(_ function: DecoratedFunction, _ given: Arguments) throws -> GuardCall {
        var call = function.namedCall("Farthing.rateLimit", given)
        try function.addRate(to: &call, given)
        call.pass("store", from: given)
        function.addFile(to: &call)
        return call
    }
}

/// `@CircuitBroken`.
package struct CircuitBrokenMacro: GuardDecorator {
    static let decorator = DecoratorName.circuitBroken

    static func call(_ function: DecoratedFunction, _ given: Arguments) throws -> GuardCall {
        var call = GuardCall("Farthing.circuitBroken")
        for service in given.plain { call.add(text: service.trimmedDescription) }
        call.pass(
            "maxFailures",
            "resetAfter",
            "countsFailures",
            "ignores",
            "store",
            from: given
        )
        return call
    }
}

/// `@MaxAttempts`.
package struct MaxAttemptsMacro: GuardDecorator {
    static let decorator = DecoratorName.maxAttempts

    static func call(_ function: DecoratedFunction, _ given: Arguments) throws -> GuardCall {
        var call = function.namedCall("Farthing.maxAttempts", given)
        for limit in given.plain { call.add(text: limit.trimmedDescription) }
        call.pass("store", from: given)
        function.addFile(to: &call)
        return call
    }
}

/// `@TimeLimited`.
package struct TimeLimitedMacro: GuardDecorator {
    static let decorator = DecoratorName.timeLimited

    static func call(_ function: DecoratedFunction, _ given: Arguments) throws -> GuardCall {
        var call = function.namedCall("FarthingMacros.Decorated.timeLimit", given)
        for limit in given.plain { call.add(text: limit.trimmedDescription) }
        call.pass("store", from: given)
        function.addFile(to: &call)
        return call
    }
}

/// `@Idempotent`.
package struct IdempotentMacro: GuardDecorator {
    static let decorator = DecoratorName.idempotent

    static func call(_ function: DecoratedFunction, _ given: Arguments) throws -> GuardCall {
        var call = function.namedCall("Farthing.idempotent", given)
        try function.addKey(to: &call, given["key"], given)
        call.pass("store", from: given)
        function.addFile(to: &call)
        return call
    }
}

/// `@Proves`.
package struct ProvesMacro: GuardDecorator {
    static let decorator = DecoratorName.proves

    static func call(_ function: DecoratedFunction, _ given: Arguments) throws -> GuardCall {
        var call = function.namedCall("Farthing.proving", given)
        guard let proof = given.plain.first else { return call }
        let read = try function.proof(proof)
        call.add("facts", text: read.facts)
        call.pass("ttl", "maxItems", "onTooMany", from: read.terms)
        call.pass("store", from: given)
        return call
    }
}

/// `@Enforces`.
package struct EnforcesMacro: GuardDecorator {
    static let decorator = DecoratorName.enforces

    static func call(_ function: DecoratedFunction, _ given: Arguments) throws -> GuardCall {
        var call = function.namedCall("Farthing.enforcing", given)
        call.add(text: try function.rules(given.plain))
        call.pass("store", from: given)
        return call
    }
}
#endif
