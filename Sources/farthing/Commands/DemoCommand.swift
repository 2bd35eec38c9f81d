import ArgumentParser
import FarthingCore
import FarthingGateway
import FarthingSQLite
import FarthingScripted
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Shows in ten seconds what Farthing does: a fleet of agents under a small budget.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch a fleet of simulated agents under a small budget.",
        discussion: """
            Needs no key and no network: real HTTP calls go through the real gateway to the built-in \
            scripted provider, on a ledger in a temporary folder whose receipts are verified at the \
            end.
            """
    )

    @Option(help: "Seconds after which the agents stop, 2 to 15.")
    var seconds: Int64 = 9

    @Flag(help: "Print a line a second instead of the live view.")
    var plain = false

    @Flag(help: "Leave the ledger's folder, and say where it is.")
    var keep = false

    private static let agentsPerTeam = 8

    func run() async throws {
        guard (2...15).contains(seconds) else {
            throw Failure(.usage, "--seconds: from 2 to 15")
        }
        let isLive = !plain && Self.hasScreen
        let started = ContinuousClock.now
        let stage: DemoStage
        do {
            stage = try await DemoStage.build()
        } catch {
            throw Failure(describing: error)
        }
        let tally = DemoTally()
        await play(stage, tally, isLive: isLive, started)
        let (accounts, billedNanos) = await settle(stage)
        await stage.shutdown()
        let check = try JournalCheck.run(
            .folder(stage.folder),
            keys: [stage.publicKey],
            balances: true
        )
        let summary = DemoSummary(
            counts: tally.snapshot,
            accounts: accounts,
            billedNanos: billedNanos,
            check: check,
            elapsedMs: Self.elapsedMs(since: started),
            isColoured: isLive
        )
        summary.lines.forEach(Console.line)
        if keep { Console.line("  the ledger is in \(stage.folder.path)\n") }
        if !keep { stage.removeFolder() }
        if !summary.isGood { throw Failure(.invalid, "the demo did not keep what it promises") }
    }

    /// The agents call, the operator tops up once, and whoever watches sees it.
    private func play(
        _ stage: DemoStage,
        _ tally: DemoTally,
        isLive: Bool,
        _ started: ContinuousClock.Instant
    ) async {
        let deadline = started + .seconds(seconds)
        let clients = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let agents = agents(of: stage)
        if isLive { Self.restoreCursorOnInterrupt() }
        await withTaskGroup(of: Void.self) { group in
            for agent in agents {
                group.addTask { await agent.run(tally, group: clients, until: deadline) }
            }
            group.addTask { await topUp(stage, tally, at: started + .seconds(seconds) * 2 / 3) }
            group.addTask {
                await watch(stage, tally, agents: agents.count, isLive: isLive, started)
            }
        }
        // The process ends soon anyway.
        try? await clients.shutdownGracefully()
    }

    private func agents(of stage: DemoStage) -> [DemoAgent] {
        DemoPolicy.teams.flatMap { team in
            (1...Self.agentsPerTeam).map { number in
                DemoAgent(
                    name: "\(team)-\(number)",
                    team: team,
                    key: stage.keys[team] ?? "",
                    port: stage.gateway.port,
                    isRunaway: team == "coding" && number == 5
                )
            }
        }
    }

    private func topUp(
        _ stage: DemoStage,
        _ tally: DemoTally,
        at time: ContinuousClock.Instant
    ) async {
        try? await Task.sleep(until: time)
        var request = AdminRequest(.topUp)
        request.name = "team"
        request.scope = ["team=support"]
        request.amount = "0.02 USD"
        request.note = "demo"
        let service = AdminService(ledger: stage.ledger, keys: nil)
        guard (try? await service.answer(request)) != nil else { return }
        tally.note("the operator gives support 2 cents more")
    }

    private func watch(
        _ stage: DemoStage,
        _ tally: DemoTally,
        agents: Int,
        isLive: Bool,
        _ started: ContinuousClock.Instant
    ) async {
        var view = DemoView(columns: Console.size.columns, agentsPerTeam: Self.agentsPerTeam)
        while true {
            let counts = tally.snapshot
            let accounts = (try? await stage.ledger.accounts()) ?? []
            let elapsedMs = Self.elapsedMs(since: started)
            if isLive {
                view.draw(accounts, counts, elapsedMs: elapsedMs)
            } else {
                Console.line(Self.plainLine(accounts, counts, elapsedMs))
            }
            if counts.agentsDone == agents { break }
            try? await Task.sleep(for: .milliseconds(isLive ? 80 : 1_000))
        }
        if isLive { view.end() }
    }

    /// Waits until nothing is held, so that the sums are final.
    private func settle(_ stage: DemoStage) async -> ([AccountStatement], Int64) {
        for _ in 0..<300 {
            let holds = (try? await stage.ledger.openHolds(limit: 1)) ?? []
            if holds.isEmpty, stage.provider.openCallCount() == 0 { break }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return ((try? await stage.ledger.accounts()) ?? [], stage.billedNanos())
    }

    private static func plainLine(
        _ accounts: [AccountStatement],
        _ counts: DemoTally.Counts,
        _ elapsedMs: Int64
    ) -> String {
        let company = accounts.first { $0.key.budget == "company" }
        let limit = company?.limit ?? DemoPolicy.companyNanos
        let spent = company?.spent ?? 0
        return "\(elapsedMs / 1_000).\(elapsedMs % 1_000 / 100) s  company "
            + "\(Shown.dollars(spent, places: 4)) of \(Shown.dollars(limit, places: 2)) "
            + "(\(Shown.share(spent, of: limit)))  answered \(counts.answered)  "
            + "running \(counts.running)  refused \(counts.refused)  cut \(counts.cut)  "
            + "hung up \(counts.hungUp)"
    }

    private static func elapsedMs(since start: ContinuousClock.Instant) -> Int64 {
        Int64((ContinuousClock.now - start) / .milliseconds(1))
    }

    /// Whether standard output is a terminal that can be drawn on.
    private static var hasScreen: Bool {
        guard Console.isTerminal, Console.size.columns >= DemoView.columnsMin,
            Console.size.rows >= 24, getenv("NO_COLOR") == nil
        else { return false }
        return getenv("TERM").map { String(cString: $0) } ?? "dumb" != "dumb"
    }

    /// Ctrl-C must not leave a terminal without a cursor.
    private static func restoreCursorOnInterrupt() {
        signal(SIGINT) { _ in
            var bytes: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (
                0x1B, 0x5B, 0x3F, 0x32, 0x35, 0x68
            )
            _ = write(1, &bytes, 6)
            _exit(130)
        }
    }
}
