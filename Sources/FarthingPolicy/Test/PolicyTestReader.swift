package import FarthingCore

extension PolicyTestFile {
    private static let keys = ["version", "policy", "at", "cases"]

    /// The path of the policy that a file tests, as it is written; nil where the file names none.
    ///
    /// - Throws: what makes the file unreadable.
    package static func policyPath(
        _ bytes: [UInt8],
        file: String
    ) throws(PolicyFileErrors) -> String? {
        let context = ReadContext(file: file, bytes: bytes, zones: { _ in nil })
        let root = try PolicyNode.read(bytes, context)
        guard case .map(let members) = root.content,
            let value = members.first(where: { $0.key == "policy" })?.value,
            case .scalar(let path) = value.content, !path.isEmpty
        else { return nil }
        return path
    }

    /// Reads the cases for a policy and checks that they speak of what the policy has.
    ///
    /// - Throws: everything found wrong, each with its line, column and key.
    package init(_ bytes: [UInt8], file: String, _ policy: Policy) throws(PolicyFileErrors) {
        let context = ReadContext(file: file, bytes: bytes, zones: { _ in nil })
        let root = try PolicyNode.read(bytes, context)
        let field = Field(root, path: "", context)
        cases = []
        if let section = Section(field, keys: Self.keys) {
            if let version = section["version"], version.text("1") != "1" {
                version.report("expected version 1")
            }
            _ = section["policy"].map { $0.text("the policy's file") }
            let atMs = section["at"].flatMap(readMoment)
            let list = section.required("cases", "a list of cases")
            let elements = list?.elements("a list of cases")
            if elements?.isEmpty ?? false { list?.report("no case is in the list; write one") }
            let reader = CaseReader(policy: policy, atMs: atMs)
            cases = (elements ?? []).prefix(Self.casesMax).compactMap(reader.read)
            if let elements, elements.count > Self.casesMax {
                elements[Self.casesMax].report("more than \(Self.casesMax) cases; split the file")
            }
        }
        guard context.isClean else { throw context.errors() }
    }
}

/// Reads a day or a time.
private func readMoment(_ field: Field) -> Int64? {
    let example = "a time like 2026-12-01T09:00:00Z, or a day"
    guard let text = field.text(example) else { return nil }
    if let ms = instantMs(text) { return ms }
    field.report("\(quoted(text)) is neither a day nor a time; write \(example)")
    return nil
}

/// Reads cases, and checks the names in them against the policy's.
private struct CaseReader {
    let policy: Policy
    let atMs: Int64?

    private static let caseKeys = ["name", "at", "given", "call", "calls", "expect"]
    private static let callKeys = ["after", "times", "actual", "running", "expect"]
    private static let expectKeys = [
        "decision", "to", "rules", "refused_by", "approvers", "need", "output", "left",
    ]

    func read(_ field: Field) -> PolicyTestCase? {
        guard let section = Section(field, keys: Self.caseKeys) else { return nil }
        let name = section.required("name", "what the case shows")?.text("what the case shows")
        let atMs = section["at"].map(readMoment) ?? self.atMs
        let given = section["given"].map(readGiven) ?? []
        var calls: [PolicyTestCall] = []
        if let single = section["call"] {
            section["calls"]?.report("a case has either \"call\" or \"calls\"")
            guard let call = TrialCall.read(single) else { return nil }
            var made = PolicyTestCall(call: call, line: single.line)
            made.expect = section.required("expect", "what the call is to meet").flatMap(readExpect)
            calls = [made]
        } else {
            section["expect"]?.report("with \"calls\", each call says what to expect of it")
            let list = section.required("calls", "a call, or calls one after the other")
            calls = list?.elements("a list of calls")?.compactMap(readCall) ?? []
            if let list, calls.reduce(0, { $0 + $1.times }) > PolicyTestFile.callsMax {
                list.report("a case makes at most \(PolicyTestFile.callsMax) calls")
            }
        }
        guard let name, !calls.isEmpty else { return nil }
        return PolicyTestCase(
            name: name,
            line: field.line,
            atMs: atMs,
            given: given,
            calls: calls
        )
    }

    private func readCall(_ field: Field) -> PolicyTestCall? {
        guard let call = TrialCall.read(field, besides: Self.callKeys),
            let members = field.members("a call")
        else { return nil }
        var made = PolicyTestCall(call: call, line: field.line)
        for member in members where Self.callKeys.contains(member.key) {
            let value = Field(member.value, path: field.path(of: member.key), field.context)
            switch member.key {
            case "after": made.afterMs = value.durationMs() ?? 0
            case "times": made.times = readTimes(value)
            case "actual": made.actualNanos = readDollars(value)
            case "running":
                made.isRunning = value.choice("answer", ["true": true, "false": false]) ?? false
            default: made.expect = readExpect(value)
            }
        }
        return made
    }

