package import FarthingCore

/// Canonical JSON: the one spelling of a value that is hashed (docs/formats/receipts.md).
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
        case .object: try appendObject(sortedFields(of: value), to: &text)
        }
    }

    /// Appends an entry's decision as it is hashed: within `triggeredCap` the optional members
    /// `downgradeTo` and `reason` are left out when they are null.
    package static func appendDecision(
        _ decision: JSONNode,
        to text: inout [UInt8]
    ) throws(Fault) {
        guard
            let cap = decision.member("triggeredCap"), cap.kind == .object,
            cap.fields.contains(where: isUnset)
        else { return try append(decision, to: &text) }
        var separator = UInt8(ascii: "{")
        for (name, value) in sortedFields(of: decision) {
            text.append(separator)
            separator = UInt8(ascii: ",")
            appendString(name, to: &text)
            text.append(UInt8(ascii: ":"))
            if name.equals("triggeredCap") {
                try appendObject(sortedFields(of: value).filter { !isUnset($0) }, to: &text)
            } else {
                try append(value, to: &text)
            }
        }
        text.append(UInt8(ascii: "}"))
    }

    static func isUnset(_ field: (name: JSONNode, value: JSONNode)) -> Bool {
        field.value.isNull && (field.name.equals("downgradeTo") || field.name.equals("reason"))
    }

    private static func appendObject(
        _ fields: [(name: JSONNode, value: JSONNode)],
        to text: inout [UInt8]
    ) throws(Fault) {
        var separator = UInt8(ascii: "{")
        for (name, value) in fields {
            text.append(separator)
            separator = UInt8(ascii: ",")
            appendString(name, to: &text)
            text.append(UInt8(ascii: ":"))
            try append(value, to: &text)
        }
        if fields.isEmpty { text.append(separator) }
        text.append(UInt8(ascii: "}"))
    }

    private static func sortedFields(
        of object: JSONNode
    ) -> [(name: JSONNode, value: JSONNode)] {
        let fields = [(name: JSONNode, value: JSONNode)](object.fields)
        // Nearly always sorted already, since our own writer sorts.
        let isSorted = zip(fields, fields.dropFirst()).allSatisfy { isAscending($0.name, $1.name) }
        return isSorted ? fields : fields.sorted { isAscending($0.name, $1.name) }
    }

    static func isAscending(_ left: JSONNode, _ right: JSONNode) -> Bool {
        left.withUTF8 { one in
            right.withUTF8 { other in one.lexicographicallyPrecedes(other) } ?? false
        } ?? false
    }

    private static func appendNumber(
        _ value: JSONNode,
        to text: inout [UInt8]
    ) throws(Fault) {
        guard let digits = value.decimalText else { return }
        let isInteger = digits.utf8.allSatisfy {
            $0 >= UInt8(ascii: "0") || $0 == UInt8(ascii: "-")
        }
        guard isInteger, !digits.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) else {
            throw .float(offset: value.range.lowerBound)
        }
        text.append(contentsOf: digits == "-0" ? "0".utf8 : digits.utf8)
    }

    static func appendString(_ value: JSONNode, to text: inout [UInt8]) {
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
