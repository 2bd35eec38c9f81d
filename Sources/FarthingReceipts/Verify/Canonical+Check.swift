internal import FarthingCore

extension Canonical {
    /// Says why `bytes` are not a decision as it is hashed; nil when they are.
    package static func check(_ bytes: [UInt8]) -> String? {
        bytes.withUnsafeBytes { text in
            do throws(JSONError) {
                return try check(text)
            } catch {
                return error.message
            }
        }
    }

    private static func check(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> String? {
        var fault: String?
        try JSONView.read(bytes) { fault = check($0, in: bytes) }
        return fault
    }

    /// The same for a document that is there already.
    static func check(_ document: JSONDocument) -> String? {
        document.bytes.withUnsafeBytes { text in
            document.root.withView { check($0, in: text) }
        }
    }

    /// Nothing is written: the places of the values tell whether there is anything between them.
    private static func check(_ root: JSONView, in text: UnsafeRawBufferPointer) -> String? {
        guard root.kind == .object else { return "the decision is not an object" }
        if let cap = root.member("triggeredCap"), cap.fields.contains(where: isUnset) {
            return "triggeredCap has a member that is null"
        }
        let isAll = root.entry.start == 0 && Int(root.entry.end) == text.count
        let fault = isAll ? firstFault(in: root, text) : 0
        return fault.map { "the decision is not canonical JSON at its byte \($0)" }
    }

    /// The offset of the first value that is not spelt canonically; recursion is bounded by the
    /// reader's depth limit.
    private static func firstFault(in value: JSONView, _ text: UnsafeRawBufferPointer) -> Int? {
        let entry = value.entry
        let (start, upper) = (Int(entry.start), Int(entry.end))
        var end = start + 1
        switch value.kind {
        case .null, .bool: return nil
        case .number: return isInteger(text[start..<upper]) ? nil : start
        case .string: return isString(value) ? nil : start
        case .array:
            for element in value.elements {
                if Int(element.entry.start) != end { return end }
                if let fault = firstFault(in: element, text) { return fault }
                end = Int(element.entry.end) + 1
            }
        case .object:
            var previous: JSONView?
            for (name, member) in value.fields {
                let (nameStart, nameEnd) = (Int(name.entry.start), Int(name.entry.end))
                if nameStart != end { return end }
                if Int(member.entry.start) != nameEnd + 1 { return nameEnd }
                if !isString(name) { return end }
                if let previous, !isAscendingInPlace(previous, name, text) { return end }
                previous = name
                if let fault = firstFault(in: member, text) { return fault }
                end = Int(member.entry.end) + 1
            }
        }
        // A comma was counted behind the last element, where the bracket is.
        return upper == (value.count == 0 ? end + 1 : end) ? nil : end - 1
    }

    /// Names without escapes, that is nearly all, are compared where they stand.
    private static func isAscendingInPlace(
        _ left: JSONView,
        _ right: JSONView,
        _ text: UnsafeRawBufferPointer
    ) -> Bool {
        guard left.isPlain, right.isPlain else { return isAscending(left, right) }
        let (one, other) = (Int(left.entry.start) + 1, Int(right.entry.start) + 1)
        let (count, otherCount) = (left.utf8Length, right.utf8Length)
        for offset in 0..<min(count, otherCount) {
            let (byte, next) = (text[one + offset], text[other + offset])
            if byte != next { return byte < next }
        }
        return count < otherCount
    }

    private static func isInteger(_ digits: Slice<UnsafeRawBufferPointer>) -> Bool {
        if digits.count == 2, digits.elementsEqual("-0".utf8) { return false }
        for byte in digits where byte > UInt8(ascii: "9") || byte == UInt8(ascii: ".") {
            return false
        }
        return true
    }

    private static func isString(_ value: JSONView) -> Bool {
        if value.isPlain { return true }
        var text: [UInt8] = []
        appendString(value, to: &text)
        return value.source.elementsEqual(text)
    }
}
