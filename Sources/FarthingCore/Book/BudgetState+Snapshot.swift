extension BudgetState {
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("budget")
        definition.write(to: &json)
        json.ints("flags", [isRemoved ? 1 : 0, isPaused ? 1 : 0, isFrozen ? 1 : 0])
        json.key("generation")
        json.int(generation)
        json.ints("interval", [interval.startMs, interval.endMs])
        if !ownLimits.isEmpty {
            json.key("ownLimits")
            json.beginObject()
            for (scope, limit) in ownLimits.sorted(by: { utf8Precedes($0.key, $1.key) }) {
                json.key(text: scope)
                json.int(limit)
            }
            json.endObject()
        }
        json.key("pausedScopes")
        json.beginArray()
        for scope in pausedScopes.sorted(by: utf8Precedes) { json.string(scope) }
        json.endArray()
        json.key("scopeGenerations")
        json.beginObject()
        for (scope, value) in scopeGenerations.sorted(by: { utf8Precedes($0.key, $1.key) }) {
            json.key(text: scope)
            json.int(value)
        }
        json.endObject()
        json.endObject()
    }

    init?(_ node: JSONNode) {
        guard let budget = node.member("budget").flatMap({ Budget($0) }),
            let flags = Entry.ints(node, "flags"), flags.count == 3,
            let generation = node.member("generation")?.int64,
            let interval = Entry.ints(node, "interval"), interval.count == 2,
            let generations = node.member("scopeGenerations")
        else { return nil }
        self.init(budget, nowMs: interval[0])
        self.generation = generation
        isRemoved = flags[0] == 1
        isPaused = flags[1] == 1
        isFrozen = flags[2] == 1
        self.interval = WindowInterval(startMs: interval[0], endMs: interval[1])
        for scope in node.member("pausedScopes")?.elements.compactMap(\.string) ?? [] {
            pausedScopes.insert(scope)
        }
        for member in generations.members { scopeGenerations[member.name] = member.value.int64 }
        guard let own = node.member("ownLimits") else { return }
        for member in own.members { ownLimits[member.name] = member.value.int64 }
    }
}
