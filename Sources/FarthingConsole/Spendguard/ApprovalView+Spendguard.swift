import FarthingCore

/// Approvals as SpendGuard's operators know them.
extension ApprovalView {
    /// The decision that waits for it, as the sidecar has named it; nil for a tool's call, which is none.
    var decisionID: String? {
        kind == .call ? HoldID(id).map { DecisionID.of($0).description } : nil
    }

    /// Writes the members of their list.
    func writeSummary(to json: inout JSONWriter, tenant: String) {
        json.key("approval_id")
        json.string(id)
        json.key("tenant_id")
        json.string(tenant)
        json.key("decision_id")
        json.string(decisionID)
        json.key("state")
        json.string(ApprovalWord(peer: state).rawValue)
        json.key("ttl_expires_at")
        json.timestamp(untilMs)
        json.key("created_at")
        json.timestamp(askedAtMs)
    }
}

extension ConsoleAnswer {
    /// Their list: an array, and no pages.
    static func approvals(
        _ views: some Sequence<ApprovalView>,
        of tenant: String
    ) -> ConsoleAnswer {
        var json = JSONWriter(capacity: 1_024)
        json.beginArray()
        for view in views {
            json.beginObject()
            view.writeSummary(to: &json, tenant: tenant)
            json.endObject()
        }
        json.endArray()
        return ConsoleAnswer(200, contentType: "application/json", .bytes(json.bytes))
    }
}

extension ConsoleError {
    /// The same whatever is asked of another tenant: nobody learns which there are.
    static let foreignTenant = ConsoleError(
        403,
        "forbidden",
        "This server keeps the budgets and approvals of another tenant."
    )
}

extension JSONWriter {
    /// A time as text: `2026-11-22T09:30:00.000Z`.
    mutating func timestamp(_ ms: Int64) {
        var text: [UInt8] = []
        appendTimestamp(ms, to: &text)
        string(String(decoding: text, as: UTF8.self))
    }
}
