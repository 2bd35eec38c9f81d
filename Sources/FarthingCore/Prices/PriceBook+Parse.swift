// The text of a price book, line by line; fields are separated by tabs:
//
//     # a comment
//     farthing-prices 1
//     version genai-prices-0.2.3+litellm-1.109.1+1
//     sha256 <hex of all bytes after this line>
//     provider  id  kind  context  maxOutput  flags  names  @start  sheet  sheet  @start  sheet …
//
// `-` stands for nothing known. Names are separated by spaces: `=x` is an exact name, others are
// patterns. `@2026-08-21` opens an edition that holds from that day (UTC), `@` one from ever;
// `~00:30-16:30` after it says at what time of each day (UTC). Of the editions that hold at a time the
// last one counts. A sheet is `variant` or `variant>tokens`, then `bucket=rate` in dollars per million. Buckets left out:
// `audio-cached` and `image-cached` cost what `cached` costs, other input what `in` costs, output
// what `out` costs, and searches and calls nothing.
extension PriceBook {
    /// Reads the text of a book. Throws where any line is not of the form above; there is no partial
    /// book.
    package init(parsing bytes: [UInt8]) throws(PriceBookError) {
        var lines = Lines(bytes)
        try lines.expect("farthing-prices 1")
        let version = try lines.value(of: "version ")
        let hash = try lines.value(of: "sha256 ")
        var models: [[ModelPrice]] = []
        var providers: [String: Names] = [:]
        while let line = lines.next() {
            var fields = Fields(line, number: lines.number)
            let model = try ModelLine(&fields)
            try model.addNames(to: &providers[model.provider, default: Names()], at: models.count)
            models.append(try model.editions(&fields))
        }
        self.init(version: version, hash: hash, models: models, providers: providers)
    }
}

/// The lines of a book that are neither empty nor comments.
private struct Lines {
    private var rest: ArraySlice<UInt8>
    private(set) var number = 0

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func next() -> ArraySlice<UInt8>? {
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = rest[rest.startIndex..<end]
            rest = rest[min(end + 1, rest.endIndex)...]
            number += 1
            if let first = line.first, first != UInt8(ascii: "#") { return line }
        }
        return nil
    }

    mutating func value(of key: String) throws(PriceBookError) -> String {
        guard let line = next(), line.starts(with: key.utf8) else {
            throw PriceBookError(line: number, reason: "expected '\(key)…'")
        }
        return String(decoding: line.dropFirst(key.utf8.count), as: UTF8.self)
    }

    mutating func expect(_ text: String) throws(PriceBookError) {
        guard let line = next(), line.elementsEqual(text.utf8) else {
            throw PriceBookError(line: number, reason: "expected '\(text)'")
        }
    }
}

/// The tab-separated fields of one line.
private struct Fields {
    private var rest: ArraySlice<UInt8>?
    let number: Int

    init(_ line: ArraySlice<UInt8>, number: Int) {
        rest = line
        self.number = number
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let line = rest else { return nil }
        guard let end = line.firstIndex(of: UInt8(ascii: "\t")) else {
            rest = nil
            return line
        }
        rest = line[(end + 1)...]
        return line[line.startIndex..<end]
    }

    mutating func text(_ name: String) throws(PriceBookError) -> String {
        guard let field = next(), !field.isEmpty else { throw error("the \(name) is missing") }
        return String(decoding: field, as: UTF8.self)
    }

    mutating func count(_ name: String) throws(PriceBookError) -> Int64? {
        let text = try text(name)
        if text == "-" { return nil }
        guard let count = Int64(text), (1...Usage.bucketMax).contains(count) else {
            throw error("the \(name) '\(text)' is not a count")
        }
        return count
    }

    func error(_ reason: String) -> PriceBookError {
        PriceBookError(line: number, reason: reason)
    }
}

/// The part of a line that all its editions share.
private struct ModelLine {
    let provider: String
    let model: String
    let kind: ModelPrice.Kind
    let contextTokens: Int64?
    let maxOutputTokens: Int64?
    let hidesReasoning: Bool
    let supportsVision: Bool
    let source: ModelPrice.Source
    let names: ArraySlice<UInt8>
    let number: Int

