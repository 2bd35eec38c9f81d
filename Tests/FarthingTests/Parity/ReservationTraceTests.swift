import Farthing
import FarthingCore
import Foundation
import Testing

@Suite("parity: agent-budget-guard's reservations")
struct ReservationTraceTests {
    /// What a session is meant to do otherwise, by trace and step.
    ///
    /// Theirs shows less than nothing as remaining after an overrun. Theirs forgets calls in flight
    /// when it is reset, and loses their answers when they commit.
    private static let differences: [Place: Figures] = [
        Place(trace: 0, step: 9): Figures(true, spent: 13, reserved: 0, remaining: 0),
        Place(trace: 3, step: 4): Figures(true, spent: 0, reserved: 1, remaining: 4),
        Place(trace: 3, step: 5): Figures(true, spent: 1, reserved: 0, remaining: 4),
        Place(trace: 3, step: 6): Figures(false, spent: 1, reserved: 0, remaining: 4),
    ]

    @Test("every step of its traces, but for the listed differences")
    func traces() async throws {
        let traces = try Traces.load()
        var compared = 0
        for (index, trace) in traces.enumerated() {
            let limit = Int64((trace.budget * 1e9).rounded())
            let text = "\(limit / 1_000_000_000).000000000"
            let rig = SessionRig(try BudgetedSession(limit: .usd(text)))
            for (number, step) in trace.steps.enumerated() {
                let passed = try await rig.take(step)
                let theirs = Figures(
                    step.passed,
                    spent: step.spent,
                    reserved: step.reserved,
                    remaining: step.remaining
                )
                let place = Place(trace: index, step: number)
                let expected = Self.differences[place] ?? theirs
                #expect(rig.figures(passed) == expected, "\(place)")
                if let ours = Self.differences[place] { #expect(ours != theirs, "\(place)") }
                compared += 1
            }
        }
        #expect(compared == 24)
    }
}

private struct Place: Hashable {
    let trace: Int
    let step: Int
}

/// What a step has led to, in nano-dollars.
private struct Figures: Equatable {
    let passed: Bool
    let spent: Int64
    let reserved: Int64
    let remaining: Int64

    init(_ passed: Bool, spent: Double, reserved: Double, remaining: Double) {
        self.passed = passed
        self.spent = Int64((spent * 1e9).rounded())
        self.reserved = Int64((reserved * 1e9).rounded())
        self.remaining = Int64((remaining * 1e9).rounded())
    }
}

/// A call in flight in a place where it can be looked up; a token itself cannot be.
private final class Flight {
    private var token: InFlight?

    init(_ token: consuming InFlight) { self.token = consume token }

    /// Nil where it was closed before, which a program with the token itself cannot write.
    func take() -> InFlight? { token.take() }
}

private final class SessionRig {
    private let session: BudgetedSession
    private var flights: [String: Flight] = [:]

    init(_ session: BudgetedSession) { self.session = session }

    /// Whether a step of a trace passes.
    func take(_ step: Traces.Step) async throws -> Bool {
        switch step.name {
        case "reserve":
            let request = SpendRequest(tool: "call", cost: .nanos(step.nanos))
            do {
                let hold = try await session.hold(request)
                flights[step.call] = Flight(try await hold.dispatch())
                return true
            } catch let error as SpendError {
                #expect(error.poolRefusal?.needed == step.nanos)
                return false
            }
        case "commit":
            guard let token = flights[step.call]?.take() else { return false }
            _ = try await token.settle(.nanos(step.nanos))
            return true
        case "rollback":
            if let token = flights[step.call]?.take() { _ = try await token.settle(.nothing) }
            return true
        default:
            session.reset()
            return true
        }
    }

    func figures(_ passed: Bool) -> Figures {
        Figures(
            passed,
            spent: Double(session.spentNanos) / 1e9,
            reserved: Double(session.heldNanos) / 1e9,
            remaining: Double(session.remainingNanos ?? -1) / 1e9
        )
    }
}

private struct Traces: Decodable {
    let traces: [Trace]

    struct Trace: Decodable {
        let budget: Double
        let steps: [Step]
    }

    struct Step: Decodable {
        let op: [Word]
        let result: Result
        let spent: Double
        let reserved: Double
        let remaining: Double

        var name: String { op.first?.text ?? "" }
        var call: String { op.count > 1 ? op[1].text : "" }
        var nanos: Int64 { op.count > 2 ? Int64((op[2].number * 1e9).rounded()) : 0 }
        var passed: Bool { result.passed }
    }

    struct Word: Decodable {
        var text = ""
        var number = 0.0

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let number = try? value.decode(Double.self) {
                self.number = number
            } else {
                text = try value.decode(String.self)
            }
        }
    }

    struct Result: Decodable {
        let passed: Bool

        init(from decoder: any Decoder) throws {
            passed = (try? decoder.singleValueContainer().decode(Bool.self)) ?? false
        }
    }

    static func load() throws -> [Trace] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Vectors/agent_budget_guard/reservation_traces.json")
        return try JSONDecoder().decode(Traces.self, from: Data(contentsOf: file)).traces
    }
}
