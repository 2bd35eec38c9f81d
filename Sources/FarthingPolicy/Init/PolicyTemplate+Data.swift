extension PolicyTemplate {
    static let starterPolicy = """

        # `enforce` refuses what does not fit. `shadow` counts and records everything and refuses nothing:
        # good to begin with where programs run already.
        mode: enforce
        # A model that has no price cannot be held to a limit in money, so that calls to it are refused.
        unpriced: refuse
        # A call that no budget below matches is refused too; here, the first budget matches every call.
        unmatched: refuse

        budgets:
          # A call counts in every budget that matches it, and must fit all of them. This one has no
          # `match`: it counts everything, and a new day begins at midnight in its time zone.
          - id: daily
            limit: 10.00 USD
            window: day
            timezone: UTC
            # Before a call, what it can cost at the most is set aside; afterwards, what it did cost is
            # booked. `fitted` shortens an answer that would not fit otherwise, rather than refuse it.
            hold: fitted
            thresholds:
              # Half of the day's money gone: go on with the cheaper model. Equality passes.
              - { at: 50%, do: downgrade, to: gpt-5-mini, reason: half of the day's money is gone }
              - { at: 80%, do: warn }

          # `per` gives every agent an account of its own; agents name themselves with the header
          # x-farthing-agent, or their key does.
          - id: agent-tokens
            per: [agent]
            limit: 2M tokens
            window: hour
            hold: fitted

        rules:
          # A rule looks at one call by itself. Of all that apply the strictest decides, whatever the order.
          - id: big-call
            when: { cost: "> 2.00 USD" }
            do: block
            reason: split the work, or ask for a larger limit

        """

    static let starterCases = """
        cases:
          - name: a small call passes
            call: { provider: openai, model: gpt-5, input: 2000, output: 1000, agent: a1 }
            expect: allow

          - name: the second half of the day goes to the cheaper model
            given: { spent: { daily: 5.00 USD } }
            call: { provider: openai, model: gpt-5, input: 2000, output: 1000 }
            expect: { decision: downgrade, to: gpt-5-mini }

          - name: a full day refuses
            given: { spent: { daily: 10.00 USD } }
            call: { cost: 0.01 USD }
            expect: { decision: block, refused_by: daily }

          - name: big calls are to be split
            call: { cost: 2.01 USD }
            expect: { decision: block, rules: [big-call] }

          - name: an agent that runs wild stops, others go on
            calls:
              - { cost: 0.01 USD, input: 1M, agent: wild, times: 2, expect: allow }
              - { cost: 0.01 USD, input: 1, agent: wild, expect: { refused_by: agent-tokens } }
              - { cost: 0.01 USD, input: 1M, agent: calm, expect: allow }
              - { cost: 0.01 USD, input: 1M, agent: wild, after: 60m, expect: allow }

        """

    static let teamPolicy = """
        mode: enforce
        unpriced: refuse
        # Every call belongs to a team: its key says so, with `farthing keys create --scope team=research`.
        unmatched: refuse

        budgets:
          - id: research-month
            match: { team: research }
            limit: 400.00 USD
            window: month
            timezone: Europe/Berlin
            thresholds:
              # A ladder: the first model that is cheaper, the next one where the money does not suffice.
              - { at: 60%, do: downgrade, to: [gpt-5-mini, gpt-5-nano] }
              # Past nine tenths somebody of the group says yes to each call; keys are made voters with
              # `farthing keys create --name alice --approves leads`.
              - { at: 90%, do: approve, approvers: leads, within: 1h }

          - id: support-day
            match: { team: support }
            limit: 20.00 USD
            window: day
            timezone: Europe/Berlin
            hold: fitted

          # Nobody in a team spends everything alone.
          - id: person-day
            match: { team: "*" }
            per: [user]
            limit: 15.00 USD
            window: day
            timezone: Europe/Berlin
            hold: fitted

          # A queue instead of a refusal: at most eight calls of a team at a time, others wait their turn.
          - id: team-slots
            match: { team: "*" }
            per: [team]
            limit: 8 concurrent
            thresholds:
              - { at: 100%, do: wait, within: 20s }

        rules:
          - id: big-call
            when: { cost: "> 3.00 USD" }
            do: approve
            approvers: leads
            reason: calls above three dollars are looked at first

        """

    static let teamCases = """
        at: 2026-12-01T09:00:00Z
        cases:
          - name: research goes on with cheaper models past 60 %
            given: { spent: { research-month: 240.00 USD } }
            call: { provider: openai, model: gpt-5, input: 2000, output: 1000, team: research, user: ann }
            expect: { decision: downgrade, to: gpt-5-mini }

          - name: past 90 % a lead has to say yes
            given: { spent: { research-month: 360.00 USD } }
            call: { provider: openai, model: gpt-5-nano, input: 2000, output: 1000, team: research }
            expect: { decision: approve, approvers: leads }

          - name: one person does not use up the team's day
            given: { spent: { "person-day(user=ann)": 15.00 USD } }
            calls:
              - { cost: 0.10 USD, team: support, user: ann, expect: { refused_by: person-day } }
              - { cost: 0.10 USD, team: support, user: ben, expect: allow }

          - name: the ninth call of a team waits
            calls:
              - { cost: 0.10 USD, team: support, user: ann, running: true, times: 8, expect: allow }
              - { cost: 0.10 USD, team: support, user: ben, expect: wait }

          - name: big calls are looked at first
            call: { cost: 3.01 USD, team: support, user: ann }
            expect: { decision: approve, approvers: leads, rules: [big-call] }

          - name: a call without a team is refused
            call: { cost: 0.01 USD }
            expect: { refused_by: unmatched }

        """

    static let agentsPolicy = """
        mode: enforce
        unpriced: refuse
        unmatched: refuse

        budgets:
          # A run names itself with the header x-farthing-run; each has two dollars of its own, however
          # long it lasts, and the runs that it starts spend from them too.
          - id: run
            per: [run]
            limit: 2.00 USD
            window: run
            thresholds:
              - { at: 50%, do: downgrade, to: gpt-5-mini }

          - id: agents-day
            per: [agent]
            limit: 25.00 USD
            window: day
            hold: fitted

          # A kill switch that stays thrown: after ninety dollars in a day everything stops, until
          # somebody looks and says `farthing budgets resume everything`.
          - id: everything
            limit: 100.00 USD
            window: rolling 24h
            thresholds:
              - { at: 90%, do: pause }

        rules:
          - id: too-many-steps
            when: { steps: "> 60" }
            do: block
            reason: no task of ours takes more than sixty steps

          - id: loop
            when: { identical: "> 3" }
            do: block
            reason: the run asks the same thing again and again

          - id: retries
            when: { attempts: "> 5" }
            do: block
            reason: what failed five times fails again

          - id: on-its-way-over
            when: { projected: "> 150%" }
            do: approve
            approvers: owners
            reason: at this pace the run needs half as much again as it has

        """

    static let agentsCases = """
        cases:
          - name: a run of usual length passes
            call: { cost: 0.05 USD, agent: a1, run: r1, steps: 12 }
            expect: allow

          - name: a run that does not end is ended
            call: { cost: 0.05 USD, agent: a1, run: r1, steps: 61 }
            expect: { decision: block, rules: [too-many-steps] }

          - name: a loop is seen
            call: { cost: 0.05 USD, agent: a1, run: r1, steps: 9, identical: 4 }
            expect: { decision: block, rules: [loop] }

          - name: the second dollar of a run goes to the cheaper model
            given: { spent: { run: 1.00 USD } }
            call: { provider: openai, model: gpt-5, input: 2000, output: 1000, agent: a1, run: r1 }
            expect: { decision: downgrade, to: gpt-5-mini }

          - name: one run's money is not another's
            calls:
              - { cost: 0.50 USD, agent: a1, run: r1, times: 2, expect: allow }
              - { cost: 1.50 USD, agent: a1, run: r1, expect: { refused_by: run } }
              - { cost: 1.00 USD, agent: a1, run: r2, expect: allow }

          - name: where it would cost too much, an owner is asked
            call: { cost: 0.05 USD, agent: a1, run: r1, steps: 9, projected: 160% }
            expect: { decision: approve, approvers: owners, rules: [on-its-way-over] }

          - name: after ninety dollars everything stands still
            given: { spent: { everything: 90.00 USD } }
            calls:
              - { cost: 0.05 USD, agent: a1, run: r1, expect: { refused_by: everything } }
              - { cost: 0.05 USD, agent: a1, run: r1, after: 30h, expect: { refused_by: everything } }

        """

    static let paymentsPolicy = """
        mode: enforce
        unpriced: refuse
        unmatched: refuse

        budgets:
          # Only calls to models: a payment names a tool and no model.
          - id: models-day
            match: { model: "*" }
            limit: 20.00 USD
            window: day
            hold: fitted

          # Tools say themselves what they cost (docs/api/spend.md): each payment counts here as well.
          - id: payments-day
            match: { tool: "pay_*" }
            limit: 500.00 USD
            window: day

        rules:
          # What a key may do is written into the key, never into a header:
          # `farthing keys create --name till --capability payment_execute`.
          # read_only < data_write < payment_initiate < payment_execute
          - id: prepare
            when: { tool: "pay_prepare*" }
            require: payment_initiate

          - id: execute
            when: { tool: "pay_execute*" }
            require: payment_execute

          - id: two-of-finance
            when: { tool: "pay_*", cost: "> 100.00 USD" }
            do: approve
            approvers: finance
            need: 2
            within: 4h
            reason: payments above a hundred dollars

          - id: too-much
            when: { tool: "pay_*", cost: "> 400.00 USD" }
            do: block
            reason: larger payments are made by hand

        """

    static let paymentsCases = """
        cases:
          - name: an agent without the capability moves no money
            call: { tool: pay_execute_invoice, cost: 5.00 USD }
            expect: { decision: block, rules: [execute] }

          - name: preparing is not executing
            calls:
              - tool: pay_prepare_invoice
                cost: 5.00 USD
                capability: payment_initiate
                expect: allow
              - tool: pay_execute_invoice
                cost: 5.00 USD
                capability: payment_initiate
                expect: { decision: block, rules: [execute] }
              - tool: pay_execute_invoice
                cost: 5.00 USD
                capability: payment_execute
                expect: allow

          - name: two of finance look at what is above a hundred dollars
            call: { tool: pay_execute_invoice, cost: 100.01 USD, capability: payment_execute }
            expect: { decision: approve, approvers: finance, need: 2, rules: [two-of-finance] }

          - name: nobody can approve more than four hundred
            call: { tool: pay_execute_invoice, cost: 400.01 USD, capability: payment_execute }
            expect: { decision: block, rules: [too-much] }

          - name: payments do not use up the models' day
            given: { spent: { payments-day: 499.00 USD } }
            calls:
              - { provider: openai, model: gpt-5, input: 2000, output: 1000, expect: allow }
              - tool: pay_execute_invoice
                cost: 2.00 USD
                capability: payment_execute
                expect: { refused_by: payments-day }

        """
}
