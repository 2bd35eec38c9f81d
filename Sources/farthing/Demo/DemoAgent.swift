import NIOCore

/// One simulated agent: calls, pauses, calls again, until its budget says no for good.
struct DemoAgent: Sendable {
    let name: String
    let team: String
    let key: String
    let port: Int
    /// True for the one that has lost its mind: no pauses, long answers.
    let isRunaway: Bool

    /// Refusals in a row after which an agent gives up for the day.
    private static let refusalsMax = 4

    func run(_ tally: DemoTally, group: any EventLoopGroup, until deadline: ContinuousClock.Instant)
        async
    {
        var random = SystemRandomNumberGenerator()
        var connection: DemoConnection?
        var refusals = 0
        while ContinuousClock.now < deadline, refusals < Self.refusalsMax {
            if connection?.isOpen != true {
                connection = try? await DemoConnection.open(port: port, group: group)
            }
            guard let open = connection else { break }
            let request = nextRequest(&random)
            tally.began(request)
            let answer = try? await open.send(request)
            tally.ended(request, answer)
            refusals = answer?.status == 429 ? refusals + 1 : 0
            let pauseMs = isRunaway ? 15 : Int.random(in: 40...260, using: &random)
            // Only a cancelled task wakes early, and then the loop ends.
            try? await Task.sleep(for: .milliseconds(pauseMs + refusals * 150))
        }
        await connection?.close()
        tally.agentDone()
    }

    private func nextRequest(_ random: inout SystemRandomNumberGenerator) -> DemoRequest {
        let draw = Int.random(in: 0..<100, using: &random)
        let isStream = isRunaway || draw < 75
        return DemoRequest(
            model: draw % 5 == 0 ? "gpt-4o-mini" : draw % 2 == 0 ? "gpt-4.1" : "gpt-4o",
            isStream: isStream,
            outputTokens: Int.random(in: isRunaway ? 400...700 : 40...420, using: &random),
            agent: name,
            key: key,
            chunkDelayMs: isRunaway ? 4 : 9,
            hangsUp: isStream && !isRunaway && draw % 17 == 1
        )
    }
}