    init(_ fields: inout Fields) throws(PriceBookError) {
        number = fields.number
        provider = try fields.text("provider")
        model = try fields.text("id")
        let kindName = try fields.text("kind")
        guard let kind = ModelPrice.Kind(rawValue: kindName) else {
            throw fields.error("the kind '\(kindName)' is unknown")
        }
        self.kind = kind
        contextTokens = try fields.count("context")
        maxOutputTokens = try fields.count("output maximum")
        let flags = try fields.text("flags").split(separator: ",")
        hidesReasoning = flags.contains("reasoning")
        supportsVision = flags.contains("vision")
        source = flags.contains("breadth") ? .second : .first
        guard let names = fields.next() else { throw fields.error("the names are missing") }
        self.names = names
    }

    /// Enters the names; the generator has already settled which model a name stands for, so one
    /// that stands twice is an error.
    func addNames(to known: inout PriceBook.Names, at index: Int) throws(PriceBookError) {
        for name in names.split(separator: UInt8(ascii: " ")) {
            if name.first == UInt8(ascii: "=") {
                let text = String(decoding: name.dropFirst(), as: UTF8.self)
                guard known.exact.updateValue(index, forKey: text) == nil else {
                    throw PriceBookError(line: number, reason: "the name '\(text)' stands twice")
                }
            } else if let pattern = ModelPattern(name) {
                known.patterns.append((pattern, index))
            } else {
                let text = String(decoding: name, as: UTF8.self)
                throw PriceBookError(line: number, reason: "the name '\(text)' has no known form")
            }
        }
    }

    func editions(_ fields: inout Fields) throws(PriceBookError) -> [ModelPrice] {
        var editions: [ModelPrice] = []
        var start: (ms: Int64, hours: DailyHours?)?
        var sheets: [RateSheet] = []
        func close() throws(PriceBookError) {
            guard let start else { return }
            guard !sheets.isEmpty, Self.isInOrder(editions.last, start) else {
                throw fields.error("an edition is empty or out of order")
            }
            editions.append(edition(startsAtMs: start.ms, hours: start.hours, sheets: sheets))
            sheets.removeAll(keepingCapacity: true)
        }
        while let field = fields.next() {
            if field.first == UInt8(ascii: "@") {
                try close()
                start = Self.start(field.dropFirst())
                if start == nil { throw fields.error("an edition has no valid day") }
            } else if start != nil, let sheet = RateSheet(parsing: field) {
                sheets.append(sheet)
            } else {
                let text = String(decoding: field, as: UTF8.self)
                throw fields.error("the rate sheet '\(text)' cannot be read")
            }
        }
        try close()
        guard !editions.isEmpty else { throw fields.error("the model has no edition") }
        return editions
    }

    /// Whether an edition may follow another: from a later day, or at some hours of the same time.
    private static func isInOrder(
        _ last: ModelPrice?,
        _ start: (ms: Int64, hours: DailyHours?)
    ) -> Bool {
        // The first edition holds at all hours, so that no time is without a price.
        guard let last else { return start.hours == nil }
        return last.startsAtMs < start.ms || last.startsAtMs == start.ms && start.hours != nil
    }

    private func edition(
        startsAtMs: Int64,
        hours: DailyHours?,
        sheets: [RateSheet]
    ) -> ModelPrice {
        ModelPrice(
            provider: provider,
            model: model,
            kind: kind,
            contextTokens: contextTokens,
            maxOutputTokens: maxOutputTokens,
            hidesReasoning: hidesReasoning,
            supportsVision: supportsVision,
            startsAtMs: startsAtMs,
            hours: hours,
            source: source,
            sheets: sheets
        )
    }

    /// The start of an edition such as `2026-08-21~00:30-16:30`.
    private static func start(_ text: ArraySlice<UInt8>) -> (ms: Int64, hours: DailyHours?)? {
        guard let mark = text.firstIndex(of: UInt8(ascii: "~")) else {
            return startMs(text).map { ($0, nil) }
        }
        guard let ms = startMs(text[..<mark]),
            let hours = DailyHours(parsing: text[(mark + 1)...])
        else { return nil }
        return (ms, hours)
    }

    /// The UTC start of a day such as `2026-08-21`; 0 for no day.
    private static func startMs(_ day: ArraySlice<UInt8>) -> Int64? {
        if day.isEmpty { return 0 }
        let parts = day.split(separator: UInt8(ascii: "-"))
            .compactMap { Int64(String(decoding: $0, as: UTF8.self)) }
        guard
            parts.count == 3, (1970...9999).contains(parts[0]), (1...12).contains(parts[1]),
            (1...31).contains(parts[2])
        else { return nil }
        let date = CivilDate(year: parts[0], month: parts[1], day: parts[2])
        return date.dayNumber * 86_400_000
    }
}
