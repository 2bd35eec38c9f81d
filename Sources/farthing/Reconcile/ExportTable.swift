/// A CSV file with a header line; tab-separated ones are understood too. docs/reconcile.md has the columns.
struct ExportTable {
    let file: ExportFile

    private enum Column: String, CaseIterable {
        case start, end, provider, model, requests, cost, currency, project
        case inputTokens = "input_tokens"
        case outputTokens = "output_tokens"
        case lineItem = "line_item"

        /// Our name, or the name that a provider's own export has for it.
        init?(named name: String) {
            switch name {
            case "start_time", "starting_at": self = .start
            case "end_time", "ending_at": self = .end
            case "num_model_requests": self = .requests
            case "amount_value": self = .cost
            case "amount_currency": self = .currency
            case "project_id", "workspace_id": self = .project
            default: self.init(rawValue: name)
            }
        }
    }

    func read(_ bytes: [UInt8]) throws(Failure) -> [ExportSource] {
        var rows = try CSVRows(bytes, file)
        guard let header = try rows.next() else { throw file.fault(1, "there is no header") }
        let (columns, usual) = try columns(header.cells)
        var sources: [String: ExportSource] = [:]
        while let row = try rows.next() {
            if row.cells.allSatisfy(\.isEmpty) { continue }
            guard row.cells.count == header.cells.count else {
                throw file.fault(
                    row.line,
                    "\(row.cells.count) cells where the header has \(header.cells.count)"
                )
            }
            let line = Line(file: file, columns: columns, cells: row.cells, number: row.line)
            if let project = file.project, try line.project() != project { continue }
            let window = try line.window()
            let provider = (line.text(.provider) ?? usual)?.lowercased()
            guard let provider else {
                throw file.fault(
                    row.line,
                    "provider: the file does not say whose it is; add the column or --provider"
                )
            }
            var source =
                sources[provider] ?? ExportSource(file: file.name, provider: provider)
            let model = line.text(.model) ?? LineItem.model(line.text(.lineItem))
            try file.add(
                try line.figures(),
                model: model,
                in: window,
                to: &source,
                line: row.line
            )
            sources[provider] = source
        }
        guard !sources.isEmpty else { throw file.fault(nil, "there is a header and no line") }
        return sources.values.sorted { $0.provider < $1.provider }
    }

    /// Where each column stands, and the provider that lines without one are of.
    private func columns(
        _ header: [String]
    ) throws(Failure) -> (places: [Column: Int], provider: String?) {
        var columns: [Column: Int] = [:]
        for (index, cell) in header.enumerated() {
            guard let column = Column(named: cell.lowercased()) else { continue }
            guard columns.updateValue(index, forKey: column) == nil else {
                throw file.fault(1, "\(Shown.safe(cell)): there are two columns for this")
            }
        }
        for column in [Column.start, .end] where columns[column] == nil {
            throw file.fault(1, "\(column.rawValue): the header lacks this column")
        }
        let figures: [Column] = [.requests, .inputTokens, .outputTokens, .cost]
        guard figures.contains(where: { columns[$0] != nil }) else {
            throw file.fault(
                1,
                "cost, input_tokens, output_tokens or requests: the header has none of them"
            )
        }
        let isOpenAI = header.contains("num_model_requests") || header.contains("amount_value")
        return (columns, file.provider ?? (isOpenAI ? "openai" : nil))
    }

    private struct Line {
        let file: ExportFile
        let columns: [Column: Int]
        let cells: [String]
        let number: Int

        func text(_ column: Column) -> String? {
            guard let index = columns[column], !cells[index].isEmpty else { return nil }
            return cells[index]
        }

        func project() throws(Failure) -> String? {
            guard columns[.project] != nil else {
                throw file.fault(1, "project: --project needs this column")
            }
            return text(.project)
        }

        func window() throws(Failure) -> UsageWindow {
            let window = UsageWindow(startMs: try time(.start), endMs: try time(.end))
            guard window.startMs < window.endMs else {
                throw file.fault(number, "end: not after the start")
            }
            return window
        }

        func figures() throws(Failure) -> ExportFigures {
            var figures = ExportFigures(
                requests: try count(.requests),
                inputTokens: try count(.inputTokens),
                outputTokens: try count(.outputTokens)
            )
            guard let text = text(.cost) else { return figures }
            guard let cost = ExactAmount.parse(text) else {
                throw file.fault(number, "cost: a decimal number is wanted")
            }
            guard self.text(.currency).map({ $0.lowercased() == "usd" }) ?? true else {
                throw file.fault(
                    number,
                    "currency: only USD can be compared with the journal"
                )
            }
            figures.cost = cost
            return figures
        }

        private func time(_ column: Column) throws(Failure) -> Int64 {
            if let ms = text(column).flatMap(ExportTime.ms) { return ms }
            throw file.fault(
                number,
                "\(column.rawValue): a date, a time in RFC 3339 or seconds since 1970 is wanted"
            )
        }

        private func count(_ column: Column) throws(Failure) -> Int64? {
            guard let text = text(column) else { return nil }
            guard let count = Int64(text), (0...ExportFigures.countMax).contains(count) else {
                throw file.fault(
                    number,
                    "\(column.rawValue): a whole number from 0 to \(ExportFigures.countMax) is wanted"
                )
            }
            return count
        }
    }
}
