extension Budget {
    /// Appends the budget as an object that says everything about it, its zone's rules included.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("countsFromNow")
        json.bool(countsFromNow)
        if !warnsByDefault {
            json.key("defaultWarnings")
            json.bool(false)
        }
        json.key("enforced")
        json.bool(isEnforced)
        if let fromMs = effective.fromMs {
            json.key("fromMs")
            json.int(fromMs)
        }
        json.key("hold")
        json.string(holdMode.rawValue)
        json.key("id")
        json.string(id)
        json.key("limit")
        json.int(limit)
        json.key("match")
        json.beginArray()
        for term in match.terms {
            json.beginArray()
            json.string(term.dimension.name)
            json.string(term.pattern.pattern)
            json.endArray()
        }
        json.endArray()
        json.key("per")
        json.beginArray()
        for dimension in per { json.string(dimension.name) }
        json.endArray()
        json.key("thresholds")
        json.beginArray()
        for threshold in thresholds { threshold.write(to: &json) }
        json.endArray()
        json.key("unit")
        json.string(unit.name)
        if let untilMs = effective.untilMs {
            json.key("untilMs")
            json.int(untilMs)
        }
        json.key("window")
        json.string(window.name)
        json.key("zone")
        json.string(zone.name)
        json.key("zoneData")
        var hex: [UInt8] = [UInt8(ascii: "\"")]
        for byte in zone.tzif {
            hex.append(hexDigit(byte >> 4))
            hex.append(hexDigit(byte & 15))
        }
        hex.append(UInt8(ascii: "\""))
        json.raw(hex)
        json.endObject()
    }

    /// Reads what ``write(to:)`` writes.
    package init?(_ node: JSONNode) {
        guard let countsFromNow = node.member("countsFromNow")?.bool,
            let isEnforced = node.member("enforced")?.bool,
            let holdMode = node.member("hold")?.string.flatMap({ HoldMode(rawValue: $0) }),
            let id = node.member("id")?.string, let limit = node.member("limit")?.int64,
            let unit = node.member("unit")?.string.flatMap({ BudgetUnit(name: $0) }),
            let window = node.member("window")?.string.flatMap({ Window(name: $0) }),
            let zone = ZoneRules(node.member("zone"), data: node.member("zoneData"))
        else { return nil }
        var terms: [Match.Term] = []
        for term in node.member("match")?.elements.map({ $0 }) ?? [] {
            let parts = term.elements.compactMap(\.string)
            guard parts.count == 2, let dimension = Dimension(name: parts[0]),
                let pattern = Glob(parts[1])
            else { return nil }
            terms.append(Match.Term(dimension: dimension, pattern: pattern))
        }
        var per: [Dimension] = []
        for name in node.member("per")?.elements.map({ $0 }) ?? [] {
            guard let dimension = name.string.flatMap({ Dimension(name: $0) }) else { return nil }
            per.append(dimension)
        }
        var thresholds: [Threshold] = []
        for item in node.member("thresholds")?.elements.map({ $0 }) ?? [] {
            guard let threshold = Threshold(item) else { return nil }
            thresholds.append(threshold)
        }
        self.init(
            id: id,
            match: Match(terms),
            per: per,
            unit: unit,
            limit: limit,
            window: window,
            zone: zone,
            holdMode: holdMode,
            isEnforced: isEnforced,
            thresholds: thresholds,
            countsFromNow: countsFromNow,
            effective: EffectiveDates(
                fromMs: node.member("fromMs")?.int64,
                untilMs: node.member("untilMs")?.int64
            ),
            warnsByDefault: node.member("defaultWarnings")?.bool ?? true
        )
    }
}

extension Threshold {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("atBasisPoints")
        json.int(atBasisPoints)
        if case .wait(let deadlineMs) = action {
            json.key("deadlineMs")
            json.int(deadlineMs)
        }
        json.key("do")
        json.string(action.name)
        if case .approve(let terms) = action {
            json.key("need")
            json.int(terms.needed)
        }
        if let reason {
            json.key("reason")
            json.string(reason)
        }
        switch action {
        case .downgrade(let ladder):
            json.key("to")
            json.beginArray()
            for model in ladder { json.string(model) }
            json.endArray()
        case .approve(let terms):
            json.key("to")
            json.string(terms.group)
            json.key("waitMs")
            json.int(terms.waitMs)
            json.key("withinMs")
            json.int(terms.withinMs)
        default: break
        }
        json.endObject()
    }

    fileprivate init?(_ node: JSONNode) {
        guard let share = node.member("atBasisPoints")?.int64, let name = node.member("do")?.string
        else { return nil }
        let target = node.member("to")?.string ?? ""
        let action: ThresholdAction
        switch name {
        case "warn": action = .warn
        case "downgrade":
            let ladder = node.member("to")?.elements.compactMap(\.string) ?? []
            action = .downgrade(to: ladder.isEmpty ? [target] : ladder)
        case "approve":
            action = .approve(
                ApprovalTerms(
                    group: target,
                    needed: node.member("need")?.int64 ?? 1,
                    withinMs: node.member("withinMs")?.int64 ?? ApprovalTerms.withinMsDefault,
                    waitMs: node.member("waitMs")?.int64 ?? 0
                )
            )
        case "wait": action = .wait(deadlineMs: node.member("deadlineMs")?.int64 ?? 0)
        case "pause": action = .pause
        case "block": action = .block
        default: return nil
        }
        self.init(atBasisPoints: share, action: action, reason: node.member("reason")?.string)
    }
}

extension ZoneRules {
    fileprivate init?(_ name: JSONNode?, data: JSONNode?) {
        guard let name = name?.string, let hex = data?.string else { return nil }
        if hex.isEmpty {
            guard name == ZoneRules.utc.name else { return nil }
            self = .utc
            return
        }
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in hex.utf8 {
            guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(value))
                high = nil
            } else {
                high = UInt8(value)
            }
        }
        guard let rules = try? ZoneRules(name: name, tzif: bytes) else { return nil }
        self = rules
    }
}
