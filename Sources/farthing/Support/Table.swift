/// A table of text whose columns line up.
struct Table {
    struct Column {
        var title: String
        var isNumber: Bool

        static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
        static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row; text of strangers is made safe for terminals.
    mutating func add(_ row: [String]) { rows.append(row.map(Shown.safe)) }

    /// The lines, titles first.
    var lines: [String] {
        let titles = columns.map(\.title)
        let widths = columns.indices.map { index in
            ([titles] + rows).map { $0[index].unicodeScalars.count }.max() ?? 0
        }
        return ([titles] + rows).map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[index] - cell.unicodeScalars.count)
                line += columns[index].isNumber ? space + cell : cell + space
                if index < row.count - 1 { line += "  " }
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }

    func print() { lines.forEach(Console.line) }
}
