import FarthingCore

/// An answer of the spend verbs' as it was about to be told, read for what the companion says instead.
struct ToldError {
    let answer: Answer
    let status: Int
    /// Our own code.
    let code: String
    var message: String
    let budget: String?
    let rule: String?
    /// The approval that the call needs.
    let approval: HoldID?

    init(_ answer: Answer) {
        self.answer = answer
        status = answer.status
        let error = (try? JSONDocument(answer.body))?.root.member("error")
        let headroom = error?.member("farthing")
        code = error?.member("code")?.string ?? "internal"
        message = error?.member("message")?.string ?? ""
        budget = headroom?.member("budget")?.string
        rule = headroom?.member("rule")?.string
        approval = headroom?.member("approval")?.string
            .flatMap { $0.split(separator: "/").last }
            .flatMap { HoldID($0) }
    }

    func field(_ name: String) -> String? { answer.fields.first { $0.name == name }?.value }

    /// The hold that an idempotency key has found.
    var hold: HoldID? { field("x-farthing-hold").flatMap { HoldID($0) } }

    /// Whether it is an answer to a decision, and not a failure to give one.
    var isDecision: Bool {
        status == 429 || status == 403 && code != "scope_not_claimable" && code != "approver_key"
    }

    /// The first word of a denial.
    func reasonCode(_ policy: Policy) -> String {
        switch code {
        case "budget_exceeded":
            let isOfRun = policy.budgets.contains {
                $0.id == budget && ($0.window == .run || $0.per.contains(.run))
            }
            return isOfRun ? "RUN_BUDGET_PROJECTION_EXCEEDED" : "BUDGET_EXHAUSTED"
        case "budget_paused", "budget_frozen": return "BUDGET_PAUSED"
        case "rule": return isSkip(policy) ? "SKIP" : "RULE"
        case "unmatched": return "NO_BUDGET"
        case "approval_pending": return "APPROVAL_REQUIRED"
        case "allowance_exceeded": return "GRANT_EXHAUSTED"
        case "allowance_expired": return "GRANT_EXPIRED"
        default: return code.uppercased()
        }
    }

    private func isSkip(_ policy: Policy) -> Bool {
        policy.rules.first { $0.id == rule }?.skips ?? false
    }
}

extension Answer {
    /// An error in the companion's words: what is wrong, its sort, and our own code as the reason.
    init(companion told: ToldError) {
        if told.status == 200 {
            self = told.answer
            return
        }
        let (status, code) = Self.companionShape(told.status)
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("error")
        json.string(told.message)
        json.key("code")
        json.string(code)
        json.key("reason")
        json.string(told.code)
        json.endObject()
        self.init(status: status, fields: told.answer.fields, body: json.bytes)
    }

    private static func companionShape(_ status: Int) -> (Int, String) {
        switch status {
        case 401: (401, "SPENDGUARD_UNAUTHENTICATED")
        case 403: (403, "SPENDGUARD_FORBIDDEN")
        case 405: (405, "SPENDGUARD_BAD_REQUEST")
        case 409: (409, "SPENDGUARD_IDEMPOTENCY_CONFLICT")
        case 413: (413, "SPENDGUARD_BAD_REQUEST")
        case 503: (503, "SPENDGUARD_DEPENDENCY_UNAVAILABLE")
        case 400..<500: (400, "SPENDGUARD_BAD_REQUEST")
        default: (500, "SPENDGUARD_INTERNAL")
        }
    }
}
