import FarthingCore

/// The parameters of a request's query, each read with its bounds; what nobody has read is refused.
package struct QueryMembers {
    private let query: [(name: String, value: String)]
    private var known: Set<String> = []
    private var faults: [ConsoleError.Fault] = []

    package init(_ request: ConsoleRequest) { query = request.query }

    /// Notes what is wrong with a parameter.
    package mutating func fault(_ name: String, _ detail: String) {
        faults.append(ConsoleError.Fault(name, detail))
    }

    /// A text of so many bytes; nil where it is not there.
    package mutating func text(_ name: String, _ lengths: ClosedRange<Int> = 1...256) -> String? {
        known.insert(name)
        let values = query.filter { $0.name == name }
        guard let value = values.first?.value else { return nil }
        guard values.count == 1, lengths.contains(value.utf8.count) else {
            faults.append(
                .init(
                    name,
                    "must be given once, with \(lengths.lowerBound) to \(lengths.upperBound) bytes"
                )
            )
            return nil
        }
        return value
    }

    /// A whole number; nil where it is not there.
    package mutating func integer(_ name: String, _ bounds: ClosedRange<Int64>) -> Int64? {
        guard let text = text(name, 0...20) else { return nil }
        guard let number = Int64(text), bounds.contains(number) else {
            faults.append(
                .init(
                    name,
                    "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
                )
            )
            return nil
        }
        return number
    }

    /// One of several words; nil where it is not there.
    package mutating func word<Word: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let text = text(name, 0...64) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            faults.append(.init(name, "must be one of \(words)"))
            return nil
        }
        return word
    }

    /// A text of 1 to so many characters, none of them a control character; nil where it is not there.
    package mutating func name(_ name: String, lengthMax: Int = 100) -> String? {
        // A character of UTF-8 has four bytes at most.
        guard let text = text(name, 0...4 * lengthMax) else { return nil }
        guard (1...lengthMax).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            fault(name, "must have 1 to \(lengthMax) characters, and no control characters")
            return nil
        }
        return text
    }

    /// The words of whoever removes something: `note`, up to 256 characters; empty where there are none.
    package mutating func note() -> String {
        guard let text = text("note", 0...1_024) else { return "" }
        guard text.unicodeScalars.count <= 256,
            text.unicodeScalars.allSatisfy({ scalar in
                scalar.value >= 0x20 && scalar.value != 0x7F || scalar == "\n" || scalar == "\t"
            })
        else {
            fault("note", "must have at most 256 characters, and no control characters")
            return ""
        }
        return text
    }

    /// Where a page of a list begins, and how long it is.
    package mutating func page() -> ListPage {
        let limit = integer("limit", 1...Int64(ListPage.limitMax)) ?? Int64(ListPage.limitUsual)
        var after: String?
        if let cursor = text("cursor", 1...1_024) {
            after = ListPage.after(cursor)
            if after == nil { faults.append(.init("cursor", "is none that this list has given")) }
        }
        return ListPage(after: after, limit: Int(limit))
    }

    /// For a cursor that can be read, and is of another list.
    package static var unknownCursor: ConsoleError {
        var error = ConsoleError(422, "invalid", "The cursor is none that this list has given.")
        error.faults = [ConsoleError.Fault("cursor", "is none that this list has given")]
        return error
    }

    /// Refuses what was wrong, and parameters that nobody has read.
    ///
    /// - Throws: ``ConsoleError`` 422 with every fault.
    package func check() throws {
        var all = faults
        for (name, _) in query where !known.contains(name) {
            all.append(.init(name, "is no parameter of this request"))
        }
        if all.isEmpty { return }
        var error = ConsoleError(
            422,
            "invalid",
            "The query is wrong: "
                + all.prefix(3).map { "\($0.place) \($0.detail)" }
                .joined(separator: "; ") + "."
        )
        error.faults = all
        throw error
    }
}
