package import FarthingCore

/// Reads what command lines say of calls and accounts.
package enum TrialText {
    /// Reads `provider=openai model=gpt-5 input=1000 output=500 agent=a1`; a value with spaces stands
    /// in quotes.
    ///
    /// - Throws: everything wrong with it, with columns and the nearest spelling.
    package static func call(_ text: String, option: String) throws(PolicyFileErrors) -> TrialCall {
        let bytes = Array(text.utf8)
        let context = ReadContext(file: option, bytes: bytes, zones: { _ in nil })
        guard bytes.count <= 8_192 else {
            context.report(.offset(0), "", "a call is described in at most 8192 bytes")
            throw context.errors()
        }
        let members = pairs(bytes, context)
        let node = PolicyNode(content: .map(members), place: .offset(0))
        guard let call = TrialCall.read(Field(node, path: "", context)), context.isClean else {
            throw context.errors()
        }
        return call
    }

    /// Reads `daily=9.50 USD`, or `agents(agent=a1)=2 USD` for one account of several.
    package static func balance(
        _ text: String,
        option: String
    ) throws(PolicyFileErrors) -> (account: TrialAccount, amount: Int64, unit: BudgetUnit) {
        let bytes = Array(text.utf8)
        let context = ReadContext(file: option, bytes: bytes, zones: { _ in nil })
        let end = text.lastIndex(of: "=") ?? text.startIndex
        let account = TrialAccount(String(text[..<end]))
        let rest = text[end...].dropFirst()
        let node = PolicyNode(
            content: .scalar(String(rest)),
            place: .offset(text.utf8.count - rest.utf8.count)
        )
        guard let account, !rest.isEmpty else {
            context.report(.offset(0), "", "write BUDGET=AMOUNT, like daily=9.50 USD")
            throw context.errors()
        }
        guard let amount = readAmount(Field(node, path: "", context)) else {
            throw context.errors()
        }
        return (account: account, amount: amount.value, unit: amount.unit)
    }

    /// Reads a day or a time, as policies write them; nil for anything else.
    package static func instantMs(_ text: String) -> Int64? { FarthingPolicy.instantMs(text) }

    private static func pairs(_ bytes: [UInt8], _ context: ReadContext) -> [PolicyNode.Member] {
        var members: [PolicyNode.Member] = []
        var at = 0
        while at < bytes.count {
            guard bytes[at] != UInt8(ascii: " "), bytes[at] != UInt8(ascii: ",") else {
                at += 1
                continue
            }
            let start = at
            while at < bytes.count, bytes[at] != UInt8(ascii: "="), bytes[at] != UInt8(ascii: " ") {
                at += 1
            }
            let key = String(decoding: bytes[start..<at], as: UTF8.self)
            guard at < bytes.count, bytes[at] == UInt8(ascii: "="), !key.isEmpty else {
                context.report(.offset(start), key, "write KEY=VALUE, like model=gpt-5")
                continue
            }
            at += 1
            let isQuoted = at < bytes.count && bytes[at] == UInt8(ascii: "\"")
            if isQuoted { at += 1 }
            let from = at
            let stop = UInt8(ascii: isQuoted ? "\"" : " ")
            while at < bytes.count, bytes[at] != stop { at += 1 }
            let value = String(decoding: bytes[from..<at], as: UTF8.self)
            if isQuoted, at < bytes.count { at += 1 }
            members.append(
                PolicyNode.Member(
                    key: key,
                    place: .offset(start),
                    value: PolicyNode(content: .scalar(value), place: .offset(from))
                )
            )
        }
        return members
    }
}

/// An account as people name it: `daily`, or `agents(agent=a1)` for one of several.
package struct TrialAccount: Hashable, Sendable {
    package var budget: String
    /// As ``Scope/key(per:)`` writes it; nil for the account in which the call at hand counts.
    package var scope: String?

    package init?(_ text: String) {
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else {
            guard !text.isEmpty else { return nil }
            budget = text
            return
        }
        budget = String(text[..<open])
        scope = String(text[open...].dropFirst().dropLast())
        guard !budget.isEmpty else { return nil }
    }
}

extension TrialCall {
    /// The providers of the call's model by the book, where the call names none.
    package func providers(in prices: PriceBook, atMs: Int64) -> [String] {
        let usual = ["openai", "anthropic", "gemini", "bedrock", "azure"]
        let all = Set(prices.allPrices.map(\.provider))
        return (usual + all.subtracting(usual).sorted()).filter {
            prices.price(provider: $0, model: model, atMs: atMs) != nil
        }
    }

    /// The call with the provider that sells its model, where it names none and needs one.
    package func withProvider(in prices: PriceBook, atMs: Int64) -> TrialCall {
        guard scope[.provider] == nil, !model.isEmpty, statedNanos == nil,
            let provider = providers(in: prices, atMs: atMs).first
        else { return self }
        var call = self
        call.scope[.provider] = provider
        return call
    }
}
