/// Reads HTML as a browser's tokenizer does, as far as what we write goes: which tags there are, with
/// which attributes, and the text between them.
struct MarkupReader {
    /// A tag or a piece of text.
    enum Token: Equatable {
        case open(String, [Attribute])
        case close(String)
        case text(String)
    }

    struct Attribute: Equatable {
        var name: String
        var value: String
    }

    /// Contents of these are text whatever they look like.
    private static let verbatim: Set<String> = ["title", "textarea", "script", "style"]
    /// In SVG a title is an element like others.
    private var svgDepth = 0
    private var rest: Substring.UnicodeScalarView

    private init(_ html: String) { rest = html[...].unicodeScalars }

    static func tokens(of html: String) -> [Token] {
        var reader = MarkupReader(html)
        return reader.all()
    }

    private mutating func all() -> [Token] {
        var tokens: [Token] = []
        while let next = rest.first {
            guard next == "<", let second = rest.dropFirst().first, starts(second) else {
                tokens.append(.text(text()))
                continue
            }
            let token = tag()
            tokens.append(token)
            if case .open(let name, _) = token {
                if name == "svg" { svgDepth += 1 }
                if MarkupReader.verbatim.contains(name), svgDepth == 0 {
                    tokens.append(.text(until("</" + name)))
                }
            }
            if case .close("svg") = token { svgDepth -= 1 }
        }
        return tokens
    }

    private func starts(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "/" || scalar == "!" || scalar.properties.isAlphabetic && scalar.isASCII
    }

    private mutating func text() -> String {
        var text = String.UnicodeScalarView()
        repeat {
            text.append(rest.removeFirst())
        } while rest.first.map { $0 != "<" } ?? false
        return String(text)
    }

    private mutating func until(_ end: String) -> String {
        var text = String.UnicodeScalarView()
        let end = Array(end.unicodeScalars)
        while !rest.isEmpty, !rest.starts(with: end) { text.append(rest.removeFirst()) }
        return String(text)
    }

    private mutating func tag() -> Token {
        rest.removeFirst()
        let isClosing = rest.first == "/"
        if isClosing { rest.removeFirst() }
        let name = word { $0 != ">" && $0 != "/" && !$0.properties.isWhitespace }
        var attributes: [Attribute] = []
        while let next = rest.first, next != ">" {
            if next.properties.isWhitespace || next == "/" {
                rest.removeFirst()
                continue
            }
            attributes.append(attribute())
        }
        if !rest.isEmpty { rest.removeFirst() }
        return isClosing ? .close(name) : .open(name, attributes)
    }

    private mutating func attribute() -> Attribute {
        let name = word { $0 != "=" && $0 != ">" && $0 != "/" && !$0.properties.isWhitespace }
        guard rest.first == "=" else { return Attribute(name: name, value: "") }
        rest.removeFirst()
        guard let quote = rest.first, quote == "\"" || quote == "'" else {
            return Attribute(name: name, value: word { $0 != ">" && !$0.properties.isWhitespace })
        }
        rest.removeFirst()
        let value = word { $0 != quote }
        if !rest.isEmpty { rest.removeFirst() }
        return Attribute(name: name, value: value)
    }

    private mutating func word(while isPart: (Unicode.Scalar) -> Bool) -> String {
        var word = String.UnicodeScalarView()
        // An attribute's name may begin with what ends it, as a stray `=`.
        if let first = rest.first, !isPart(first), first == "=" { word.append(rest.removeFirst()) }
        while let next = rest.first, isPart(next) { word.append(rest.removeFirst()) }
        return String(word)
    }
}

extension [MarkupReader.Token] {
    /// The tags with the names of their attributes, without any value or text.
    var outline: [String] {
        compactMap { token in
            switch token {
            case .open(let name, let attributes):
                ([name] + attributes.map(\.name)).joined(separator: " ")
            case .close(let name): "/" + name
            case .text: nil
            }
        }
    }

    /// The values of all attributes of this name, with their tags.
    func values(of attribute: String) -> [(tag: String, value: String)] {
        flatMap { token -> [(tag: String, value: String)] in
            guard case .open(let name, let attributes) = token else { return [] }
            return attributes.filter { $0.name == attribute }.map { (name, $0.value) }
        }
    }

    /// All tags of this name that open.
    func opened(_ tag: String) -> [[String: String]] {
        compactMap { token in
            guard case .open(tag, let attributes) = token else { return nil }
            return Dictionary(attributes.map { ($0.name, $0.value) }) { first, _ in first }
        }
    }
}
