package import FarthingCore

/// Something that happened, made from one entry of the journal; never with a prompt or a secret.
package struct Event: Hashable, Sendable {
    /// Where it stands in the journal.
    package var place: EventPlace
    package var type: EventType
    package var atMs: Int64
    /// The budget that it is about; nil for an event of none.
    package var budget: String?
    /// The account's values of the budget's `per` dimensions; nil for all accounts of the budget.
    package var scope: String?
    /// The unit of the amounts; nil where there are none.
    package var unit: BudgetUnit?
    /// The limit with its top-ups.
    package var limit: Int64?
    package var spent: Int64?
    package var held: Int64?
    /// What a refused call needed.
    package var needed: Int64?
    /// What was added, or what an approval is for.
    package var amount: Int64?
    /// The share that was passed, in basis points.
    package var shareBasisPoints: Int64?
    /// When the account's window ends; nil where it does not.
    package var windowEndsMs: Int64?
    /// What an operator wrote.
    package var note = ""
    /// Who asked: a key's id, never the key.
    package var principal: String?
    /// The group of approvers that is asked; nil for all else than approvals.
    package var group: String?
    /// What else is known, in words that are fixed for each type.
    package var details: [Detail] = []
    /// In which people are told.
    package var language = Language.english

    /// One more member of an event.
    package struct Detail: Hashable, Sendable {
        package var name: String
        package var value: Value

        package enum Value: Hashable, Sendable {
            case text(String)
            case number(Int64)
            case texts([String])
        }
    }

    package init(_ type: EventType, place: EventPlace, atMs: Int64) {
        self.type = type
        self.place = place
        self.atMs = atMs
    }

    mutating func add(_ name: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        details.append(Detail(name: name, value: .text(text)))
    }

    /// Adds what a call goes to, as far as the call names it: entries say `none` for the rest.
    mutating func add(_ context: CallContext) {
        let named = [("provider", context.provider), ("model", context.modelRequested)]
        for (name, text) in named where text != "none" { add(name, text) }
    }

    mutating func add(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        details.append(Detail(name: name, value: .texts(texts)))
    }

    /// Sets a member to a time, as RFC 3339 has it.
    mutating func set(_ name: String, timeMs: Int64) {
        var bytes: [UInt8] = []
        appendTimestamp(timeMs, to: &bytes)
        details.removeAll { $0.name == name }
        add(name, String(decoding: bytes, as: UTF8.self))
    }

    mutating func add(_ name: String, _ number: Int64) {
        details.append(Detail(name: name, value: .number(number)))
    }

    mutating func set(_ account: AccountKey) {
        budget = account.budget
        scope = account.scope
    }
}
