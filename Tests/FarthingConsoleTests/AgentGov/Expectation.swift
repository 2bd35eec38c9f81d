import Foundation

/// The expectation language of the case files: a scalar is met by itself, an object by one that has
/// all its members, an array element by element; an object whose keys begin with `$` is a
/// condition.
enum Expectation {
    /// Where a value is not as expected.
    static func differences(_ expected: Any, _ value: Any?, _ place: String = "$") -> [String] {
        if let conditions = expected as? [String: Any],
            conditions.keys.contains(where: { $0.hasPrefix("$") })
        {
            let unmet = conditions.filter { !isMet($0.key, $0.value, value) }
            return unmet.isEmpty ? [] : ["\(place): \(shown(value)) where \(unmet) was expected"]
        }
        if let object = expected as? [String: Any] {
            guard let got = value as? [String: Any] else { return ["\(place): no object"] }
            return object.flatMap { name, wanted -> [String] in
                let isUnwanted = (wanted as? [String: Any])?["$absent"] as? Bool == true
                guard let member = got[name] else {
                    return isUnwanted ? [] : ["\(place).\(name) is missing"]
                }
                if isUnwanted { return ["\(place).\(name) is there"] }
                return differences(wanted, member, "\(place).\(name)")
            }
        }
        if let array = expected as? [Any] {
            guard let got = value as? [Any], got.count == array.count else {
                return ["\(place): \(shown(value)) where an array of \(array.count) was expected"]
            }
            return zip(array, got).enumerated().flatMap { index, pair in
                differences(pair.0, pair.1, "\(place)[\(index)]")
            }
        }
        return isEqual(expected, value)
            ? [] : ["\(place): \(shown(value)) where \(expected) was expected"]
    }

    private static func shown(_ value: Any?) -> String { value.map { "\($0)" } ?? "nothing" }

    private static func isMet(_ name: String, _ operand: Any, _ value: Any?) -> Bool {
        let array = value as? [Any]
        func isAmong(_ wanted: Any) -> Bool {
            array?.contains { differences(wanted, $0).isEmpty } ?? false
        }
        switch name {
        case "$any": return value != nil
        case "$absent": return value == nil
        case "$type": return isType(operand as? String ?? "", value)
        case "$re":
            guard let pattern = operand as? String, let text = value as? String else {
                return false
            }
            return text.range(of: pattern, options: .regularExpression) != nil
        case "$in":
            return (operand as? [Any])?.contains { differences($0, value).isEmpty } ?? false
        case "$ne": return !isEqual(operand, value)
        case "$gte":
            return number(value).flatMap { got in number(operand).map { got >= $0 } } ?? false
        case "$lte":
            return number(value).flatMap { got in number(operand).map { got <= $0 } } ?? false
        case "$len":
            let count =
                array?.count ?? (value as? String)?.count ?? (value as? [String: Any])?.count
            return count == operand as? Int
        case "$keys":
            guard let got = value as? [String: Any] else { return false }
            return (operand as? [String])?.allSatisfy { got[$0] != nil } ?? false
        case "$has": return (operand as? [Any])?.allSatisfy(isAmong) ?? false
        case "$hasnot":
            return array != nil && !((operand as? [Any])?.contains(where: isAmong) ?? true)
        default: return false
        }
    }

    private static func isType(_ name: String, _ value: Any?) -> Bool {
        switch name {
        case "string": value is String
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "boolean": isBool(value)
        case "null": value is NSNull
        case "number": number(value) != nil
        case "integer": number(value).map { $0 == $0.rounded() } ?? false
        default: false
        }
    }

    private static func isBool(_ value: Any?) -> Bool {
        // A number that Foundation has made of `true` says that it has the size of a character.
        guard let number = value as? NSNumber else { return false }
        return String(cString: number.objCType) == "c"
    }

    private static func number(_ value: Any?) -> Double? {
        guard !isBool(value), let number = value as? NSNumber else { return nil }
        return number.doubleValue
    }

    private static func isEqual(_ expected: Any, _ value: Any?) -> Bool {
        if expected is NSNull { return value is NSNull }
        if isBool(expected) || isBool(value) {
            return isBool(expected) && isBool(value) && expected as? Bool == value as? Bool
        }
        if let wanted = number(expected) {
            guard let got = number(value) else { return false }
            return abs(got - wanted) <= 1e-9 * max(1, abs(wanted))
        }
        return (expected as? String).map { $0 == value as? String } ?? false
    }

    /// A template with what was captured in its places, which keep their type where they stand
    /// alone.
    static func filled(_ template: Any, _ captures: [String: Any]) -> Any {
        if let object = template as? [String: Any] {
            return object.mapValues { filled($0, captures) }
        }
        if let array = template as? [Any] { return array.map { filled($0, captures) } }
        guard var text = template as? String else { return template }
        for (name, value) in captures {
            if text == "${\(name)}" { return value }
            text = text.replacing("${\(name)}", with: "\(value)")
        }
        return text
    }

    /// The value at a JSON pointer.
    static func value(at pointer: String, in document: Any?) -> Any? {
        pointer.split(separator: "/").reduce(document) { value, part in
            if let array = value as? [Any] {
                return Int(part).flatMap { array.indices.contains($0) ? array[$0] : nil }
            }
            return (value as? [String: Any])?[String(part)]
        }
    }
}
