/// Why the length of a recording cannot be bounded.
package struct AudioError: Error, Hashable, Sendable {
    /// A clause that ends a sentence.
    package let message: String

    init(_ message: String) { self.message = message }
}
