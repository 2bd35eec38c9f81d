import FarthingCore

/// Where an agent stands in the order of names: names need not differ, ids do.
package struct AgentPlace: Hashable, Sendable {
    package var name: String
    package var id: String

    package init(name: String, id: String) {
        self.name = name
        self.id = id
    }

    package init(_ agent: Agent) { self.init(name: agent.name, id: agent.id) }

    /// Whether it stands before another one: by the names' bytes, then by the ids'.
    package func precedes(_ other: AgentPlace) -> Bool {
        if utf8Precedes(name, other.name) { return true }
        return name.utf8.elementsEqual(other.name.utf8) && utf8Precedes(id, other.id)
    }
}

/// Agents in the order of their names, so that a page of them looks at no others.
struct AgentOrder: Sendable {
    private(set) var places: [AgentPlace]

    init(_ agents: some Sequence<Agent>) {
        places = agents.map { AgentPlace($0) }.sorted { $0.precedes($1) }
    }

    /// The places behind one; all of them behind none.
    func behind(_ place: AgentPlace?) -> ArraySlice<AgentPlace> {
        guard let place else { return places[...] }
        var index = index(of: place)
        if index < places.count, places[index] == place { index += 1 }
        return places[index...]
    }

    mutating func insert(_ place: AgentPlace) {
        let index = index(of: place)
        if index < places.count, places[index] == place { return }
        places.insert(place, at: index)
    }

    mutating func remove(_ place: AgentPlace) {
        let index = index(of: place)
        if index < places.count, places[index] == place { places.remove(at: index) }
    }

    /// Where it stands, or would.
    private func index(of place: AgentPlace) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle].precedes(place) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
