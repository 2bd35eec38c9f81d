/// What the policy decides about a call.
package struct PolicyExplanation: Sendable, PagePart {
    /// One rule, threshold or budget that was looked at.
    package struct Step: Sendable, PagePart {
        /// Its id.
        package var name: String
        /// What it says about the call, as `block`; empty where it does not apply.
        package var action: String
        /// Both sides of each comparison.
        package var reason: String
        /// Whether it is among those that determined the decision.
        package var isDecisive: Bool

        package init(name: String, action: String, reason: String, isDecisive: Bool) {
            self.name = name
            self.action = action
            self.reason = reason
            self.isDecisive = isDecisive
        }

        package var fields: PageFields {
            PageFields([
                "name": name, "action": action.isEmpty ? "does not apply" : action,
                "reason": reason, "isDecisive": isDecisive,
            ])
        }
    }

    /// The decision in a word, as `refused`.
    package var decision: PageMark
    /// What whoever called would be told.
    package var text: String
    package var steps: [Step]

    package init(decision: PageMark, text: String, steps: [Step]) {
        self.decision = decision
        self.text = text
        self.steps = steps
    }

    package var fields: PageFields {
        PageFields([
            "decision": decision, "text": text, "steps": steps, "hasSteps": !steps.isEmpty,
        ])
    }
}
