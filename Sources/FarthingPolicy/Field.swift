import FarthingCore

/// One value of a policy file and its path; what is wrong with it is reported, and read as nil.
struct Field {
    let node: PolicyNode
    let path: String
    let context: ReadContext

    init(_ node: PolicyNode, path: String, _ context: ReadContext) {
        self.node = node
        self.path = path
        self.context = context
        context.remember(node.place, of: path)
    }

    /// Notes something wrong here.
    func report(_ message: String) {
        context.report(node.place, path, message)
    }

    /// The path of a key inside this value; what no path could hold is cut.
    func path(of key: String) -> String {
        path.isEmpty ? shown(key) : path + "." + shown(key)
    }

    /// The text, not empty.
    func text(_ expected: String) -> String? {
        guard case .scalar(let text) = node.content else {
            report("expected \(expected), found \(node.kind)")
            return nil
        }
        guard !text.isEmpty else {
            report("expected \(expected), found an empty text")
            return nil
        }
        return text
    }

    /// One of a few words.
    func choice<Value>(_ what: String, _ words: KeyValuePairs<String, Value>) -> Value? {
        let names = words.map(\.key)
        guard let text = text(choices(names)) else { return nil }
        if let found = words.first(where: { $0.key == text }) { return found.value }
        report("unknown \(what) \(quoted(text))\(hint(for: text, among: names))")
        return nil
    }

    /// Whether there are warnings by default: `on` or `off`.
    func warnings() -> Bool? {
        choice("answer", ["off": false, "on": true])
    }

    /// A whole number.
    func count(_ expected: String) -> Int64? {
        guard let text = text(expected) else { return nil }
        do throws(Amount.Fault) {
            return try Amount.count(text)
        } catch {
            report("\(error.message); write \(expected)")
            return nil
        }
    }

    /// The elements of a list.
    func elements(_ expected: String) -> [Field]? {
        guard case .list(let nodes) = node.content else {
            report("expected \(expected), found \(node.kind)")
            return nil
        }
        return nodes.enumerated().map { Field($0.element, path: "\(path)[\($0.offset)]", context) }
    }

    /// What can be read of this list's elements.
    func read<Value>(_ elements: [Field], _ readOne: (Field) -> Value?) -> [Value] {
        let values = elements.map(readOne)
        context.remember(read: values.indices.filter { values[$0] != nil }, of: path)
        return values.compactMap(\.self)
    }

    /// The members of a map, each key once.
    func members(_ expected: String) -> [PolicyNode.Member]? {
        guard case .map(let members) = node.content else {
            report("expected \(expected), found \(node.kind)")
            return nil
        }
        var seen: Set<String> = []
        return members.filter { member in
            guard !seen.insert(member.key).inserted else { return true }
            context.report(member.place, path(of: member.key), repeatedKey(member.key))
            return false
        }
    }

    /// `enforce` or `shadow`, as whether it is enforced.
    func mode() -> Bool? {
        choice("mode", ["enforce": true, "shadow": false])
    }

    /// A dimension by its name.
    func dimension() -> Dimension? {
        guard let name = text("the name of a dimension") else { return nil }
        return dimension(named: name, node.place, path)
    }

    /// A dimension by its name, which stands somewhere else than the value.
    func dimension(
        named name: String,
        _ place: PolicyNode.Place,
        _ path: String,
        besides others: [String] = []
    ) -> Dimension? {
        if let dimension = Dimension(name: name) { return dimension }
        let names = others + Dimension.named.map(\.name)
        if name.hasPrefix("tag:") {
            context.report(place, path, "a tag has a name; write tag:NAME")
            return nil
        }
        let hint = FarthingPolicy.hint(for: name, among: names + ["tag:NAME"])
        let what = others.isEmpty ? "dimension" : "condition"
        context.report(place, path, "unknown \(what) \(quoted(name))\(hint)")
        return nil
    }

    /// A pattern for a dimension's value.
    func glob() -> Glob? {
        guard let text = text("a value or a pattern with * and ?") else { return nil }
        if let glob = Glob(text) { return glob }
        report("the pattern is longer than \(Glob.bytesMax) bytes")
        return nil
    }

    /// A length of time.
    func durationMs() -> Int64? {
        guard let text = text("a length of time like 30s") else { return nil }
        if let ms = FarthingPolicy.durationMs(text) { return ms }
        report("\(quoted(text)) is no length of time; write one like 30s, 15m, 24h or 7d")
        return nil
    }
}
