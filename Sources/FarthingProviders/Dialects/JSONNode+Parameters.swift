import FarthingCore

/// Reads parameters of requests; errors name them as the provider would.
extension JSONNode {
    /// A member's name as far as it may be shown: no control characters, at most 64 scalars.
    var shownName: String {
        var shown = ""
        for scalar in (string ?? "").unicodeScalars.prefix(64)
        where scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) {
            shown.unicodeScalars.append(scalar)
        }
        return shown
    }

    /// An optional boolean; null is false, as the API has it.
    func flag(_ param: String) throws(RequestError) -> Bool {
        if isNull { return false }
        guard let bool else { throw .type(param, expected: "a boolean", got: self) }
        return bool
    }

    /// An optional integer; null is nil.
    func integer(
        _ param: String,
        in range: ClosedRange<Int64>
    ) throws(RequestError) -> Int64? {
        guard kind != .null else { return nil }
        guard kind == .number, let text = decimalText,
            text.utf8.allSatisfy({ $0 < 0x3A && $0 != 0x2E })
        else { throw .type(param, expected: "an integer", got: self) }
        let isNegative = text.hasPrefix("-")
        let value = int64 ?? (isNegative ? .min : .max)
        guard value >= range.lowerBound else {
            throw RequestError(
                .belowMinimum,
                param: param,
                "Invalid '\(param)': expected a value of at least \(range.lowerBound)."
            )
        }
        guard value <= range.upperBound else {
            throw RequestError(
                .aboveMaximum,
                param: param,
                "Invalid '\(param)': expected a value of at most \(range.upperBound)."
            )
        }
        return value
    }

    /// Checks that this is an array and calls `body` with each element and its place.
    func eachItem(
        _ param: @autoclosure () -> String,
        _ body: (JSONNode, Int) throws(RequestError) -> Void
    ) throws(RequestError) {
        guard kind == .array else { throw .type(param(), expected: "an array", got: self) }
        var index = 0
        for element in elements {
            try body(element, index)
            index += 1
        }
    }

    /// The model's name, which is never empty.
    func modelName() throws(RequestError) -> String {
        guard let name = string else { throw .type("model", expected: "a string", got: self) }
        guard !name.isEmpty else {
            throw RequestError(.emptyString, param: "model", "The parameter 'model' is empty.")
        }
        return name
    }

    /// Checks that this is an object and that its members are of `allowed`, or null.
    func checkMembers(
        _ allowed: [StaticString],
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        guard kind == .object else { throw .type(param(), expected: "an object", got: self) }
        next: for field in fields {
            for name in allowed where field.name.equals(name) { continue next }
            if field.value.isNull { continue }
            throw .unpriced("\(param()).\(field.name.shownName)", "it may cost extra")
        }
    }

    /// The member of that name; missing where there is none, or null.
    func required(
        _ name: String,
        _ param: @autoclosure () -> String
    ) throws(RequestError) -> JSONNode {
        guard let value = member(name), !value.isNull else { throw .missing("\(param()).\(name)") }
        return value
    }
}
