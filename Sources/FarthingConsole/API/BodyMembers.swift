package import FarthingCore

/// The members of a request's body, each read with its bounds; what nobody has read is refused.
///
/// Faults are gathered, so that one answer tells all of them: read what there is, then call ``check()``.
package struct BodyMembers {
    private let root: JSONNode?
    private var known: Set<String> = []
    private var faults: [ConsoleError.Fault] = []

    /// - Throws: ``ConsoleError`` 400 where the body is not JSON, 415 where it says that it is something
    ///   else, 422 where it is no object. An empty body has no members.
    package init(_ request: ConsoleRequest) throws {
        guard !request.body.isEmpty else {
            root = nil
            return
        }
        let type = request.contentType
        guard type == "application/json" || type == "application/merge-patch+json" else {
            throw ConsoleError(
                415,
                "unsupported_media_type",
                "The body must be JSON, and content-type must say application/json."
            )
        }
        let root = try request.json()
        guard root.kind == .object else {
            throw ConsoleError(422, "invalid", "The body must be a JSON object.")
        }
        self.root = root
    }

    /// Whether a member is there, null included.
    package mutating func has(_ name: String) -> Bool { node(name) != nil }

    /// A member as it is; nil where it is not there.
    package mutating func node(_ name: String) -> JSONNode? {
        known.insert(name)
        return root?.members.first { $0.name == name }?.value
    }

    /// Notes what is wrong with a member.
    package mutating func fault(_ name: String, _ detail: String) {
        faults.append(ConsoleError.Fault("/" + name, detail))
    }

    /// A text of so many characters; nil where it is not there or null.
    package mutating func text(_ name: String, _ lengths: ClosedRange<Int>) -> String? {
        guard let node = node(name), node.kind != .null else { return nil }
        guard let text = node.string, lengths.contains(text.unicodeScalars.count),
            !text.unicodeScalars.contains(where: { scalar in
                scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || scalar.value == 0x7F
            })
        else {
            fault(
                name,
                "must be a string of \(lengths.lowerBound) to \(lengths.upperBound) characters "
                    + "without control characters"
            )
            return nil
        }
        return text
    }

    /// The same, and it must be there.
    package mutating func requiredText(_ name: String, _ lengths: ClosedRange<Int>) -> String {
        if !has(name) { fault(name, "must be given") }
        return text(name, lengths) ?? ""
    }

    /// A text of so many characters on one line; nil where it is not there or null.
    package mutating func line(_ name: String, _ lengths: ClosedRange<Int>) -> String? {
        guard let text = text(name, lengths) else { return nil }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else {
            fault(name, "must have no control characters")
            return nil
        }
        return text
    }

    /// The same for a name, which has 1 to 100 characters.
    package mutating func name(_ name: String) -> String? { line(name, 1...100) }

    /// Members that may be left out, but are never null.
    package mutating func refuseNull(_ names: String...) {
        for name in names where node(name)?.kind == .null { fault(name, "must not be null") }
    }

    /// A whole number; nil where it is not there or null.
    package mutating func integer(_ name: String, _ bounds: ClosedRange<Int64>) -> Int64? {
        guard let node = node(name), node.kind != .null else { return nil }
        guard let number = node.int64, bounds.contains(number) else {
            fault(
                name,
                "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            )
            return nil
        }
        return number
    }

    /// True or false; nil where it is not there or null.
    package mutating func bool(_ name: String) -> Bool? {
        guard let node = node(name), node.kind != .null else { return nil }
        guard let value = node.bool else {
            fault(name, "must be true or false")
            return nil
        }
        return value
    }

    /// One of several words; nil where it is not there or null.
    package mutating func word<Word: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let node = node(name), node.kind != .null else { return nil }
        guard let word = node.string.flatMap(Word.init(rawValue:)) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            fault(name, "must be one of \(words)")
            return nil
        }
        return word
    }

    /// A list of texts; nil where it is not there or null.
    package mutating func texts(
        _ name: String,
        _ lengths: ClosedRange<Int>,
        countMax: Int
    ) -> [String]? {
        guard let node = node(name), node.kind != .null else { return nil }
        let texts = node.kind == .array ? node.elements.compactMap(\.string) : []
        guard node.kind == .array, texts.count == node.count, texts.count <= countMax,
            texts.allSatisfy({ lengths.contains($0.unicodeScalars.count) })
        else {
            fault(
                name,
                "must be a list of at most \(countMax) strings of \(lengths.lowerBound) to "
                    + "\(lengths.upperBound) characters"
            )
            return nil
        }
        return texts
    }

    /// The words of whoever changes something: `note`, up to 256 characters; empty where there are none.
    package mutating func note() -> String { text("note", 0...256) ?? "" }

    /// Refuses what was wrong, and members that nobody has read.
    ///
    /// - Throws: ``ConsoleError`` 422 with every fault.
    package func check() throws {
        var all = faults
        for member in root?.members.map(\.name) ?? [] where !known.contains(member) {
            all.append(ConsoleError.Fault("/" + member, "is no member of this request"))
        }
        if all.isEmpty { return }
        var error = ConsoleError(
            422,
            "invalid",
            "The body is wrong: "
                + all.prefix(3).map { "\($0.place) \($0.detail)" }
                .joined(separator: "; ") + "."
        )
        error.faults = all
        throw error
    }
}

extension ConsoleRequest {
    /// Refuses a patch of nothing.
    ///
    /// - Throws: ``ConsoleError`` 422 where the body is missing or an empty object.
    package func refuseEmptyPatch() throws {
        if body.isEmpty || (try? json().count) == 0 {
            throw ConsoleError(422, "invalid", "The body names nothing that is to change.")
        }
    }
}
