import FarthingCore

extension JSONWriter {
    /// Writes a whole number or, for nil, `null`.
    mutating func int(_ value: Int64?) {
        if let value { int(value) } else { null() }
    }

    /// Writes a list of texts.
    mutating func texts(_ values: [String]) {
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
