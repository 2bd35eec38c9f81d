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
            let usage = node.member("usage").flatMap({ SettledUsage($0) })
        else { return nil }
        let values = amounts.elements.compactMap(\.int64)
        guard values.count == amounts.count else { return nil }
        let corrects = node.member("corrects")
        guard corrects == nil || corrects?.int64 != nil else { return nil }
        self.init(
            SettleRequest(
                id: id,
                amounts: values,
                evidence: evidence,
                usage: usage,
                corrects: corrects?.int64
            )
        )
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("amounts")
        json.beginArray()
        for amount in request.amounts { json.int(amount) }
        json.endArray()
        if let corrects = request.corrects {
            json.key("corrects")
            json.int(corrects)
        }
        json.key("evidence")
        json.string(request.evidence.rawValue)
        json.key("hold")
        json.string(hold.description)
        if let usage = request.usage {
            json.key("usage")
            usage.write(to: &json)
        }
        json.endObject()
    }
}
