import FarthingCore

/// Something that two policies write otherwise.
package struct PolicyChangeNote: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case added, removed, changed
    }

    package var kind: Kind
    /// `budget daily`, `rule big-call`, `unmatched`.
    package var what: String
    /// How, for what is changed.
    package var how: [String]

    static func all(from old: Policy, to new: Policy) -> [PolicyChangeNote] {
        var notes: [PolicyChangeNote] = []
        func note(_ name: String, _ was: String, _ now: String) {
            guard was != now else { return }
            notes.append(PolicyChangeNote(kind: .changed, what: name, how: ["\(was) → \(now)"]))
        }
        func answer(_ allows: Bool) -> String { allows ? "allow" : "refuse" }
        func dates(_ dates: EffectiveDates) -> String { BudgetText.dates(dates) ?? "always" }
        note("mode", PolicyWriter.mode(old.isEnforced), PolicyWriter.mode(new.isEnforced))
        note("unmatched", answer(old.allowsUnmatched), answer(new.allowsUnmatched))
        note("unpriced", old.unpriced.text, new.unpriced.text)
        note("tenant", shown(old.tenant), shown(new.tenant))
        note("dates", dates(old.effective), dates(new.effective))
        for (name, isSame) in [
            ("prices", old.prices == new.prices), ("rates", old.rates == new.rates),
        ] where !isSame {
            notes.append(PolicyChangeNote(kind: .changed, what: name, how: []))
        }
        notes += parts("budget", old.budgets, new.budgets, id: \.id) { now, was in
            how(try? PolicyWriter.budget(was, ""), try? PolicyWriter.budget(now, ""))
        }
        notes += parts("rule", old.rules, new.rules, id: \.id) { now, was in
            how(try? PolicyWriter.rule(was, ""), try? PolicyWriter.rule(now, ""))
        }
        return notes
    }

    private static func parts<Part: Equatable>(
        _ what: String,
        _ old: [Part],
        _ new: [Part],
        id: (Part) -> String,
        _ how: (Part, Part) -> [String]
    ) -> [PolicyChangeNote] {
        var notes: [PolicyChangeNote] = []
        for part in new {
            let name = "\(what) \(shown(id(part)))"
            guard let was = old.first(where: { id($0) == id(part) }) else {
                notes.append(PolicyChangeNote(kind: .added, what: name, how: []))
                continue
            }
            guard was != part else { continue }
            notes.append(PolicyChangeNote(kind: .changed, what: name, how: how(part, was)))
        }
        for part in old where !new.contains(where: { id($0) == id(part) }) {
            notes.append(
                PolicyChangeNote(kind: .removed, what: "\(what) \(shown(id(part)))", how: [])
            )
        }
        return notes
    }

    /// What a key says that is not written.
    private static let unwritten = [
        "hold": "ceiling", "timezone": "UTC", "mode": "enforce", "need": "1", "within": "1h",
        "wait": "0s", "warnings": "on", "countFrom": "window", "match": "every call",
        "from": "always", "until": "always",
    ]

    /// How the lines of one part differ, old → new; a list's elements stand behind hyphens.
    private static func how(_ old: [String]?, _ new: [String]?) -> [String] {
        guard let old, let new else { return [] }
        func keyed(_ lines: [String]) -> [(key: String, value: String)] {
            lines.filter { !$0.hasPrefix(" ") && !$0.hasSuffix(":") }.map { line in
                let key = line.prefix { $0 != ":" }
                return (String(key), String(line.dropFirst(key.count + 2)))
            }
        }
        let (was, now) = (keyed(old), keyed(new))
        let keys = now.map(\.key) + was.map(\.key).filter { key in !now.contains { $0.key == key } }
        var how: [String] = []
        for key in keys where key != "id" {
            let other = unwritten[key] ?? "nothing"
            let before = was.first { $0.key == key }?.value ?? other
            let after = now.first { $0.key == key }?.value ?? other
            if before != after { how.append("\(key) \(before) → \(after)") }
        }
        let elements = [old, new].map { $0.filter { $0.hasPrefix("  - ") }.map { $0.dropFirst(4) } }
        let gone = elements[0].filter { !elements[1].contains($0) }
        let come = elements[1].filter { !elements[0].contains($0) }
        for index in 0..<max(gone.count, come.count) {
            let before = index < gone.count ? String(gone[index]) : "nothing"
            let after = index < come.count ? String(come[index]) : "nothing"
            how.append("threshold \(before) → \(after)")
        }
        if how.isEmpty { how.append("in another order") }
        return how
    }
}

extension Policy.Unpriced {
    fileprivate var text: String {
        switch self {
        case .refuse: "refuse"
        case .ceiling(let nanos): "ceiling \(decimalText(nanos: nanos)) USD per 1M tokens"
        }
    }
}
