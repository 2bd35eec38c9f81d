/// What a receipt says of a call beside its amounts; the same for many calls, so that it is made
/// once and shared.
public final class CallContext: Sendable {
    /// Who asks: the access key's id, never the key.
    public let principal: String
    /// The provider in the price book's words.
    public let provider: String
    /// The model that the client asked for.
    public let modelRequested: String
    /// The model that the call went to.
    public let modelResolved: String
    /// The id of the policy that was in force.
    public let policyID: String
    /// The version of the policy's language.
    public let policyVersion: Int64
    /// False when the whole policy runs in shadow.
    public let isEnforced: Bool
    /// The price book's hash.
    public let priceBook: String
    /// Who and what the call is for.
    public let scope: Scope
    /// What determined the decision, as text for people.
    public let reasons: [String]

    /// The parts of an entry that do not change from call to call, ready to be appended.
    let models: [UInt8]
    let policy: [UInt8]
    let subject: [UInt8]

    /// The context of nothing.
    static let blank = CallContext(
        principal: "",
        provider: "",
        modelRequested: "",
        modelResolved: "",
        policyID: "",
        policyVersion: 0,
        isEnforced: true,
        priceBook: "",
        scope: Scope()
    )

    /// Makes a context; worth keeping for as long as key, model and policy stay.
    public init(
        principal: String,
        provider: String,
        modelRequested: String,
        modelResolved: String,
        policyID: String,
        policyVersion: Int64,
        isEnforced: Bool,
        priceBook: String,
        scope: Scope,
        reasons: [String] = []
    ) {
        self.principal = principal
        self.provider = provider
        self.modelRequested = modelRequested
        self.modelResolved = modelResolved
        self.policyID = policyID
        self.policyVersion = policyVersion
        self.isEnforced = isEnforced
        self.priceBook = priceBook
        self.scope = scope
        self.reasons = reasons
        models = fragment { json in
            json.key("modelRequested")
            json.string(modelRequested)
            json.key("modelResolved")
            json.string(modelResolved)
        }
        policy = fragment { json in
            json.key("policyId")
            json.string(policyID)
            json.key("policyVersion")
            json.int(policyVersion)
            json.key("priceBook")
            json.string(priceBook)
            json.key("principal")
            json.string(principal)
        }
        subject = fragment { json in
            json.key("provider")
            json.string(provider)
            json.key("reasons")
            json.beginArray()
            for reason in reasons { json.string(reason) }
            json.endArray()
            json.key("scope")
            scope.write(to: &json)
        }
    }
}

private func fragment(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter(capacity: 128)
    write(&json)
    return json.bytes
}

extension CallContext {
    /// The parts of a refusal's entry from `provider` to `scope`, the refusal between them.
    func subject(adding refusal: Refusal) -> [UInt8] {
        fragment { json in
            json.key("provider")
            json.string(provider)
            json.key("reasons")
            json.beginArray()
            for reason in reasons { json.string(reason) }
            json.endArray()
            json.key("refusal")
            refusal.write(to: &json)
            json.key("scope")
            scope.write(to: &json)
        }
    }
}

extension Scope {
    /// Appends the scope as an object, its dimensions sorted by name.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        for term in sorted {
            json.key(text: term.dimension.name)
            json.string(term.value)
        }
        json.endObject()
    }
}
