import FarthingCore

/// A closed call's cost by better knowledge, as an operator asks for it.
struct Correction: Sendable {
    /// So many fit into one request with room to spare.
    static let perRequestMax = 50

    var hold: HoldID
    var request: SettleRequest

    init(_ request: SettleRequest) {
        hold = request.id
        self.request = request
    }

    /// Reads what ``write(to:)`` writes; nil for anything else.
    init?(_ node: JSONNode) {
        guard let id = node.member("hold")?.string.flatMap({ HoldID($0) }),
            let evidence = node.member("evidence")?.string.flatMap(Evidence.init(rawValue:)),
            let amounts = node.member("amounts"), amounts.kind == .array,
            let costNanos = node.member("cost_nanos")?.int64,
            let inputTokens = node.member("input_tokens")?.int64,
            let outputTokens = node.member("output_tokens")?.int64,
            let ending = node.member("ending")?.string
        else { return nil }
        let usage = SettledUsage(
            inputTokens: inputTokens,
            outputTokens: outputTokens,
            costNanos: costNanos,
            ending: ending
        )
        let values = amounts.elements.compactMap(\.int64)
        guard values.count == amounts.count else { return nil }
        self.init(SettleRequest(id: id, amounts: values, evidence: evidence, usage: usage))
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("amounts")
        json.beginArray()
        for amount in request.amounts { json.int(amount) }
        json.endArray()
        json.key("cost_nanos")
        json.int(request.usage?.costNanos ?? 0)
        json.key("ending")
        json.string(request.usage?.ending ?? "")
        json.key("evidence")
        json.string(request.evidence.rawValue)
        json.key("hold")
        json.string(hold.description)
        json.key("input_tokens")
        json.int(request.usage?.inputTokens ?? 0)
        json.key("output_tokens")
        json.int(request.usage?.outputTokens ?? 0)
        json.endObject()
    }
}
