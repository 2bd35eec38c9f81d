import FarthingCore

let second: Int64 = 1_000_000_000
let search = GuardKey(module: "Shop", tool: "search")

/// Numbers that are the same in every run with one seed.
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    /// A number below `sides`.
    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }
}

/// A machine in a place of its own, so that an expectation may ask it what changes it.
@dynamicMemberLookup
final class Held<Machine> {
    var machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    subscript<Value>(dynamicMember path: KeyPath<Machine, Value>) -> Value {
        machine[keyPath: path]
    }
}
