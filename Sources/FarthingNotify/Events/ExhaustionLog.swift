package import FarthingCore

/// Which accounts are known to refuse, so that the first refusal of each is told and no other.
///
/// What it has decided about an entry it says again when the entry is read again.
package struct ExhaustionLog: Hashable, Sendable {
    /// Accounts remembered; one that is forgotten early is told of once more.
    private static let accountsMax = 4_096
    /// Refusals remembered as first ones, for whoever reads them again.
    private static let announcedMax = 4_096

    /// The first entry that was not looked at.
    package private(set) var next: Int64
    /// The accounts that refuse, with the entry that said so first.
    private var accounts: [AccountKey: Int64] = [:]
    /// Entries of first refusals, in their order.
    private var announced: [Int64] = []

    /// - Parameter next: the first entry that will be looked at.
    package init(next: Int64) { self.next = next }

    /// Whether a refusal of an account over its limit, at an entry, is the first one.
    mutating func isFirst(_ account: AccountKey, at sequence: Int64) -> Bool {
        guard sequence >= next else { return isAnnounced(sequence) }
        guard accounts[account] == nil else { return false }
        if accounts.count >= Self.accountsMax { forgetOldest() }
        accounts[account] = sequence
        announced.append(sequence)
        if announced.count > Self.announcedMax { announced.removeFirst(Self.announcedMax / 4) }
        return true
    }

    /// Notes that accounts have got more room; a nil scope means all of the budget.
    mutating func gaveRoom(budget: String, scope: String?, at sequence: Int64) {
        guard sequence >= next, !accounts.isEmpty else { return }
        accounts = accounts.filter { key, _ in
            key.budget != budget || scope != nil && key.scope != scope
        }
    }

    /// Notes that everything before an entry was looked at.
    package mutating func advance(to sequence: Int64) { next = max(next, sequence) }

    private func isAnnounced(_ sequence: Int64) -> Bool {
        var low = 0
        var high = announced.count
        while low < high {
            let middle = (low + high) / 2
            if announced[middle] < sequence { low = middle + 1 } else { high = middle }
        }
        return low < announced.count && announced[low] == sequence
    }

    /// Forgets a quarter at once, so that this is rare.
    private mutating func forgetOldest() {
        let oldest = accounts.sorted { $0.value < $1.value }.prefix(Self.accountsMax / 4)
        for (key, _) in oldest { accounts[key] = nil }
    }
}

extension ExhaustionLog {
    /// Appends the log as an object.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("accounts")
        json.beginArray()
        for (account, sequence) in accounts.sorted(by: { $0.value < $1.value }) {
            json.beginArray()
            account.write(to: &json)
            json.int(sequence)
            json.endArray()
        }
        json.endArray()
        json.key("announced")
        json.beginArray()
        for sequence in announced { json.int(sequence) }
        json.endArray()
        json.key("next")
        json.int(next)
        json.endObject()
    }

    /// Reads what ``write(to:)`` writes; nil for anything else.
    package init?(_ node: JSONNode) {
        guard let next = node.member("next")?.int64, let accounts = node.member("accounts"),
            let announced = node.member("announced")
        else { return nil }
        self.init(next: next)
        for pair in accounts.elements {
            let parts = pair.elements.map { $0 }
            guard parts.count == 2, let key = AccountKey(parts[0]), let at = parts[1].int64 else {
                return nil
            }
            self.accounts[key] = at
        }
        self.announced = announced.elements.compactMap(\.int64).sorted()
    }
}
