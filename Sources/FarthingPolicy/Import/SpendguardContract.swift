/// A SpendGuard contract as its YAML says it.
struct SpendguardContract {
    var id: String
    var name: String
    var prediction: Prediction
    var budgets: [Budget]
    var rules: [Rule]

    /// How much the other product sets aside before a call, and what its forecasts may do. Its rules
    /// decide alike under all of them.
    enum Prediction: String, CaseIterable {
        case strict = "STRICT_CEILING"
        case empirical = "EMPIRICAL_RUN_CEILING"
        case adaptive = "ADAPTIVE_CEILING"
        case shadow = "SHADOW_ONLY"
    }

    struct Budget {
        var id: String
        /// In millionths of the currency.
        var limitMicros: Int64
        var currency: String
        /// Where it stands in the file.
        var path: String
    }

    struct Rule {
        var id: String
        var budgetID: String
        /// A call applies that costs more than this, in millionths; nil for no such bound.
        var aboveMicros: Int64?
        /// A call applies that costs this much or more.
        var fromMicros: Int64?
        var decision: Decision
        var reasonCode: String
        var approverRole: String?
        var runAction: RunAction
        var path: String
    }

    enum Decision: String, CaseIterable {
        case proceed = "CONTINUE"
        case skip = "SKIP"
        case degrade = "DEGRADE"
        case approval = "REQUIRE_APPROVAL"
        case stop = "STOP"
    }

    /// What takes a decision's place where the reason is one of ``runCodes``.
    enum RunAction: String, CaseIterable {
        case block = "BLOCK_NEXT_CALL"
        case approval = "REQUIRE_APPROVAL"
        case alert = "ALERT_ONLY"
    }

    /// Reasons that come from the other product's projection of a run.
    static let projectionCode = "RUN_BUDGET_PROJECTION_EXCEEDED"
    static let runCodes = [projectionCode, "RUN_DRIFT_DETECTED", "RUN_STEPS_EXCEEDED"]
}
