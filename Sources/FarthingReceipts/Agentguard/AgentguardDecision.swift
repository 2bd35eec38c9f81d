package import FarthingCore

/// A decision as agentguard-spend logs it: exactly its fifteen members.
package struct AgentguardDecision: Hashable, Sendable {
    package var decisionID: String
    /// `YYYY-MM-DDTHH:MM:SS.mmmZ`.
    package var timestamp: String
    /// `allow`, `downgrade`, `block` or `shadow`.
    package var action: String
    package var cap: Cap?
    package var scopeKey: String?
    package var projectedCents: Int64
    package var spendBefore: Int64
    package var spendAfter: Int64
    /// `openai`, `anthropic`, `bedrock`, `gemini` or `unknown`.
    package var provider: String
    package var modelRequested: String
    package var modelResolved: String
    package var policyID: String
    package var policyVersion: Int64
    /// `shadow`, `canary` or `enforce`.
    package var mode: String
    package var reasons: [String]

    /// The cap that decided.
    package struct Cap: Hashable, Sendable {
        package var amountCents: Int64
        package var window: String
        package var action: String
        package var downgradeTo: String?
        package var reason: String?
    }

    /// Reads the fifteen members of an object, and leaves others out; nil where one is missing or
    /// of another type.
    package init?(_ node: JSONNode) {
        guard let id = node.member("decisionId")?.string,
            let timestamp = node.member("timestamp")?.string,
            let action = node.member("action")?.string,
            let capNode = node.member("triggeredCap"),
            let scopeNode = node.member("triggeredScopeKey"),
            let projected = node.member("projectedCents")?.int64,
            let before = node.member("windowSpendBefore")?.int64,
            let after = node.member("windowSpendAfter")?.int64,
            let provider = node.member("provider")?.string,
            let requested = node.member("modelRequested")?.string,
            let resolved = node.member("modelResolved")?.string,
            let policy = node.member("policyId")?.string,
            let version = node.member("policyVersion")?.int64,
            let mode = node.member("enforcementMode")?.string,
            let reasons = node.member("reasons"), reasons.kind == .array
        else { return nil }
        decisionID = id
        self.timestamp = timestamp
        self.action = action
        if capNode.kind != .null {
            guard let cap = Cap(capNode) else { return nil }
            self.cap = cap
        }
        if scopeNode.kind != .null {
            guard let scopeKey = scopeNode.string else { return nil }
            self.scopeKey = scopeKey
        }
        projectedCents = projected
        spendBefore = before
        spendAfter = after
        self.provider = provider
        modelRequested = requested
        modelResolved = resolved
        policyID = policy
        policyVersion = version
        self.mode = mode
        self.reasons = reasons.elements.compactMap(\.string)
        guard self.reasons.count == reasons.count else { return nil }
    }

    /// The decision in canonical JSON, as it is hashed: an option of the cap that is not set is left
    /// out.
    var canonical: [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.member("action", action)
        json.member("decisionId", decisionID)
        json.member("enforcementMode", mode)
        json.member("modelRequested", modelRequested)
        json.member("modelResolved", modelResolved)
        json.member("policyId", policyID)
        json.member("policyVersion", policyVersion)
        json.member("projectedCents", projectedCents)
        json.member("provider", provider)
        json.key("reasons")
        json.beginArray()
        for reason in reasons { json.string(reason) }
        json.endArray()
        json.member("timestamp", timestamp)
        json.key("triggeredCap")
        if let cap { cap.write(to: &json) } else { json.null() }
        json.key("triggeredScopeKey")
        json.string(scopeKey)
        json.member("windowSpendAfter", spendAfter)
        json.member("windowSpendBefore", spendBefore)
        json.endObject()
        return json.bytes
    }
}

extension AgentguardDecision.Cap {
    init?(_ node: JSONNode) {
        guard let cents = node.member("amountCents")?.int64,
            let window = node.member("window")?.string,
            let action = node.member("action")?.string
        else { return nil }
        amountCents = cents
        self.window = window
        self.action = action
        downgradeTo = node.member("downgradeTo")?.string
        reason = node.member("reason")?.string
    }

    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("action", action)
        json.member("amountCents", amountCents)
        if let downgradeTo { json.member("downgradeTo", downgradeTo) }
        if let reason { json.member("reason", reason) }
        json.member("window", window)
        json.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    fileprivate mutating func member(_ name: StaticString, _ value: Int64) {
        key(name)
        int(value)
    }
}
