/// Text as YAML that ``PolicyReader`` and other readers take for exactly that text.
enum YAMLText {
    /// A value or a key of a map: plain where nobody could read anything else, else in quotes.
    static func scalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// Text in double quotes.
    ///
    /// Policies have no anchors, and the reader looks for `&` without a parser's knowledge of quotes;
    /// it counts brackets so, too. Both are written as escapes where that could matter.
    static func quoted(_ text: String) -> String {
        let hidesBrackets = !hasEvenBrackets(text)
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "&": quoted += "\\x26"
            case "[", "]", "{", "}":
                if hidesBrackets {
                    quoted += escape(scalar)
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            default:
                if isPrintable(scalar) {
                    quoted.unicodeScalars.append(scalar)
                } else {
                    quoted += escape(scalar)
                }
            }
        }
        return quoted + "\""
    }

    /// Text as lines of a comment; what could be taken for more than text is blunted.
    static func comment(_ text: String) -> [String] {
        let hidesBrackets = !hasEvenBrackets(text)
        var lines: [String] = []
        for word in text.split(separator: " ") {
            var plain = ""
            for scalar in word.unicodeScalars {
                switch scalar {
                case "&": plain += "and"
                case "[", "{": plain.unicodeScalars.append(hidesBrackets ? "(" : scalar)
                case "]", "}": plain.unicodeScalars.append(hidesBrackets ? ")" : scalar)
                default: plain.unicodeScalars.append(isPrintable(scalar) ? scalar : "?")
                }
            }
            if let last = lines.last, last.count + plain.count < commentWidth {
                lines[lines.count - 1] = last + " " + plain
            } else {
                lines.append(lines.isEmpty ? "# " + plain : "#   " + plain)
            }
        }
        return lines
    }

    /// As wide as people like to read.
    private static let commentWidth = 98

    /// Words alone, with points, slashes and hyphens within, and not a word that some reader takes
    /// for a truth value, a number or nothing.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, isLetter(first),
            last != UInt8(ascii: " "), text.utf8.count <= 60
        else { return false }
        let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        guard !words.contains(text.lowercased()) else { return false }
        return text.utf8.allSatisfy { byte in
            isLetter(byte) || (48...57).contains(byte) || " ._-/".utf8.contains(byte)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte)
    }

    /// What YAML allows as it is and everybody can see.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA1...0x2027, 0x202F...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            // The marks that turn the direction of text would show the rest of the line reversed.
            !(0x200B...0x200F).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        let (mark, length) =
            scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + mark + String(repeating: "0", count: length - hex.utf8.count) + hex
    }

    /// Whether brackets open and close in pairs and not too deep.
    private static func hasEvenBrackets(_ text: String) -> Bool {
        var depth = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            if depth < 0 || depth > 8 { return false }
        }
        return depth == 0
    }
}
