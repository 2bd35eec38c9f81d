public import FarthingCore

/// Writes policies as files of the policy language (docs/policy.md).
public enum PolicyWriter {
    /// The largest share that the language can write, in basis points.
    static let shareMax: Int64 = 99_999_999

    /// The policy as YAML that ``PolicyReader`` reads back as the same policy.
    ///
    /// - Parameters:
    ///   - policy: a policy that compiles.
    ///   - comments: sentences to stand above it, wrapped.
    /// - Throws: ``PolicyError`` for a policy that does not compile, and for the little that the
    ///   language has no words for: two conditions of a rule on the same thing, a currency that is
    ///   not in use, a price with more decimals than nine, a text that begins with a byte order mark,
    ///   more than ``PolicyReader/bytesMax`` bytes.
    public static func yaml(
        _ policy: Policy,
        comments: [String] = []
    ) throws(PolicyError) -> String {
        if let error = policy.errors(max: 1).first { throw error }
        var lines = comments.flatMap(YAMLText.comment)
        lines += ["version: 1", "id: " + YAMLText.scalar(policy.id)]
        lines.append("tenant: " + YAMLText.scalar(policy.tenant))
        lines.append("mode: " + mode(policy.isEnforced))
        lines += dates(policy.effective)
        switch policy.unpriced {
        case .refuse: lines.append("unpriced: refuse")
        case .ceiling(let nanos):
            lines.append("unpriced: { ceiling: \(decimalText(nanos: nanos)) USD per 1M tokens }")
        }
        lines.append("unmatched: " + (policy.allowsUnmatched ? "allow" : "refuse"))
        if !policy.privacy.commit.isEmpty {
            lines.append("privacy: { commit: \(list(policy.privacy.commit.map(\.name))) }")
        }
        try append("budgets", policy.budgets, to: &lines, budget)
        try append("rules", policy.rules, to: &lines, rule)
        try append("prices", policy.prices, to: &lines, price)
        try append("rates", policy.rates, to: &lines, exchangeRate)
        let text = lines.joined(separator: "\n") + "\n"
        try check(text, policy)
        return text
    }

    /// Reads the text back: a file that says another thing than the policy must never get out.
    private static func check(_ text: String, _ policy: Policy) throws(PolicyError) {
        let read: Policy
        do throws(PolicyFileErrors) {
            read = try PolicyReader.read(
                Array(text.utf8),
                file: "policy.yaml",
                zones: { name in policy.budgets.first { $0.zone.name == name }?.zone }
            )
        } catch {
            let first = error.errors.first
            throw PolicyError(path: first?.key ?? "", message: first?.message ?? "cannot be read")
        }
        guard read == policy else {
            throw PolicyError(
                path: "",
                message: "cannot be written in YAML: a text in it begins with a byte order mark"
            )
        }
    }

    /// Appends a list, each element's first line behind a hyphen.
    private static func append<Element>(
        _ key: String,
        _ elements: [Element],
        to lines: inout [String],
        _ write: (Element, _ path: String) throws(PolicyError) -> [String]
    ) throws(PolicyError) {
        if elements.isEmpty { return }
        lines.append(key + ":")
        for (index, element) in elements.enumerated() {
            for (number, line) in try write(element, "\(key)[\(index)]").enumerated() {
                lines.append((number == 0 ? "  - " : "    ") + line)
            }
        }
    }

    static func mode(_ isEnforced: Bool) -> String { isEnforced ? "enforce" : "shadow" }

    /// A day would begin in the budget's own zone, so other zones than UTC have times.
    static func dates(_ dates: EffectiveDates, zone: ZoneRules = .utc) -> [String] {
        [("from", dates.fromMs), ("until", dates.untilMs)].compactMap { key, ms in
            ms.map { "\(key): " + instantText($0, days: zone == .utc) }
        }
    }

    /// `{ a: 1, b: 2 }`
    static func map(_ members: [String]) -> String {
        members.isEmpty ? "{}" : "{ " + members.joined(separator: ", ") + " }"
    }

    /// `[a, b]`
    static func list(_ texts: [String]) -> String {
        "[" + texts.map(YAMLText.scalar).joined(separator: ", ") + "]"
    }

    /// A length of time in the largest unit of which it is a whole number.
    static func duration(_ ms: Int64) -> String {
        let units: [(ms: Int64, name: String)] = [
            (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"),
        ]
        guard ms > 0, let unit = units.first(where: { ms % $0.ms == 0 }) else { return "\(ms)ms" }
        return "\(ms / unit.ms)\(unit.name)"
    }

    /// A share in basis points as `80%` or `12.5%`.
    static func share(_ basisPoints: Int64) -> String {
        let hundredths = basisPoints % 100
        let whole = String(basisPoints / 100)
        if hundredths == 0 { return whole + "%" }
        if hundredths % 10 == 0 { return "\(whole).\(hundredths / 10)%" }
        return whole + (hundredths < 10 ? ".0" : ".") + "\(hundredths)%"
    }

    /// A whole number, short where it is round: `500k`.
    static func count(_ value: Int64) -> String {
        if value >= 1_000_000, value % 1_000_000 == 0 { return "\(value / 1_000_000)M" }
        if value >= 1_000, value % 1_000 == 0 { return "\(value / 1_000)k" }
        return String(value)
    }
}
