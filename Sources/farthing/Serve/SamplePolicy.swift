/// The policy with which a first start begins where nobody has written one.
enum SamplePolicy {
    static let text = """
        # A sample policy, written at the first start because none was named. Edit it, check it with
        # `farthing policy check`, and have the server read it again: SIGHUP, or `farthing policy reload`.
        # `farthing policy init` writes larger ones, with cases to test them by.
        version: 1
        mode: enforce          # or shadow: count and record everything, refuse nothing
        unpriced: refuse       # a model without a price is refused
        unmatched: refuse      # a call that no budget below matches is refused

        budgets:
          # Everything together stops at ten dollars a day.
          - id: daily
            limit: 10.00 USD
            window: day
            hold: ceiling
            thresholds:
              - { at: 80%, do: warn, reason: most of the day's money is spent }

          # An agent that runs wild is slowed down before it is expensive. An agent names itself with
          # the header `x-farthing-agent`.
          - id: agent-tokens
            per: [agent]
            limit: 2M tokens
            window: hour
            hold: ceiling

        """
}
