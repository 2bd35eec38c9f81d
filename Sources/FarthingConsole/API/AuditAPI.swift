import FarthingCore

/// `/v1/audit`: who changed what.
package struct AuditAPI: Sendable {
    /// Pages of changes that are looked through for one page of those that are told, and how long they
    /// are.
    private static let readsMax = 20
    private static let readMax = 500
    /// What programs tell by the thousand is no change that anybody has made.
    private static let untold: Set<String> = [ActguardEvents.collection]

    /// What people set up, by the registry's names.
    private enum Collection: String, CaseIterable {
        case workspaces, agents, tools, rules, asks, budgets, policies, people, hooks, settings
        case accounts, keys, kills, alerts
    }

    private let desk: ConsoleDesk

    package init(desk: ConsoleDesk) { self.desk = desk }

    package var routes: [Route] { [Route("GET", "/v1/audit", .principal(.audit), list)] }

    private func list(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        let times = query.times()
        let by = query.name("by", lengthMax: 256)
        let collection = query.word("collection", Collection.self)
        let id = query.name("id", lengthMax: 256)
        if id != nil, collection == nil { query.fault("id", "is of a collection; name that") }
        try query.check()
        guard request.principal?.workspace == nil else {
            throw ConsoleError(
                403,
                "forbidden",
                "Changes are told of all workspaces; who has one sees the receipts of its calls."
            )
        }
        var question = EntryQuestion(
            fromMs: times.lowerBound,
            toMs: times.upperBound,
            terms: [(.change, "")],
            after: page.after,
            limit: Self.readMax
        )
        if let by { question.terms.append((.by, by)) }
        if let collection, let id {
            question.terms.append((.item, collection.rawValue + "/" + id))
        } else if let collection {
            question.terms.append((.collection, collection.rawValue))
        }
        var changes: [Change] = []
        var next: String?
        for _ in 0..<Self.readsMax {
            let found = try await desk.statistics.entries(question)
            next = found.next
            for row in found.rows {
                guard let change = Change(row), !Self.untold.contains(change.collection ?? "")
                else { continue }
                guard changes.count < page.limit else {
                    // There is at least this one more.
                    next = changes.last.map { String($0.sequence) }
                    break
                }
                changes.append(change)
            }
            guard let next, changes.count < page.limit else { break }
            question.after = next
        }
        for index in changes.indices {
            try await addBefore(&changes[index])
            try await addAuthor(&changes[index])
        }
        return .json { json in
            json.key("items")
            json.beginArray()
            for change in changes {
                json.beginObject()
                change.write(to: &json)
                json.endObject()
            }
            json.endArray()
            json.key("next")
            json.string(next.map { ListPage.cursor($0) })
        }
    }

    /// Finds what an item was before a change.
    private func addBefore(_ change: inout Change) async throws {
        guard let item = change.item, change.version ?? 1 > 1 else { return }
        let question = EntryQuestion(
            terms: [(.item, item)],
            after: String(change.sequence),
            limit: 1
        )
        guard let row = try await desk.statistics.entries(question).rows.first,
            let earlier = Change(row), earlier.item == item
        else { return }
        change.before = earlier.after
    }
}

extension AuditAPI {
    /// Entries of one commit that are looked at: commands have few beside them.
    private static let commitMax = 8

    /// Finds who has given a command whose entry does not say it: whoever made the change of the registry
    /// that stands before it in its commit.
    private func addAuthor(_ change: inout Change) async throws {
        guard change.author == nil, let budget = change.id else { return }
        let question = EntryQuestion(
            terms: [(.change, "")],
            after: String(change.sequence),
            limit: Self.commitMax
        )
        var commit: [Change] = []
        for row in try await desk.statistics.entries(question).rows {
            guard row.sequence == change.sequence - Int64(commit.count) - 1,
                row.atMs == change.atMs, let earlier = Change(row)
            else { break }
            commit.append(earlier)
        }
        var author = ChangeAuthor()
        for earlier in commit.reversed() {
            if let by = earlier.author, let collection = earlier.collection {
                let document = earlier.after.flatMap { try? JSONDocument($0) }
                author.take(
                    ChangeAuthor.budget(collection, earlier.id ?? "", document?.root),
                    by: by,
                    earlier.sequence,
                    atMs: earlier.atMs
                )
            } else {
                _ = author.author(of: earlier.id ?? "", earlier.sequence, atMs: earlier.atMs)
            }
        }
        change.author = author.author(of: budget, change.sequence, atMs: change.atMs)
    }
}

/// One change as the journal tells it.
private struct Change {
    let sequence: Int64
    let collection: String?
    let version: Int64?
    var before: [UInt8]?
    let after: [UInt8]?
    let atMs: Int64
    /// Who has made it; nil where its entry does not say it.
    var author: String?
    /// The item's, or the budget's.
    let id: String?
    private let kind: String
    private let note: String

    init?(_ row: EntryRow) {
        guard let node = ReceiptsAPI.decision(row.line) else { return nil }
        sequence = row.sequence
        atMs = row.atMs
        kind = row.kind
        let isItem = row.kind == "registry"
        collection = isItem ? node.member("collection")?.string : nil
        id = isItem ? node.member("id")?.string : Self.budget(node)
        version = isItem ? node.member("version")?.int64 : nil
        note = node.member("note")?.string ?? ""
        let voter = node.member("voter")?.string
        author = node.member("by")?.string ?? voter
        guard isItem, let document = node.member("document"), !document.isNull else {
            after = nil
            return
        }
        after = document.withView { [UInt8]($0.source) }
    }

    /// The budget that an entry is about, or whose account.
    private static func budget(_ node: JSONNode) -> String? {
        let budget = node.member("budget") ?? node.member("account")?.member("budget")
        return budget?.string ?? budget?.member("id")?.string
    }

    /// The item's place in the registry; nil for a change of something else.
    var item: String? {
        guard let collection, let id else { return nil }
        return collection + "/" + id
    }

    private var action: String {
        if kind != "registry" { return kind }
        if after == nil { return "remove" }
        return before == nil ? "create" : "edit"
    }

    func write(to json: inout JSONWriter) {
        json.key("action")
        json.string(action)
        json.key("after")
        if let after { json.raw(after) } else { json.null() }
        json.key("at_ms")
        json.int(atMs)
        json.key("before")
        if let before { json.raw(before) } else { json.null() }
        json.key("by")
        json.string(author ?? "server")
        json.key("collection")
        json.string(collection)
        json.key("id")
        json.string(id)
        json.key("note")
        json.string(note)
        json.key("sequence")
        json.int(sequence)
        json.key("version")
        json.int(version)
    }
}
