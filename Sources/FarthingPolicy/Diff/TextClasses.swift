package import FarthingCore

/// The ways in which a text can fit some of a set of patterns and not others, each with a shortest
/// text that does: what two policies can tell apart of one dimension.
///
/// Exact: the patterns run side by side over every text, as automata whose states are finitely many.
package struct TextClasses {
    package struct Class: Hashable {
        package var witness: String
        /// By pattern, whether the class's texts fit it.
        package var fits: [Bool]
    }

    /// The most states that are looked at; beyond it the patterns are too tangled to be taken apart.
    static let statesMax = 50_000
    /// The most looks at a pattern on the way: about a second.
    static let looksMax = 20_000_000

    package let classes: [Class]

    /// Takes texts apart by `patterns`; nil where that takes more than ``statesMax`` states, or too long.
    package init?(_ patterns: [Glob]) {
        var search = Search(patterns)
        guard search.run() else { return nil }
        classes = search.found.sorted { utf8Precedes($0.witness, $1.witness) }
    }

    /// A walk over all texts, the shortest first, that goes on where something new may come.
    private struct Search {
        /// The patterns with stars and question marks, as their characters; by place in `patterns`.
        private let globs: [(index: Int, scalars: [Unicode.Scalar])]
        /// The patterns that only one text fits, as a tree of characters.
        private var trie: [[Unicode.Scalar: Int]] = [[:]]
        private var ends: [Int: [Int]] = [:]
        private let count: Int
        private let alphabet: [Unicode.Scalar]
        private(set) var found: [Class] = []
        private var seen: Set<State> = []
        private var lookCount = 0

        private struct State: Hashable {
            /// By glob, the places in it that a text so far may have come to.
            var places: [Set<Int>]
            /// Where in the tree the text is; nil when no exact pattern begins so.
            var node: Int?
        }

        init(_ patterns: [Glob]) {
            count = patterns.count
            var globs: [(Int, [Unicode.Scalar])] = []
            var letters: Set<Unicode.Scalar> = []
            for (index, pattern) in patterns.enumerated() {
                let scalars = Array(pattern.pattern.unicodeScalars)
                letters.formUnion(scalars.filter { $0 != "*" && $0 != "?" })
                if scalars.contains("*") || scalars.contains("?") {
                    globs.append((index, scalars))
                    continue
                }
                var node = 0
                for scalar in scalars {
                    if let next = trie[node][scalar] {
                        node = next
                    } else {
                        trie.append([:])
                        trie[node][scalar] = trie.count - 1
                        node = trie.count - 1
                    }
                }
                ends[node, default: []].append(index)
            }
            self.globs = globs.map { (index: $0.0, scalars: $0.1) }
            // One character stands for all that no pattern names.
            let plain = (UInt8(ascii: "a")...UInt8(ascii: "z")).map { Unicode.Scalar($0) }
            let other = plain.first { !letters.contains($0) } ?? "\u{E000}"
            alphabet = letters.sorted { $0.value < $1.value } + [other]
        }

        mutating func run() -> Bool {
            var vectors: Set<[Bool]> = []
            let start = State(places: globs.map { closure([0], $0.scalars) }, node: 0)
            var layer: [(state: State, text: String)] = [(start, "")]
            seen.insert(start)
            var length = 0
            while !layer.isEmpty {
                var next: [(state: State, text: String)] = []
                length += 1
                // No call carries a longer value, and no pattern is longer.
                guard length <= Scope.valueBytesMax else { return true }
                for (state, text) in layer {
                    lookCount += alphabet.count * (globs.count + 1)
                    guard lookCount <= TextClasses.looksMax else { return false }
                    for scalar in alphabet {
                        let reached = step(state, scalar)
                        guard seen.insert(reached).inserted else { continue }
                        guard seen.count <= TextClasses.statesMax else { return false }
                        var longer = text
                        longer.unicodeScalars.append(scalar)
                        lookCount += count
                        let fits = vector(reached)
                        if longer.utf8.count <= Scope.valueBytesMax, vectors.insert(fits).inserted {
                            found.append(Class(witness: longer, fits: fits))
                        }
                        next.append((reached, longer))
                    }
                }
                layer = next
            }
            return true
        }

        private func step(_ state: State, _ scalar: Unicode.Scalar) -> State {
            let places = zip(state.places, globs).map { places, glob in
                var reached: Set<Int> = []
                for place in places where place < glob.scalars.count {
                    let expected = glob.scalars[place]
                    if expected == "*" {
                        reached.insert(place)
                    } else if expected == "?" || expected == scalar {
                        reached.insert(place + 1)
                    }
                }
                return closure(reached, glob.scalars)
            }
            return State(places: places, node: state.node.flatMap { trie[$0][scalar] })
        }

        /// A star may stand for nothing.
        private func closure(_ places: Set<Int>, _ scalars: [Unicode.Scalar]) -> Set<Int> {
            var closed = places
            for place in places {
                var at = place
                while at < scalars.count, scalars[at] == "*" {
                    at += 1
                    closed.insert(at)
                }
            }
            return closed
        }

        private func vector(_ state: State) -> [Bool] {
            var fits = [Bool](repeating: false, count: count)
            for (places, glob) in zip(state.places, globs) {
                fits[glob.index] = places.contains(glob.scalars.count)
            }
            for index in state.node.flatMap({ ends[$0] }) ?? [] { fits[index] = true }
            return fits
        }
    }
}
