import FarthingCore

/// What a run asks to carve for its child.
struct AllowanceTerms {
    /// In each unit; nanos for money, calls where they are stated.
    var amounts: [BudgetUnit: Int64]
    /// The child's run; nil where the server is to name it.
    var run: String?
    var models: [Glob]
    var tools: [Glob]
    var depth: Int64
    /// The id of the only key that may use it.
    var holder: String?

    init(_ body: SpendBody) throws(RequestRefusal) {
        var amounts: [BudgetUnit: Int64] = [:]
        switch try SpendStatement.read(body) {
        case .amounts(let stated): amounts = stated
        case .usage: throw .spendMissing("amount")
        case nil: break
        }
        if let calls = try AllowanceCarve.calls(body) { amounts[.calls] = calls }
        if amounts.isEmpty { throw .spendMissing("amount") }
        if let unit = amounts.first(where: { $0.value == 0 })?.key {
            throw .spend(
                "integer_below_min_value",
                "amount",
                "An allowance of nothing (\(unit.name)) allows nothing. State more, or leave it out."
            )
        }
        self.amounts = amounts
        run = try body.text("run")
        holder = try body.text("key")
        models = try Self.globs(body, "models")
        tools = try Self.globs(body, "tools")
        depth =
            try SpendBody.integer(body.root.member("depth"), "depth", 0...Allowance.depthMax) ?? 0
    }

    private static func globs(
        _ body: SpendBody,
        _ name: String
    ) throws(RequestRefusal) -> [Glob] {
        guard let node = body.root.member(name) else { return [] }
        guard node.kind == .array, (1...Allowance.patternsMax).contains(node.count) else {
            throw .spendType(name, "a list of 1 to \(Allowance.patternsMax) patterns")
        }
        var globs: [Glob] = []
        for element in node.elements {
            guard let text = element.string, let glob = Glob(text) else {
                throw .spendType(name, "patterns of 1 to \(Glob.bytesMax) bytes")
            }
            globs.append(glob)
        }
        return globs
    }
}
