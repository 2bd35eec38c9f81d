import Synchronization

/// What the fleet has seen so far.
final class DemoTally: Sendable {
    struct Counts: Sendable {
        var answered = 0
        var running = 0
        var refused = 0
        var cut = 0
        var hungUp = 0
        var failed = 0
        var runningStreams = 0
        var agentsDone = 0
        /// The latest news, oldest first.
        var events: [String] = []
    }

    /// News that a screen has room for.
    static let eventsMax = 5

    private let counts = Mutex(Counts())

    var snapshot: Counts { counts.withLock { $0 } }

    func began(_ request: DemoRequest) {
        counts.withLock { counts in
            counts.running += 1
            if request.isStream { counts.runningStreams += 1 }
        }
    }

    func ended(_ request: DemoRequest, _ answer: DemoAnswer?) {
        counts.withLock { counts in
            counts.running -= 1
            if request.isStream { counts.runningStreams -= 1 }
            guard let answer else {
                counts.failed += 1
                return
            }
            switch answer.status {
            case 200:
                counts.answered += 1
                if answer.hungUp {
                    counts.hungUp += 1
                    Self.note(
                        "\(request.agent) hung up in mid-stream: charged all the same",
                        &counts
                    )
                } else if answer.wasCut {
                    counts.cut += 1
                    Self.note(
                        "\(request.agent)'s stream was cut at the limit, well-formed",
                        &counts
                    )
                }
            case 429:
                counts.refused += 1
                Self.note("\(request.agent) refused by \(answer.budget)", &counts)
            default: counts.failed += 1
            }
        }
    }

    func agentDone() { counts.withLock { $0.agentsDone += 1 } }

    func note(_ event: String) { counts.withLock { Self.note(event, &$0) } }

    private static func note(_ event: String, _ counts: inout Counts) {
        counts.events.append(event)
        if counts.events.count > eventsMax { counts.events.removeFirst() }
    }
}
