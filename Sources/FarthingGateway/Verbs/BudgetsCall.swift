import FarthingCore
import NIOCore

/// Reads the open accounts and answers with what is made of them.
enum AccountsRead {
    static func start(
        _ client: ClientConnection,
        then: @escaping ([AccountStatement]) -> Answer
    ) {
        let ledger = client.loop.gateway.ledger
        let promise = client.loop.loop.makePromise(
            of: Result<[AccountStatement], LedgerError>.self
        )
        promise.completeWithTask {
            do throws(LedgerError) {
                return .success(try await ledger.accounts())
            } catch {
                return .failure(error)
            }
        }
        promise.futureResult.assumeIsolated().whenSuccess { result in
            switch result {
            case .success(let accounts): client.respond(then(accounts))
            case .failure(let error): client.respond(Answer.spendLedgerDown(error))
            }
        }
    }
}

/// Lists the open accounts in which calls of this key may count.
enum BudgetsCall {
    /// Accounts in one answer; narrow the scope by headers to see others.
    static let accountsMax = 1_000

    static func start(
        _ request: ClientRequest,
        _ client: ClientConnection
    ) throws(RequestRefusal) {
        guard let key = request.key else { throw .missingKey }
        let gateway = client.loop.gateway
        let policy = gateway.policy.policy.policy
        var scope = try RequestCheck.scope(
            of: key,
            request.fields,
            gateway,
            request.facts.allowance
        )
        scope[.tenant] = policy.tenant
        let view = AccountView(key: key, scope: scope, policy: policy)
        AccountsRead.start(client) { accounts in
            answer(accounts.filter(view.shows).prefix(accountsMax))
        }
    }

    private static func answer(_ accounts: ArraySlice<AccountStatement>) -> Answer {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("accounts")
        json.beginArray()
        for account in accounts { account.write(to: &json) }
        json.endArray()
        json.endObject()
        return Answer(status: 200, body: json.bytes)
    }
}

/// Which accounts a key may see: those in which a call with its scope could count.
struct AccountView {
    let key: AccessKey
    let scope: Scope
    private let budgets: [String: Budget]

    init(key: AccessKey, scope: Scope, policy: Policy) {
        self.key = key
        self.scope = scope
        budgets = Dictionary(policy.budgets.map { ($0.id, $0) }) { first, _ in first }
    }

    func shows(_ account: AccountStatement) -> Bool {
        shows(budget: account.key.budget, scope: account.key.scope)
    }

    /// - Parameter scope: an account's scope; nil for all accounts of the budget.
    func shows(budget id: String, scope accountScope: String?) -> Bool {
        guard let budget = budgets[id] else { return false }
        if let accountScope {
            guard let values = Self.values(accountScope, budget.per) else { return false }
            for (dimension, value) in zip(budget.per, values) where !fits(dimension, value) {
                return false
            }
        }
        return budget.match.terms.allSatisfy { term in
            if let own = scope[term.dimension] { return term.pattern.matches(own) }
            if Self.isStated(term.dimension) || budget.per.contains(term.dimension) { return true }
            return key.claims.contains { claim in
                claim.dimension == term.dimension
                    && (claim.pattern.matches(term.pattern.pattern)
                        || term.pattern.matches(claim.pattern.pattern))
            }
        }
    }

    /// Whether a call of this key can have this value.
    private func fits(_ dimension: Dimension, _ value: String) -> Bool {
        if let own = scope[dimension] { return own.utf8.elementsEqual(value.utf8) }
        return value.isEmpty || Self.isStated(dimension) || key.mayClaim(dimension, value)
    }

    /// What a call says itself, whatever its key.
    private static func isStated(_ dimension: Dimension) -> Bool {
        dimension == .provider || dimension == .model
    }

    /// The values in an account's scope, as ``Scope/key(per:)`` wrote them; nil for another shape.
    static func values(_ text: String, _ dimensions: [Dimension]) -> [String]? {
        var rest = Array(text.utf8)[...]
        var values: [String] = []
        for (index, dimension) in dimensions.enumerated() {
            if index > 0 { guard rest.popFirst() == UInt8(ascii: ",") else { return nil } }
            let name = Array((dimension.name + "=").utf8)
            guard rest.starts(with: name) else { return nil }
            rest = rest.dropFirst(name.count)
            let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex
            values.append(decoded(rest[..<end]))
            rest = rest[end...]
        }
        return rest.isEmpty ? values : nil
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                decoded.append(code)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}

extension AccountStatement {
    /// Appends the account as clients see it; amounts in the unit, nanos for money.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("budget")
        json.string(key.budget)
        json.key("enforced")
        json.bool(isEnforced)
        json.key("held")
        json.int(held)
        json.key("limit")
        json.int(limit)
        json.key("overrun")
        json.int(overrun)
        json.key("paused")
        json.bool(isPaused || isFrozen)
        json.key("remaining")
        json.int(free)
        json.key("scope")
        json.string(key.scope)
        json.key("spent")
        json.int(spent)
        json.key("top_ups")
        json.int(topUps)
        json.key("unit")
        json.string(unit.name)
        if windowEndsMs != Int64.max {
            json.key("window_ends_ms")
            json.int(windowEndsMs)
        }
        json.endObject()
    }
}
