extension Book {
    /// 3: approvals, and holds drawn from others. Another version is passed over and made anew.
    private static let snapshotVersion: Int64 = 3

    /// The whole book as canonical JSON, from which ``init(snapshot:)`` goes on; between batches only.
    ///
    /// An internal format that is read by the version that wrote it or a later one; the journal, not
    /// this, is the truth.
    package func snapshot() -> [UInt8] {
        var json = JSONWriter(capacity: 4_096 + accounts.count * 160)
        let order = snapshotOrder()
        var renumbered: [Int: Int] = [:]
        for (position, slot) in order.enumerated() { renumbered[slot] = position }
        json.beginObject()
        json.key("accounts")
        json.beginArray()
        for slot in order { accounts[slot].write(to: &json) }
        json.endArray()
        json.key("approvals")
        approvals.write(to: &json)
        json.key("budgets")
        json.beginArray()
        for state in budgets { state.write(to: &json) }
        json.endArray()
        json.key("changeKeys")
        json.beginArray()
        for kept in changeKeys.kept {
            json.string(kept.key)
            json.int(kept.change.sequence)
            json.string(kept.change.content)
        }
        json.endArray()
        json.ints("closing", closing.map { Int64(renumbered[$0] ?? 0) })
        json.key("holds")
        json.beginArray()
        for open in holds.filter(\.isOpen).sorted(by: { $0.sequence < $1.sequence }) {
            open.write(accounts: renumbered, to: &json)
        }
        json.endArray()
        json.key("lastMs")
        json.int(lastMs)
        json.key("nextSequence")
        json.int(nextSequence)
        if let policy {
            json.key("policy")
            policy.write(to: &json)
        }
        json.key("refusals")
        refusals.write(to: &json)
        json.key("touched")
        json.int(touched.count)
        json.key("version")
        json.int(Self.snapshotVersion)
        json.endObject()
        return json.bytes
    }

    /// The accounts in use: those of the next balance first, in its order.
    private func snapshotOrder() -> [Int] {
        // By place, not by name: a hundred thousand names take long to sort.
        let open = budgets.flatMap { $0.open.values.sorted() }
        var seen = Set(touched)
        var order = touched
        for slot in open + closing where seen.insert(slot).inserted { order.append(slot) }
        return order
    }

    /// Goes on from a ``snapshot()``; nil when the bytes are not one of this version.
    package init?(snapshot bytes: [UInt8]) {
        var limits = JSONLimits.standard
        limits.bytesMax = 1 << 30
        limits.nodesMax = 100_000_000
        guard let root = try? JSONDocument(bytes, limits: limits).root,
            root.member("version")?.int64 == Self.snapshotVersion,
            let lastMs = root.member("lastMs")?.int64,
            let nextSequence = root.member("nextSequence")?.int64,
            let touchedCount = root.member("touched")?.int64
        else { return nil }
        self.init()
        self.lastMs = lastMs
        self.nextSequence = nextSequence
        policy = root.member("policy").flatMap { PolicyMark($0) }
        for item in root.member("budgets")?.elements.map({ $0 }) ?? [] {
            guard let state = BudgetState(item) else { return nil }
            budgetIndex[state.definition.id] = budgets.count
            budgets.append(state)
        }
        for item in root.member("accounts")?.elements.map({ $0 }) ?? [] {
            guard let account = Account(item, budgets: budgets) else { return nil }
            accounts.append(account)
        }
        closing = (Entry.ints(root, "closing") ?? []).map { Int($0) }
        touched = Array(0..<Int(touchedCount))
        guard closing.allSatisfy(accounts.indices.contains),
            touched.allSatisfy(accounts.indices.contains)
        else { return nil }
        let closed = Set(closing)
        for slot in accounts.indices where !closed.contains(slot) {
            budgets[accounts[slot].budget].open[accounts[slot].key.scope] = slot
            accounts[slot].isOpen = true
        }
        guard readHolds(root), let log = root.member("refusals").flatMap({ RefusalLog($0) }),
            let desk = root.member("approvals").flatMap({ ApprovalDesk($0) })
        else { return nil }
        refusals = log
        approvals = desk
        guard readChangeKeys(root) else { return nil }
    }

    private mutating func readChangeKeys(_ root: JSONNode) -> Bool {
        let items = root.member("changeKeys")?.elements.map { $0 } ?? []
        guard items.count.isMultiple(of: 3) else { return false }
        for start in stride(from: 0, to: items.count, by: 3) {
            guard let key = items[start].string, let sequence = items[start + 1].int64,
                let content = items[start + 2].string
            else { return false }
            changeKeys.note(key, ChangeKeys.Change(sequence: sequence, content: content))
        }
        return true
    }

    private mutating func readHolds(_ root: JSONNode) -> Bool {
        for item in root.member("holds")?.elements.map({ $0 }) ?? [] {
            guard let open = OpenHold(item),
                open.lines.allSatisfy({ accounts.indices.contains($0.account) })
            else { return false }
            _ = add(open)
            if let key = open.key { keys[key.name] = open.id }
        }
        return true
    }
}
