/// What the demo's fleet may spend.
enum DemoPolicy {
    static let teams = ["research", "support", "coding"]
    static let companyNanos: Int64 = 500_000_000

    static let text = """
        version: 1
        tenant: demo
        budgets:
          - id: company
            limit: 0.50 USD
            window: day
            hold: metered
            thresholds:
              - { at: 50%, do: warn }
              - { at: 80%, do: warn }
          - id: team
            per: [team]
            limit: 0.18 USD
            window: day
            hold: metered
          - id: agent-tokens
            per: [agent]
            limit: 3500 tokens
            window: day
            hold: metered
        """
}
