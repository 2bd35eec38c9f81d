import FarthingCore

extension LedgerConformance {
    static let batchCases: [ConformanceCase] = [
        ConformanceCase("commands of one submission are applied in their order") { trial in
            await trial.budget("a", limit: 100)
            let commands: [Command] = [
                .hold(trial.request(1, ["a": 60])), .hold(trial.request(2, ["a": 60])),
                trial.settle(1, [40]), .hold(trial.request(3, ["a": 60], key: "k")),
                trial.settle(3, [60]), .hold(trial.request(4, ["a": 0], key: "k")),
                trial.settle(1, [30], .invoiced),
            ]
            let outcomes = (try? await trial.ledger.apply(commands, nowMs: trial.nowMs)) ?? []
            let wanted = [
                "held", "refused overLimit", "settled", "held", "settled",
                "refused alreadySettled", "settled",
            ]
            trial.expect("outcomes", outcomes.map(\.summary), is: wanted)
            await trial.expect("a", spent: 90)
        },
        ConformanceCase("a submission of 4,096 commands is taken, a longer one is an error") {
            trial in
            await trial.budget("a", limit: 10_000)
            let most = LedgerLimits.commandsMax
            trial.expect("the bound", most, is: 4_096)
            let commands = (1...most + 1).map { number in
                Command.charge(trial.request(UInt64(number), ["a": 1]))
            }
            do {
                _ = try await trial.ledger.apply(commands, nowMs: trial.nowMs)
                trial.fail("an error", got: "outcomes")
            } catch {
                trial.expect("the error", (error as? LedgerError)?.code, is: .invalid)
            }
            await trial.expect("a", spent: 0)
            let taken = try? await trial.ledger.apply(
                Array(commands.dropLast()),
                nowMs: trial.nowMs
            )
            trial.expect("outcomes", taken?.count, is: most)
            await trial.expect("a", spent: Int64(most))
        },
        ConformanceCase("a balance is written where something changed") { trial in
            await trial.budget("a", limit: 100)
            await trial.expect(.charge(trial.request(1, ["a": 1])), "settled")
            await trial.expect(.balance, "applied")
            await trial.expect(.balance, "unchanged")
            await trial.expect("a", spent: 1)
        },
    ]

    static let durableCases: [ConformanceCase] = [
        ConformanceCase("nothing is lost when the ledger is opened again", isDurable: true) {
            trial in
            await prepare(trial)
            let accounts = await trial.accounts()
            let holds = await trial.openHolds()
            for _ in 1...2 {
                await trial.reopen()
                var again = await trial.accounts()
                // A statistic that no entry carries, and accounts that nothing ever touched.
                for index in again.indices { again[index].wouldRefuse = 0 }
                trial.expect("accounts", again.filter(isUsed), is: accounts.filter(isUsed))
                trial.expect("open holds", await trial.openHolds(), is: holds)
            }
            await continued(trial)
        }
    ]

    private static func isUsed(_ account: AccountStatement) -> Bool {
        account.spent != 0 || account.held != 0 || account.topUps != 0
    }

    /// A little of everything.
    private static func prepare(_ trial: Trial) async {
        await trial.budget("a", limit: 100, window: .day, zone: SampleZone.summer)
        await trial.budget("b", limit: 100, window: .rolling(lengthMs: 64_000))
        await trial.expect(.hold(trial.request(1, ["a": 10, "b": 10], key: "one")), "held")
        await trial.expect(.hold(trial.request(2, ["a": 20, "b": 20], key: "two")), "held")
        await trial.expect(.hold(trial.request(3, ["a": 5, "b": 5], livesMs: 10)), "held")
        await trial.expect(trial.settle(2, [15, 15], .metered), "settled")
        await trial.expect(.dispatch(Trial.id(1)), "dispatched")
        await trial.expect(
            trial.extend(1, ["a": 12, "b": 12], livesMs: 60_000, job: "batch"),
            "held"
        )
        trial.nowMs += 1_000
        await trial.expect(
            .topUp(AccountChange(budget: "a", scope: "", amount: 7, key: "up")),
            "applied"
        )
        await trial.expect(
            .refund(AccountChange(budget: "b", scope: "", amount: 3)),
            "applied"
        )
        await trial.expect(.pause(budget: "a", scope: nil, note: ""), "applied")
    }

    /// Goes on as if nothing had happened.
    private static func continued(_ trial: Trial) async {
        await trial.expect(.hold(trial.request(4, ["a": 1])), "refused paused")
        await trial.expect(.resume(budget: "a", scope: nil, note: ""), "applied")
        await trial.expect(
            .topUp(AccountChange(budget: "a", scope: "", amount: 7, key: "up")),
            "applied"
        )
        await trial.expect(.hold(trial.request(5, ["a": 1], key: "one")), "refused inFlight")
        await trial.expect(.hold(trial.request(6, ["a": 1], key: "two")), "refused alreadySettled")
        await trial.expect(trial.settle(2, [15, 15], .metered), "settled again")
        await trial.expect(trial.settle(2, [11, 11], .reported), "settled")
        await trial.expect("a", spent: 11, held: 12)
        await trial.expect("b", spent: 8, held: 12)
        await trial.expect(trial.settle(3, [1, 1]), "settled late")
        await trial.expect(trial.release(1), "released")
        await trial.expect(.hold(trial.request(7, ["a": 96])), "refused overLimit")
        await trial.expect(.hold(trial.request(8, ["a": 95])), "held")
        await trial.reopen()
        await trial.expect("a", spent: 12, held: 95)
        await trial.expect(trial.settle(2, [11, 11], .reported), "settled again")
    }
}
