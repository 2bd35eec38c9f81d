import Farthing

/// The field by which a client shows who it is.
enum Identity {
    /// A field with a key; none where there is no key, and the app has said where requests go: a
    /// server of its own may ask for none.
    ///
    /// - Throws: ``SpendError`` `invalid` without a key for a provider's own address, and for a key
    ///   with characters that none has.
    static func fields(
        _ name: String,
        _ key: String,
        prefix: String = "",
        _ options: ClientOptions
    ) throws(SpendError) -> [ProviderRequest.Field] {
        guard !key.isEmpty else {
            guard options.baseURL != nil else {
                throw SpendError(
                    .invalid,
                    "The key is empty: the provider refuses calls without one. Is the variable that "
                        + "it is read from set?"
                )
            }
            return []
        }
        guard key.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw SpendError(
                .invalid,
                "The key has a character that no key has, such as a space or the end of a line; a "
                    + "key that is read from a file has it at its end."
            )
        }
        return [ProviderRequest.Field(name, prefix + key)]
    }
}
