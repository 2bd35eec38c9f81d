internal import FarthingCore

extension Canonical {
    /// Says why `bytes` are not a decision as it is hashed; nil when they are.
    package static func check(_ bytes: [UInt8]) -> String? {
        do {
            return check(try JSONDocument(bytes))
        } catch {
            return error.message
        }
    }

    /// Says why a document is not a decision as it is hashed; nil when it is.
    ///
    /// Nothing is written: the places of the values tell whether there is anything between them.
    static func check(_ document: JSONDocument) -> String? {
        let root = document.root
        guard root.kind == .object else { return "the decision is not an object" }
        if let cap = root.member("triggeredCap"), cap.fields.contains(where: isUnset) {
            return "triggeredCap has a member that is null"
        }
        let fault = document.bytes.withUnsafeBufferPointer { text -> Int? in
            if root.range != 0..<text.count { return 0 }
            return firstFault(in: root, UnsafeRawBufferPointer(text))
        }
        return fault.map { "the decision is not canonical JSON at its byte \($0)" }
    }

    /// The offset of the first value that is not spelt canonically; recursion is bounded by the
    /// reader's depth limit.
    private static func firstFault(in value: JSONNode, _ text: UnsafeRawBufferPointer) -> Int? {
        let range = value.range
        var end = range.lowerBound + 1
        switch value.kind {
        case .null, .bool: return nil
        case .number: return isInteger(text.slice(range)) ? nil : range.lowerBound
        case .string: return isString(value, text.slice(range)) ? nil : range.lowerBound
        case .array:
            for element in value.elements {
                if element.range.lowerBound != end { return end }
                if let fault = firstFault(in: element, text) { return fault }
                end = element.range.upperBound + 1
            }
        case .object:
            var previous: JSONNode?
            for (name, member) in value.fields {
                let nameRange = name.range
                if nameRange.lowerBound != end { return end }
                if member.range.lowerBound != nameRange.upperBound + 1 {
                    return nameRange.upperBound
                }
                if !isString(name, text.slice(nameRange)) { return end }
                if let previous, !isAscending(previous, name, text) { return end }
                previous = name
                if let fault = firstFault(in: member, text) { return fault }
                end = member.range.upperBound + 1
            }
        }
        // A comma was counted behind the last element, where the bracket is.
        return range.upperBound == (value.count == 0 ? end + 1 : end) ? nil : end - 1
    }

    /// Names without escapes, that is nearly all, are compared where they stand.
    private static func isAscending(
        _ left: JSONNode,
        _ right: JSONNode,
        _ text: UnsafeRawBufferPointer
    ) -> Bool {
        guard left.isPlain, right.isPlain else { return isAscending(left, right) }
        let (one, other) = (left.range, right.range)
        // Both ranges include their quotes.
        let length = min(one.count, other.count) - 2
        for offset in 1..<1 + length {
            let (byte, next) = (text[one.lowerBound + offset], text[other.lowerBound + offset])
            if byte != next { return byte < next }
        }
        return one.count < other.count
    }

    private static func isInteger(_ digits: UnsafeRawBufferPointer) -> Bool {
        if digits.count == 2, digits[0] == UInt8(ascii: "-"), digits[1] == UInt8(ascii: "0") {
            return false
        }
        for byte in digits where byte > UInt8(ascii: "9") || byte == UInt8(ascii: ".") {
            return false
        }
        return true
    }

    private static func isString(_ value: JSONNode, _ spelt: UnsafeRawBufferPointer) -> Bool {
        if value.isPlain { return true }
        var text: [UInt8] = []
        appendString(value, to: &text)
        return spelt.elementsEqual(text)
    }
}
