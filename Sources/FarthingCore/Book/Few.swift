/// A list whose first element needs no memory of its own: most holds have one line.
struct Few<Element: Sendable>: Sendable {
    private var first: Element?
    private var others: [Element] = []

    init() {}

    /// A list of one.
    init(only element: Element) { first = element }

    init(_ elements: some Sequence<Element>) {
        for element in elements { append(element) }
    }

    /// The element of a list of one; nil for another list.
    var only: Element? { others.isEmpty ? first : nil }

    mutating func append(_ element: Element) {
        if first == nil { first = element } else { others.append(element) }
    }
}

extension Few: RandomAccessCollection, MutableCollection {
    var startIndex: Int { 0 }
    var endIndex: Int { first == nil ? 0 : 1 + others.count }

    subscript(position: Int) -> Element {
        get {
            if position == 0, let first { return first }
            return others[position - 1]
        }
        set {
            if position == 0, first != nil {
                first = newValue
            } else {
                others[position - 1] = newValue
            }
        }
    }
}

extension Few: ExpressibleByArrayLiteral {
    init(arrayLiteral elements: Element...) { self.init(elements) }
}
