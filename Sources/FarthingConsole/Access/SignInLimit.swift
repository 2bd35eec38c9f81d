import FarthingCore
import Synchronization

/// How many sign-ins may fail: so many at once and then one at a time, for each client's network and
/// for all together.
///
/// A try by way of an identity provider takes its place before it is judged, so that many at once do not
/// get past, and gives it back where it succeeds; the bound for all may keep a person out while somebody
/// else is trying. Tokens and keys are compared first, and only those that are nobody's take a place: the
/// right one is never kept out.
package final class SignInLimit: Sendable {
    /// A bucket's size, and how soon it fills again.
    package struct Rule: Sendable {
        /// Tries at once.
        package let triesMax: Int
        /// After how long one more may be made.
        package let refillMs: Int64

        package init(triesMax: Int, refillMs: Int64) {
            self.triesMax = triesMax
            self.refillMs = refillMs
        }

        /// What a person who mistypes does not reach, and what is hopeless for a guesser.
        package static let client = Rule(triesMax: 10, refillMs: 30_000)
        /// Wrong tokens and keys in a header: a fleet of agents whose keys were revoked is told so for a
        /// while.
        package static let header = Rule(triesMax: 100, refillMs: 1_000)
        package static let allHeaders = Rule(triesMax: 1_000, refillMs: 50)
        /// Some dozen of clients at once.
        package static let all = Rule(triesMax: 100, refillMs: 1_000)

        /// When a bucket is full. One that says later than an empty one would was filled before the clock
        /// was set back, and says nothing now: nobody is to be kept out for that.
        func bounded(_ fullAtMs: Int64, _ nowMs: Int64) -> Int64 {
            fullAtMs > nowMs + Int64(triesMax) * refillMs ? nowMs : fullAtMs
        }

        /// How long a bucket that is full at `fullAtMs` has no room yet; 0 where it has.
        func waitMs(_ fullAtMs: Int64, _ nowMs: Int64) -> Int64 {
            max(0, max(fullAtMs, nowMs) + refillMs - nowMs - Int64(triesMax) * refillMs)
        }
    }

    /// Networks that are remembered. Those whose bucket is full again are forgotten first, and the
    /// bound for all lets far fewer be otherwise.
    package static let clientsMax = 4_096

    private struct State: Sendable {
        /// When each bucket will be full, which says how full it is.
        var clients: [String: Int64] = [:]
        var all: Int64 = 0
    }

    private let client: Rule
    private let all: Rule
    private let clientsMax: Int
    private let state = Mutex(State())

    package init(
        client: Rule = .client,
        all: Rule = .all,
        clientsMax: Int = SignInLimit.clientsMax
    ) {
        self.client = client
        self.all = all
        self.clientsMax = clientsMax
    }

    /// How many networks are remembered.
    package var count: Int { state.withLock { $0.clients.count } }

    /// Takes a place for a try.
    ///
    /// - Parameter address: the client's, as text.
    /// - Returns: how long to wait where there is none, in milliseconds; nil where it was taken.
    package func take(_ address: String, nowMs: Int64) -> Int64? {
        let network = ClientNetwork.of(address)
        return state.withLock { state in
            let fullAtMs = client.bounded(state.clients[network] ?? 0, nowMs)
            state.all = all.bounded(state.all, nowMs)
            let waitMs = max(client.waitMs(fullAtMs, nowMs), all.waitMs(state.all, nowMs))
            guard waitMs == 0 else { return waitMs }
            if state.clients[network] == nil, state.clients.count >= clientsMax {
                state.clients = state.clients.filter { $0.value > nowMs }
                guard state.clients.count < clientsMax else { return client.refillMs }
            }
            state.clients[network] = max(fullAtMs, nowMs) + client.refillMs
            state.all = max(state.all, nowMs) + all.refillMs
            return nil
        }
    }

    /// Gives the place of a try back that succeeded.
    package func giveBack(_ address: String) {
        let network = ClientNetwork.of(address)
        state.withLock { state in
            state.clients[network]? -= client.refillMs
            state.all -= all.refillMs
        }
    }
}

extension ConsoleError {
    /// 429 for one try too many, with the time to wait.
    static func tooManyTries(_ detail: String, waitMs: Int64) -> ConsoleError {
        var error = ConsoleError(429, "too_many_requests", detail)
        error.fields = [("retry-after", String((waitMs + 999) / 1_000))]
        return error
    }
}

/// What one client can easily have: an address of version 4, or a network of version 6.
enum ClientNetwork {
    /// The network of an address as text; the text itself where it is none.
    static func of(_ address: String) -> String {
        guard address.contains(":") else { return address }
        // Version 4 within version 6.
        if address.contains(".") { return String(address[after: ":"]) }
        // What follows `::` counts only where fewer than four groups stand before it.
        let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        var groups = halves[0].split(separator: ":").map(String.init)
        if halves.count == 2 {
            let tail = halves[1].split(separator: ":").map(String.init)
            let zeros = max(0, 8 - groups.count - tail.count)
            groups += [String](repeating: "0", count: zeros) + tail
        }
        return groups.prefix(4).joined(separator: ":") + "::/64"
    }
}

extension String {
    /// What stands behind the last of a separator.
    fileprivate subscript(after separator: Character) -> Substring {
        lastIndex(of: separator).map { self[index(after: $0)...] } ?? self[...]
    }
}
