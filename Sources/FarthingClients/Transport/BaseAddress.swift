import Farthing
import FarthingCore

/// Where requests go: a scheme, a host, perhaps a port and a path before the provider's own.
struct BaseAddress: Sendable {
    /// Without a slash at its end.
    let text: String

    /// Reads an address.
    ///
    /// - Throws: ``SpendError`` `invalid` for one that nothing can be sent to, or that has a user, a
    ///   password, a query or a fragment in it: keys belong into fields, which no log shows.
    init(_ address: String) throws(SpendError) {
        var base = address
        while base.hasSuffix("/") { base.removeLast() }
        // With OpenAI's own package the version belongs to the base; with ours, to the path.
        for version in ["/v1", "/v1beta"] where base.hasSuffix(version) {
            base.removeLast(version.count)
        }
        do throws(HTTPAddress.Fault) {
            text = try HTTPAddress(base).text
        } catch {
            throw SpendError(
                .invalid,
                "The base address \(error.reason). Write it as https://host:port/path."
            )
        }
    }
}
