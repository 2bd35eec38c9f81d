internal import Mustache

/// How text becomes HTML: by Unicode scalar, since a quotation mark with a combining accent is one
/// character to Swift, and still ends an attribute to a browser.
enum PageEscape: MustacheContentType {
    /// For text that is read: letters that cannot be seen or that turn the direction of writing are
    /// shown by their numbers.
    case shown
    /// For text that comes back with a form: nothing is changed but what HTML cannot carry.
    case kept

    func escapeText(_ text: String) -> String {
        if text.utf8.allSatisfy(PageEscape.isPlain) { return text }
        var html = ""
        html.reserveCapacity(text.utf8.count + 32)
        for scalar in text.unicodeScalars { append(scalar, to: &html) }
        return html
    }

    private func append(_ scalar: Unicode.Scalar, to html: inout String) {
        switch scalar {
        case "<": html += "&lt;"
        case ">": html += "&gt;"
        case "&": html += "&amp;"
        case "\"": html += "&quot;"
        case "'": html += "&#39;"
        case "`": html += "&#96;"
        case "{": html += "&#123;"
        case "}": html += "&#125;"
        case "\0" where self == .kept: html += "\u{FFFD}"
        case "\r" where self == .kept: html += "&#13;"
        case _ where self == .shown && PageEscape.isUnseen(scalar):
            html += "⟨U+" + PageEscape.hexadecimal(scalar) + "⟩"
        default: html.unicodeScalars.append(scalar)
        }
    }

    /// Bytes that are neither markup nor part of a letter that may need showing.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""),
            UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            false
        default: byte >= 0x20 && byte < 0x7F
        }
    }

    /// Controls but tab and line feed, marks of direction, spaces without width, tags.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F,
            0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
            true
        default: false
        }
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
