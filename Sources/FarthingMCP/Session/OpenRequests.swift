/// The client's requests that have no answer yet, by their ids.
struct OpenRequests: Sendable {
    /// What is done with an answer.
    enum Kind: Sendable {
        case initialize
        /// A list of tools.
        case list
        case call(OpenCall)
        case other
    }

    /// A call of a tool that is under way.
    struct OpenCall: Sendable {
        var tool: String
        /// What is held for it; nil while that is asked for.
        var ticket: ToolBroker.Ticket?
        /// Ends it when its time is over.
        var timer: Task<Void, Never>?
    }

    /// Requests of any kind that may be open beside the calls.
    static let requestsMax = 1_024

    private var requests: [RPCID: (kind: Kind, token: RPCID?)] = [:]
    private var tokens: [RPCID: RPCID] = [:]
    private(set) var callCount = 0
    /// Calls that are asked for at the ledger: they are no longer open where the client has gone,
    /// and give back what they get.
    private(set) var askingCount = 0
    /// Once set, no request begins any more.
    private(set) var isClosed = false

    enum Refusal {
        case duplicate
        case full
        case closed
    }

    /// Takes in a request; what speaks against it, nil for nothing.
    mutating func begin(_ id: RPCID, _ kind: Kind, token: RPCID?, callsMax: Int) -> Refusal? {
        if isClosed { return .closed }
        if requests[id] != nil { return .duplicate }
        if case .call = kind {
            guard callCount < callsMax else { return .full }
            callCount += 1
            askingCount += 1
        } else if requests.count - callCount >= Self.requestsMax {
            return .full
        }
        requests[id] = (kind, token)
        if let token { tokens[token] = id }
        return nil
    }

    /// What is held for a call is known now; false where nobody waits for it any more.
    mutating func hold(_ id: RPCID, _ ticket: ToolBroker.Ticket) -> Bool {
        askingCount -= 1
        guard case .call(var call) = requests[id]?.kind, call.ticket == nil else {
            return false
        }
        call.ticket = ticket
        requests[id]?.kind = .call(call)
        return true
    }

    /// Nothing is held for a call.
    mutating func refuse(_ id: RPCID) -> Kind? {
        askingCount -= 1
        return end(id)
    }

    mutating func setTimer(_ id: RPCID, _ timer: Task<Void, Never>) -> Bool {
        guard case .call(var call) = requests[id]?.kind else { return false }
        call.timer = timer
        requests[id]?.kind = .call(call)
        return true
    }

    /// Ends a request; nil where there is none of this id.
    mutating func end(_ id: RPCID) -> Kind? {
        guard let (kind, token) = requests.removeValue(forKey: id) else { return nil }
        if let token, tokens[token] == id { tokens[token] = nil }
        if case .call(let call) = kind {
            callCount -= 1
            call.timer?.cancel()
        }
        return kind
    }

    /// Ends all, and lets no other begin.
    mutating func close() -> [(id: RPCID, kind: Kind)] {
        isClosed = true
        return requests.keys.compactMap { id in end(id).map { (id, $0) } }
    }

    /// Lets no other begin.
    mutating func stop() { isClosed = true }

    /// The request that a notification of progress belongs to.
    func request(of token: RPCID) -> RPCID? { tokens[token] }

    var isEmpty: Bool { requests.isEmpty && askingCount == 0 }
}
