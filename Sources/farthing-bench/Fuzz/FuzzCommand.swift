import ArgumentParser
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Feeds every reader of strangers' bytes with broken input.
struct FuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz",
        abstract: "Feed every parser with mutated input; seeded and reproducible."
    )

    @Option(help: "Seconds for each reader.")
    var seconds = 10.0

    @Option(help: "Only the reader of this name.")
    var target: String?

    @Option(help: "The first input's seed; every input after it has the next one.")
    var seed: UInt64 = 1

    @Option(help: "End after so many inputs, whatever the time.")
    var inputs = Int.max

    @Flag(help: "Print each input, to see what a fault is made of.")
    var show = false

    func run() throws {
        let targets = FuzzTarget.all.filter { target == nil || $0.name == target }
        guard !targets.isEmpty else {
            let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
            throw ValidationError("the readers are \(names)")
        }
        CrashNote.install(names: targets.map(\.name))
        let results = Mutex([FuzzResult?](repeating: nil, count: targets.count))
        let command = self
        let next = Atomic(0)
        // Two at a time, so that a trial takes half as long where there are two processors.
        DispatchQueue.concurrentPerform(iterations: min(2, targets.count)) { thread in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < targets.count else { return }
                let result = command.run(targets[index], index, thread: thread)
                results.withLock { $0[index] = result }
            }
        }
        let found = results.withLock { $0.compactMap { $0 } }
        showTable(
            ["", "inputs", "taken %", "slowest ms"],
            found.map { result in
                [
                    result.name, String(result.inputs),
                    decimal(100 * Double(result.taken) / Double(max(1, result.inputs))),
                    decimal(result.slowestSeconds * 1e3),
                ]
            }
        )
        print("")
        for result in found { result.bar.show() }
        if found.contains(where: { !$0.faults.isEmpty }) { throw ExitCode(1) }
    }
}

/// What a reader did with its inputs.
struct FuzzResult: Sendable {
    let name: String
    var inputs = 0
    var taken = 0
    var slowestSeconds = 0.0
    var faults: [String] = []

    var bar: Bar {
        Bar(
            name: "fuzz-" + name,
            value: Double(faults.count),
            unit: "faults",
            sense: .atMost,
            limit: 0
        )
    }
}

extension FuzzCommand {
    private static let faultsMax = 10
    /// An input of at most 64 KiB that takes longer is as good as a hang.
    private static let slowestSecondsMax = 2.0

    private func run(_ target: FuzzTarget, _ index: Int, thread: Int) -> FuzzResult {
        let mutator = Mutator(target)
        var result = FuzzResult(name: target.name)
        let start = Instant.now
        while result.inputs < inputs, result.faults.count < Self.faultsMax {
            let seed = seed &+ UInt64(result.inputs)
            CrashNote.note(index, seed, thread: thread)
            var random = Random(seed: seed)
            let input =
                result.inputs < target.seeds.count && self.seed == 1
                ? target.seeds[result.inputs] : mutator.input(using: &random)
            if show { print(String(decoding: input, as: UTF8.self)) }
            let began = Instant.now
            do throws(FuzzFault) {
                if try target.read(input, &random) { result.taken += 1 }
            } catch {
                report(&result, error.reason, seed)
            }
            result.inputs += 1
            let now = Instant.now
            let took = now.seconds(since: began)
            result.slowestSeconds = max(result.slowestSeconds, took)
            if took > Self.slowestSecondsMax { report(&result, "took \(decimal(took)) s", seed) }
            if now.seconds(since: start) > seconds { break }
        }
        return result
    }

    private func report(_ result: inout FuzzResult, _ reason: String, _ seed: UInt64) {
        result.faults.append(reason)
        complain("\(result.name): \(reason); again: \(CrashNote.command(result.name, seed))")
    }
}

/// Says which input it was when a reader crashes.
enum CrashNote {
    private static let places = Mutex<[String]>([])
    private static let first = Atomic<UInt64>(0)
    private static let second = Atomic<UInt64>(0)

    static func install(names: [String]) {
        places.withLock { $0 = names }
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
            _ = Glibc.signal(signal) { number in
                CrashNote.tell()
                Glibc.signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    /// Remembers what a thread is about to try; the reader's place in the low bits.
    static func note(_ index: Int, _ seed: UInt64, thread: Int) {
        let noted = seed << 8 | UInt64(index)
        if thread == 0 {
            first.store(noted, ordering: .relaxed)
        } else {
            second.store(noted, ordering: .relaxed)
        }
    }

    static func command(_ name: String, _ seed: UInt64) -> String {
        "farthing-bench fuzz --target \(name) --seed \(seed) --inputs 1"
    }

    private static func tell() {
        let noted = [first.load(ordering: .relaxed), second.load(ordering: .relaxed)]
        for place in noted where place != 0 {
            let names = places.withLock { $0 }
            complain("crashed at: " + command(names[Int(place & 0xFF)], place >> 8))
        }
    }
}
