import FarthingCore

/// A form of export that has a line for some entries.
protocol RowForm {
    /// Appends what stands before the first line; a name for the ledger that it may mention.
    mutating func begin(ledger: String, to output: inout [UInt8])

    /// Appends an entry's lines, none for most.
    mutating func append(
        _ entry: Entry,
        _ sequence: Int64,
        _ line: ArraySlice<UInt8>,
        isWanted: Bool,
        to output: inout [UInt8]
    ) throws

    /// Throws where what was asked for is not in the journal.
    func finish() throws(Failure)
}

extension RowForm {
    func finish() throws(Failure) {}
}

/// An object for each entry about calls, approvals and accounts, as docs/formats/entries.md says,
/// with its number and hash in front.
struct JSONLines: RowForm {
    mutating func begin(ledger: String, to output: inout [UInt8]) {}

    mutating func append(
        _ entry: Entry,
        _ sequence: Int64,
        _ line: ArraySlice<UInt8>,
        isWanted: Bool,
        to output: inout [UInt8]
    ) throws {
        guard isWanted, entry.body.isTold, let decision = EntryText.decision(line),
            let hash = EntryText.hash(line)
        else { return }
        output += #"{"entry":"#.utf8
        appendDecimal(sequence, to: &output)
        output += #","entryHash":""#.utf8
        output += hash
        output += #"","#.utf8
        output += decision.dropFirst()
        output.append(UInt8(ascii: "\n"))
    }
}

extension Entry.Body {
    /// Whether it tells of a call, an approval or an account.
    fileprivate var isTold: Bool {
        switch self {
        case .hold, .charge, .refusal, .refusals, .dispatch, .extend, .settle, .release, .expire,
            .topUp, .refund, .warning, .approvalAsk, .approvalVote, .approvalGrant,
            .approvalExpire, .approvalWithdraw:
            true
        default: false
        }
    }
}

/// A form with a row for each end of a call and each change of what was spent.
struct CallForm: RowForm {
    /// What a row says; see ``CallCSV`` and ``FocusCSV``.
    enum Columns { case csv, focus }

    private var rows: CallRows
    private let columns: Columns
    private var text = CSVText()
    private var focus = FocusCSV(ledger: "")

    init(_ columns: Columns, _ rows: CallRows) {
        self.columns = columns
        self.rows = rows
    }

    mutating func begin(ledger: String, to output: inout [UInt8]) {
        focus = FocusCSV(ledger: ledger)
        let names = columns == .csv ? CallCSV.columns : FocusCSV.columns
        for name in names { text.plain(name.utf8) }
        text.endRow()
        take(to: &output)
    }

    mutating func append(
        _ entry: Entry,
        _ sequence: Int64,
        _ line: ArraySlice<UInt8>,
        isWanted: Bool,
        to output: inout [UInt8]
    ) throws {
        guard let row = try rows.row(entry, sequence, line), isWanted else { return }
        switch columns {
        case .csv: CallCSV.append(row, to: &text)
        case .focus: focus.append(row, to: &text)
        }
        take(to: &output)
    }

    func finish() throws(Failure) { try rows.finish() }

    private mutating func take(to output: inout [UInt8]) {
        output += text.bytes
        text.removeAll()
    }
}
