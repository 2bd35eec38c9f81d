package import FarthingCore

/// Canonical JSON: the one spelling of a value that is hashed (docs/formats/receipts.md).
///
/// Of members with the same name, which only a lenient reader lets in, the last one counts.
package enum Canonical {
    /// Why a value has no canonical spelling.
    package enum Fault: Error, Hashable, Sendable {
        /// A number with a point or an exponent, at an offset of its text.
        case float(offset: Int)
    }

    /// Appends the canonical spelling of `value`.
    ///
    /// Members are sorted by the UTF-8 bytes of their names, which is the order of code points.
    /// Recursion is bounded by the reader's depth limit.
    package static func append(_ value: JSONNode, to text: inout [UInt8]) throws(Fault) {
        try value.withView { (view) throws(Fault) in try append(view, to: &text) }
    }

    /// Appends an entry's decision as it is hashed: within `triggeredCap` the optional members
    /// `downgradeTo` and `reason` are left out when they are null.
    package static func appendDecision(
        _ decision: JSONNode,
        to text: inout [UInt8]
    ) throws(Fault) {
        guard decision.kind == .object else { return try append(decision, to: &text) }
        try decision.withView { (decision) throws(Fault) in
            try appendObject(sortedFields(of: decision), to: &text) {
                (name, value, text) throws(Fault) in
                if name.equals("triggeredCap"), value.kind == .object {
                    let set = sortedFields(of: value).filter { !isUnset($0) }
                    try appendObject(set, to: &text) { (_, value, text) throws(Fault) in
                        try append(value, to: &text)
                    }
                } else {
                    try append(value, to: &text)
                }
            }
        }
    }

    typealias Field = (name: JSONView, value: JSONView)

    static func isUnset(_ field: Field) -> Bool {
        field.value.isNull && (field.name.equals("downgradeTo") || field.name.equals("reason"))
    }

    private static func append(_ value: JSONView, to text: inout [UInt8]) throws(Fault) {
        switch value.kind {
        case .null: text.append("null")
        case .bool: if value.bool == true { text.append("true") } else { text.append("false") }
        case .number: try appendNumber(value, to: &text)
        case .string: appendString(value, to: &text)
        case .array:
            var separator = UInt8(ascii: "[")
            for element in value.elements {
                text.append(separator)
                separator = UInt8(ascii: ",")
                try append(element, to: &text)
            }
            if value.count == 0 { text.append(separator) }
            text.append(UInt8(ascii: "]"))
        case .object:
            try appendObject(sortedFields(of: value), to: &text) { (_, value, text) throws(Fault) in
                try append(value, to: &text)
            }
        }
    }

    private static func appendObject(
        _ fields: [Field],
        to text: inout [UInt8],
        _ appendValue: (JSONView, JSONView, inout [UInt8]) throws(Fault) -> Void
    ) throws(Fault) {
        var separator = UInt8(ascii: "{")
        for (name, value) in fields {
            text.append(separator)
            separator = UInt8(ascii: ",")
            appendString(name, to: &text)
            text.append(UInt8(ascii: ":"))
            try appendValue(name, value, &text)
        }
        if fields.isEmpty { text.append(separator) }
        text.append(UInt8(ascii: "}"))
    }

    private static func sortedFields(of object: JSONView) -> [Field] {
        let fields = [Field](object.fields)
        // Nearly always sorted already, since our own writer sorts.
        let isSorted = zip(fields, fields.dropFirst()).allSatisfy { isAscending($0.name, $1.name) }
        if isSorted { return fields }
        let sorted = fields.enumerated().sorted { left, right in
            if isAscending(left.element.name, right.element.name) { return true }
            if isAscending(right.element.name, left.element.name) { return false }
            return left.offset < right.offset
        }
        return sorted.indices.compactMap { index in
            let field = sorted[index].element
            let isLast =
                index + 1 == sorted.count || isAscending(field.name, sorted[index + 1].element.name)
            return isLast ? field : nil
        }
    }

    static func isAscending(_ left: JSONView, _ right: JSONView) -> Bool {
        left.withUTF8 { one in
            right.withUTF8 { other in one.lexicographicallyPrecedes(other) } ?? false
        } ?? false
    }

    private static func appendNumber(
        _ value: JSONView,
        to text: inout [UInt8]
    ) throws(Fault) {
        let digits = value.source
        for byte in digits where byte > UInt8(ascii: "9") || byte == UInt8(ascii: ".") {
            throw .float(offset: Int(value.entry.start))
        }
        if digits.count == 2, digits[0] == UInt8(ascii: "-"), digits[1] == UInt8(ascii: "0") {
            text.append(UInt8(ascii: "0"))
        } else {
            text.append(contentsOf: digits)
        }
    }

    static func appendString(_ value: JSONView, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        if value.isPlain {
            // Without escapes the reader accepts exactly what is written unescaped here.
            value.withRawString { text.append(contentsOf: $0) }
        } else {
            value.withUTF8 { appendEscaped($0, to: &text) }
        }
        text.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(
        _ bytes: UnsafeBufferPointer<UInt8>,
        to text: inout [UInt8]
    ) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): text.append(#"\""#)
            case UInt8(ascii: "\\"): text.append(#"\\"#)
            case 0x08: text.append(#"\b"#)
            case 0x09: text.append(#"\t"#)
            case 0x0A: text.append(#"\n"#)
            case 0x0C: text.append(#"\f"#)
            case 0x0D: text.append(#"\r"#)
            case 0..<0x20:
                text.append(#"\u00"#)
                text.append(hexDigit(byte >> 4))
                text.append(hexDigit(byte & 15))
            default: text.append(byte)
            }
        }
    }
}
