/// One promise with a number: what was measured, and what it must be.
struct Bar: Sendable {
    enum Sense: String, Sendable {
        case atLeast = ">="
        case atMost = "<="
    }

    let name: String
    let value: Double
    let unit: String
    let sense: Sense
    let limit: Double

    var isMet: Bool {
        switch sense {
        case .atLeast: value >= limit
        case .atMost: value <= limit
        }
    }

    /// `bar NAME VALUE UNIT >= LIMIT met`, or `short`.
    func show() {
        let verdict = isMet ? "met" : "short"
        print(
            "bar \(name) \(decimal(value)) \(unit) \(sense.rawValue) \(decimal(limit)) \(verdict)"
        )
    }
}

/// A number with as many places as are worth reading.
func decimal(_ value: Double) -> String {
    if value >= 1_000 || value == value.rounded() { return String(Int(value.rounded())) }
    let places: Double = value >= 10 ? 10 : 1_000
    return String((value * places).rounded() / places)
}

/// Prints rows under their titles, every column as wide as its widest cell.
func showTable(_ titles: [String], _ rows: [[String]]) {
    let widths = titles.indices.map { column in
        max(titles[column].count, rows.map { $0[column].count }.max() ?? 0)
    }
    for row in [titles] + rows {
        let cells = row.enumerated().map { column, cell in
            let space = String(repeating: " ", count: widths[column] - cell.count)
            return column == 0 ? cell + space : space + cell
        }
        print(cells.joined(separator: "  "))
    }
}
