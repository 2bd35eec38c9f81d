extension Governor {
    /// Sets money aside for a call whose bound can be found out more closely, which is worth it where
    /// the first bound does not fit.
    ///
    /// The first refusal is told to nobody where a closer bound is asked for instead.
    ///
    /// - Parameter closer: makes the same call with a closer bound; nil where there is none.
    package func hold(
        _ request: SpendRequest,
        closer: (SpendError) async -> SpendRequest?
    ) async throws(SpendError) -> Hold {
        let context = SpendContext.current
        do throws(SpendError) {
            return Hold(
                self,
                try await admit(request, in: context, isSent: false, isFinal: false)
            )
        } catch {
            guard error.isOverLimit else { throw error }
            guard let other = await closer(error) else { throw tell(error, to: context.pools) }
            return try await hold(other, in: context)
        }
    }
}