    private func readTimes(_ field: Field) -> Int64 {
        guard let count = field.count("a whole number") else { return 1 }
        guard (1...Int64(PolicyTestFile.callsMax)).contains(count) else {
            field.report("a call is made from 1 to \(PolicyTestFile.callsMax) times")
            return 1
        }
        return count
    }

    private func readGiven(_ field: Field) -> [PolicyTestBalance] {
        guard let section = Section(field, keys: ["spent", "held", "paused"]) else { return [] }
        var given: [PolicyTestBalance] = []
        for amount in section["spent"].map(readAmounts) ?? [] {
            given.append(PolicyTestBalance(account: amount.account, spent: amount.amount))
        }
        for amount in section["held"].map(readAmounts) ?? [] {
            given.append(PolicyTestBalance(account: amount.account, held: amount.amount))
        }
        for field in section["paused"]?.elements("a list of budgets") ?? [] {
            guard let account = readAccount(field.text("a budget's id"), field) else { continue }
            given.append(PolicyTestBalance(account: account, isPaused: true))
        }
        return given
    }

    private func readAmounts(_ field: Field) -> [PolicyTestAmount] {
        let members = field.members("budgets and amounts, like { daily: 9.50 USD }") ?? []
        return members.compactMap { member in
            let value = Field(member.value, path: field.path(of: member.key), field.context)
            guard let account = readAccount(member.key, value, member.place),
                let amount = readAmount(value)
            else { return nil }
            let budget = policy.budgets.first { $0.id == account.budget }
            guard let budget, budget.unit == amount.unit else {
                let unit = budget?.unit.name ?? ""
                value.report("the budget \(quoted(account.budget)) counts \(unit)")
                return nil
            }
            return PolicyTestAmount(account: account, amount: amount.value)
        }
    }

    private func readAccount(
        _ name: String?,
        _ field: Field,
        _ place: PolicyNode.Place? = nil
    ) -> TrialAccount? {
        guard let name, let account = TrialAccount(name) else { return nil }
        let ids = policy.budgets.map(\.id)
        guard ids.contains(account.budget) else {
            let hint = hint(for: account.budget, among: ids)
            field.context.report(
                place ?? field.node.place,
                field.path,
                "the policy has no budget \(quoted(account.budget))\(hint)"
            )
            return nil
        }
        return account
    }

    private func readExpect(_ field: Field) -> PolicyExpectation? {
        if case .scalar = field.node.content { return readDecision(field) }
        guard let section = Section(field, keys: Self.expectKeys) else { return nil }
        var expect = section["decision"].flatMap(readDecision) ?? PolicyExpectation()
        expect.to = section["to"].flatMap { $0.text("a model") }
        let ruleIDs = policy.rules.map(\.id)
        if let rules = section["rules"] {
            expect.rules = rules.elements("a list of rules, like [big-call]")?.compactMap {
                known($0, ruleIDs, "rule")
            }
        }
        let refusing = policy.budgets.map(\.id) + ruleIDs + ["unmatched", "unpriced"]
        expect.refusedBy = section["refused_by"].flatMap { known($0, refusing, "budget or rule") }
        expect.approvers = section["approvers"].flatMap { $0.text("a group") }
        expect.need = section["need"].flatMap { $0.count("a whole number") }
        expect.outputTokens = section["output"].flatMap { $0.count("a number of tokens") }
        expect.left = section["left"].map(readAmounts)
        // A key that cannot be read was meant to expect something, and is reported by itself.
        if field.members("expectations")?.isEmpty ?? false {
            field.report("nothing is expected; write decision: allow, or another")
        }
        return expect
    }

    private func readDecision(_ field: Field) -> PolicyExpectation? {
        let words: KeyValuePairs<String, String> = [
            "allow": "allow", "downgrade": "downgrade", "approve": "approve", "wait": "wait",
            "block": "block",
        ]
        return field.choice("decision", words).map { PolicyExpectation(decision: $0) }
    }

    private func known(_ field: Field, _ ids: [String], _ what: String) -> String? {
        guard let text = field.text("the id of a \(what)") else { return nil }
        if ids.contains(text) { return text }
        field.report("the policy has no \(what) \(quoted(text))\(hint(for: text, among: ids))")
        return nil
    }
}

extension Field {
    /// The line at which the value stands.
    fileprivate var line: Int { context.position(of: path).line }
}
