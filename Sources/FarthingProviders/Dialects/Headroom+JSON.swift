package import FarthingCore

extension Headroom {
    /// Every member that is known, under the name that all dialects give it; amounts as numbers.
    private var members: [(name: StaticString, value: Value)] {
        let texts: [(StaticString, String?)] = [
            ("reason", reason), ("budget", budget), ("rule", rule), ("unit", unit),
            ("receipt", receipt),
            ("approval", approval), ("affordable_model", affordableModel),
        ]
        let numbers: [(StaticString, Int64?)] = [
            ("limit", limit), ("spent", spent), ("held", held), ("needed", needed),
            ("remaining", remaining), ("affordable_output_tokens", affordableOutputTokens),
            ("window_ends_ms", windowEndsMs),
        ]
        return texts.compactMap { name, text in text.map { (name, .text($0)) } }
            + numbers.compactMap { name, number in number.map { (name, .number($0)) } }
    }

    private enum Value {
        case text(String)
        case number(Int64)
    }

    /// Writes one object with what is known.
    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, value) in members {
            writer.key(name)
            switch value {
            case .text(let text): writer.string(text)
            case .number(let number): writer.int(number)
            }
        }
        writer.endObject()
    }

    /// What is known as texts, for places that hold nothing else.
    var texts: [(name: StaticString, text: String)] {
        members.map { name, value in
            switch value {
            case .text(let text): (name, text)
            case .number(let number): (name, String(number))
            }
        }
    }
}
