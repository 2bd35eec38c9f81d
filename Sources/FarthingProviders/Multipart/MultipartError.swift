/// Why a form cannot be read in one way only.
package struct MultipartError: Error, Hashable, Sendable {
    /// A clause that ends a sentence; quotes nothing of the form but names of fields.
    package let message: String

    init(_ message: String) { self.message = message }
}
