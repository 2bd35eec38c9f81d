import FarthingCore
import Synchronization

/// What actguard's clients tell of their runs: counted, and kept in the journal without what people
/// wrote.
///
/// A batch is one item of the registry for each key, which the next one replaces: the journal has them
/// all, and the registry does not grow.
final class ActguardEvents: Sendable {
    /// The collection of the registry.
    static let collection = "clientevents"
    /// The most events of one batch.
    static let eventsMax = 1_000
    /// The longest event, in bytes.
    static let eventBytesMax = 64 << 10
    /// Ids that are remembered, so that a batch that is sent again is taken once.
    private static let idsMax = 100_000
    /// Kinds of events that are counted apart; further ones are counted together.
    private static let kindsMax = 256
    /// What one entry has of them at most, in bytes: below what a document of the registry may have.
    private static let entryBytesMax = 48 << 10

    private struct State: Sendable {
        var seen = RecentValues<String, Bool>(keptMax: ActguardEvents.idsMax)
        var counts: [String: Int64] = [:]
        /// Ids that are being kept now.
        var pending: Set<String> = []
        /// Keys whose last batch before the server's start is known.
        var keys: Set<String> = []
    }

    /// What became of a batch.
    struct Taken: Hashable, Sendable {
        var accepted = 0
        var duplicates = 0
        var dropped = 0
    }

    private let desk: ConsoleDesk
    private let calls: any CallDesk
    private let state = Mutex(State())

    init(_ desk: ConsoleDesk, _ calls: any CallDesk) {
        self.desk = desk
        self.calls = calls
    }

    /// How many were taken, by category and name.
    var counts: [String: Int64] { state.withLock { $0.counts } }

    /// Takes a batch; durable when this returns.
    func take(_ request: ConsoleRequest, by key: AccessKey) async throws -> Taken {
        let events = try read(request)
        try await remember(key)
        var taken = Taken()
        var fresh: [ActguardEvent] = []
        var runs: [String: String] = [:]
        for event in events {
            guard var event else {
                taken.dropped += 1
                continue
            }
            if runs[event.run] == nil { runs[event.run] = await standing(event.run, of: key) }
            guard let run = runs[event.run], !run.isEmpty else {
                taken.dropped += 1
                continue
            }
            event.run = run
            let mark = key.id + " " + event.id
            let isNew = state.withLock { state in
                state.seen[mark] == nil && state.pending.insert(mark).inserted
            }
            if isNew { fresh.append(event) } else { taken.duplicates += 1 }
        }
        let marks = fresh.map { key.id + " " + $0.id }
        defer { state.withLock { $0.pending.subtract(marks) } }
        try await keep(fresh, key)
        taken.accepted = fresh.count
        return taken
    }

    private func read(_ request: ConsoleRequest) throws -> [ActguardEvent?] {
        var body = try ActguardBody(request)
        var events: [ActguardEvent?] = []
        guard let list = body.root.member("events"), list.kind == .array,
            list.count <= Self.eventsMax
        else {
            body.fault(
                "list_type",
                [.name("events")],
                "must be a list of at most \(Self.eventsMax)"
            )
            try body.check()
            return []
        }
        for (index, node) in list.elements.enumerated() {
            let place: [GovFault.Step] = [.name("events"), .offset(index)]
            if node.kind != .object {
                body.fault("dict_type", place, "must be an object")
            } else if node.range.count > Self.eventBytesMax {
                body.fault("too_long", place, "must have at most \(Self.eventBytesMax) bytes")
            } else {
                let hash = calls.keyedHash(node.withView { [UInt8]($0.source) })
                events.append(ActguardEvent(node, hash: hash))
            }
        }
        try body.check()
        return events
    }

    /// What stands for a run in the journal; empty where the key may not speak of it.
    private func standing(_ run: String, of key: AccessKey) async -> String {
        let scope = try? await calls.scope(of: key, claiming: [(.run, run)])
        return scope?[.run] ?? ""
    }

