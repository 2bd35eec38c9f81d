package import FarthingCore

extension Event {
    /// The event's id, the same each time that it is told: the ledger's id and the event's place.
    package func id(ledger: String) -> String { "\(ledger)-\(place.text)" }

    /// Appends the event as one object: `type`, `id`, `timestamp` and `data`.
    ///
    /// - Parameter ledger: the ledger's id.
    package func write(ledger: String, to json: inout JSONWriter) {
        json.beginObject()
        json.key("type")
        json.string(type.rawValue)
        json.key("id")
        json.string(id(ledger: ledger))
        json.key("timestamp")
        Self.write(timeMs: atMs, to: &json)
        json.key("data")
        writeData(to: &json)
        json.endObject()
    }

    /// The event as one line of JSON.
    package func json(ledger: String) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        write(ledger: ledger, to: &json)
        return json.bytes
    }

    private func writeData(to json: inout JSONWriter) {
        json.beginObject()
        json.key("text")
        json.string(text)
        json.key("receipt")
        json.int(place.sequence)
        if let budget {
            json.key("budget")
            json.string(budget)
        }
        if let scope {
            json.key("scope")
            json.string(scope)
        }
        if let unit {
            json.key("unit")
            json.string(unit.name)
        }
        let numbers: [(StaticString, Int64?)] = [
            ("limit", limit), ("spent", spent), ("held", held), ("needed", needed),
            ("amount", amount), ("share_basis_points", shareBasisPoints),
        ]
        for (name, number) in numbers {
            guard let number else { continue }
            json.key(name)
            json.int(number)
        }
        if let windowEndsMs {
            json.key("window_ends")
            Self.write(timeMs: windowEndsMs, to: &json)
        }
        if !note.isEmpty {
            json.key("note")
            json.string(note)
        }
        if let principal {
            json.key("principal")
            json.string(principal)
        }
        if let group {
            json.key("group")
            json.string(group)
        }
        for detail in details { detail.write(to: &json) }
        json.endObject()
    }

    private static func write(timeMs: Int64, to json: inout JSONWriter) {
        json.string { appendTimestamp(timeMs, to: &$0) }
    }
}

extension Event.Detail {
    fileprivate func write(to json: inout JSONWriter) {
        json.key(text: name)
        switch value {
        case .text(let text): json.string(text)
        case .number(let number): json.int(number)
        case .texts(let texts):
            json.beginArray()
            for text in texts { json.string(text) }
            json.endArray()
        }
    }
}
