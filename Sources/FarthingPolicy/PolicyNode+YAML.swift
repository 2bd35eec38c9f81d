import Yams

extension PolicyNode {
    /// Reads a YAML text of one document.
    ///
    /// Anchors, aliases and tags are refused: a policy says what it means where it says it, and
    /// nothing in it grows beyond the size of the file.
    init(yaml text: String) throws(SyntaxFault) {
        if let offset = anchorOffset(in: text) {
            throw SyntaxFault(
                place: .offset(offset),
                message:
                    "\"&\" begins an anchor here, and policies have none; write the value out, "
                    + "or, inside text, put a space behind \"&\""
            )
        }
        if let offset = tooDeepOffset(in: text) {
            throw SyntaxFault(place: .offset(offset), message: "nested deeper than any policy")
        }
        let node: Node?
        do {
            // Without the resolver's rules every plain scalar stays the text that was written.
            node = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw SyntaxFault(error)
        } catch {
            throw SyntaxFault(place: .mark(line: 1, column: 1), message: "not valid YAML")
        }
        guard let node else {
            throw SyntaxFault(place: .mark(line: 1, column: 1), message: "the file is empty")
        }
        self = try PolicyNode(node, depth: 1)
    }

    private init(_ node: Node, depth: Int) throws(SyntaxFault) {
        place = Place(node.mark)
        guard depth <= PolicyNode.depthMax else {
            throw SyntaxFault(place: place, message: "nested deeper than any policy")
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain
            try refuseTag(scalar.tag, isPlain ? [""] : ["", "tag:yaml.org,2002:str"], place)
            let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            content = isNull ? .null : .scalar(scalar.string)
        case .sequence(let sequence):
            try refuseTag(sequence.tag, [""], place)
            var list: [PolicyNode] = []
            for element in sequence { list.append(try PolicyNode(element, depth: depth + 1)) }
            content = .list(list)
        case .mapping(let mapping):
            try refuseTag(mapping.tag, [""], place)
            var members: [Member] = []
            for (key, value) in mapping {
                let place = Place(key.mark)
                guard case .scalar(let name) = key else {
                    throw SyntaxFault(place: place, message: "a key is a word, not a list or map")
                }
                try refuseTag(name.tag, ["", "tag:yaml.org,2002:str"], place)
                let node = try PolicyNode(value, depth: depth + 1)
                members.append(Member(key: name.string, place: place, value: node))
            }
            content = .map(members)
        case .alias:
            throw SyntaxFault(place: place, message: "policies have no aliases; write it out")
        }
    }
}

extension PolicyNode.Place {
    fileprivate init(_ mark: Mark?) {
        self = .mark(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}

extension SyntaxFault {
    fileprivate init(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let about = context.map { " (\($0.text), line \($0.mark.line))" } ?? ""
            let advice = Self.advice(for: problem + about)
            self.init(place: .init(mark), message: "not valid YAML: \(problem)\(about)\(advice)")
        case .reader(let problem, let offset, _, _):
            self.init(place: .offset(offset ?? 0), message: "not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first ?? ""
            self.init(place: .init(context.mark), key: shown(key), message: repeatedKey(key))
        default:
            self.init(place: .mark(line: 1, column: 1), message: "not valid YAML")
        }
    }

    /// What helps where patterns and comparisons were written without quotes.
    private static func advice(for problem: String) -> String {
        if problem.contains("alias") { return "; put a pattern that begins with * in quotes" }
        if problem.contains("block scalar") {
            return "; put a comparison that begins with > in quotes"
        }
        return ""
    }
}

private func refuseTag(
    _ tag: Tag,
    _ allowed: [String],
    _ place: PolicyNode.Place
) throws(SyntaxFault) {
    guard !allowed.contains(tag.rawValue) else { return }
    throw SyntaxFault(place: place, message: "policies have no tags (\"!…\"); remove it")
}

/// Where an anchor could begin: an ampersand before a name's character and not behind a character
/// that can only be part of a word.
///
/// The YAML parser expands aliases before anybody can count them, and compares keys by their whole
/// content, so a small file could keep it busy for ever. Without anchors there are no aliases. The
/// test is wider than YAML's grammar: it also refuses `"&x"` in quotes, but never `R&D` or `R & D`.
private func anchorOffset(in text: String) -> Int? {
    var previous: UInt8 = 0
    var isAmpersand = false
    for (offset, byte) in text.utf8.enumerated() {
        if isAmpersand, isWordByte(byte) { return offset - 1 }
        isAmpersand = byte == UInt8(ascii: "&") && !isWordByte(previous)
        previous = byte
    }
    return nil
}

/// Where more brackets stand open than a policy ever has, those in text and comments included.
///
/// ``PolicyNode/depthMax`` is checked exactly later; this spares the YAML parser files that make it
/// slow.
private func tooDeepOffset(in text: String) -> Int? {
    var depth = 0
    for (offset, byte) in text.utf8.enumerated() {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
        default: break
        }
        if depth > 64 { return offset }
    }
    return nil
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
    default:
        false
    }
}