    /// Reads what was taken last from a key before the server's start: that may be sent again.
    private func remember(_ key: AccessKey) async throws {
        if state.withLock({ $0.keys.contains(key.id) }) { return }
        let item = try await desk.store.registryItem(Self.collection, key.id)
        let root = item.flatMap(RegistryText.root)
        let ids = root?.member("events")?.elements.compactMap { $0.member("id")?.string } ?? []
        state.withLock { state in
            for id in ids { state.seen.note(key.id + " " + id, true) }
            state.keys.insert(key.id)
        }
    }

    private func keep(_ events: [ActguardEvent], _ key: AccessKey) async throws {
        var rest = events[...]
        while !rest.isEmpty {
            var bytes = 0
            let part = rest.prefix { event in
                bytes += event.json.count + 1
                return bytes <= Self.entryBytesMax
            }
            rest = rest.dropFirst(part.count)
            let document = RegistryText.object { json in
                json.key("events")
                json.beginArray()
                for event in part { json.raw(event.json) }
                json.endArray()
            }
            try await desk.change(
                [RegistryEdit(collection: Self.collection, id: key.id, document: document)],
                by: Principal(
                    .key(key),
                    name: "key:" + key.id,
                    shownName: key.name,
                    permissions: []
                )
            )
            state.withLock { state in
                for event in part {
                    state.seen.note(key.id + " " + event.id, true)
                    let known = state.counts[event.kind] != nil
                    let kind =
                        known || state.counts.count < Self.kindsMax ? event.kind : "other"
                    state.counts[kind, default: 0] += 1
                }
            }
        }
    }
}

/// One event as it is kept: what was done in which run, and numbers; a keyed hash stands for all else.
struct ActguardEvent: Hashable, Sendable {
    let id: String
    var run: String
    private let category: String
    private let name: String
    private let outcome: String
    private let severity: String
    private let tool: String
    private let scope: String
    private let numbers: [Number]
    private let hash: String

    private struct Number: Hashable, Sendable {
        var name: String
        var value: Int64
    }

    private static let counted = [
        "cached_input_tokens", "input_tokens", "output_tokens", "usd_micros",
    ]

    /// What it is counted under.
    var kind: String { category + "." + name }

    /// Nil where no run or name can be read of it.
    init?(_ node: JSONNode, hash: String) {
        func word(_ name: String, _ lengthMax: Int) -> String? {
            guard let text = node.member(name)?.string, (1...lengthMax).contains(text.utf8.count),
                !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            else { return nil }
            return text
        }
        // What a program made up may say more than a name.
        func plain(_ name: String) -> String? {
            word(name, 64).flatMap { text in
                text.utf8.allSatisfy(Self.isPlain) ? text : nil
            }
        }
        guard let id = word("id", 64), let run = word("run_id", Scope.valueBytesMax),
            let category = plain("category"), let name = plain("name")
        else { return nil }
        self.id = id
        self.run = run
        self.category = category
        self.name = name
        outcome = plain("outcome") ?? ""
        severity = plain("severity") ?? ""
        tool = word("tool_name", 128) ?? ""
        scope = plain("scope_id") ?? ""
        numbers = Self.counted.compactMap { name in
            guard let value = node.member(name)?.int64, (0...Usage.bucketMax).contains(value) else {
                return nil
            }
            return Number(name: name, value: value)
        }
        self.hash = hash
    }

    /// Letters, digits, `-`, `_` and `.`.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x5F, 0x2E: true
        default: false
        }
    }

    /// As the journal has it.
    var json: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        let texts: [(StaticString, String)] = [
            ("category", category), ("hash", hash), ("id", id), ("name", name),
            ("outcome", outcome), ("run", run), ("scope", scope), ("severity", severity),
            ("tool", tool),
        ]
        for (name, text) in texts where !text.isEmpty {
            json.key(name)
            json.string(text)
        }
        for number in numbers {
            json.key(text: number.name)
            json.int(number.value)
        }
        json.endObject()
        return json.bytes
    }
}
