import FarthingReceipts
import FarthingSQLite

/// Which key seals the journal: from the environment, from a file, or made at the first start.
enum SigningKeyChoice {
    static let variable = "FARTHING_SIGNING_KEY"

    /// - Parameter makesIt: whether a key may be made where there is none.
    static func choose(
        _ settings: Settings,
        _ folder: DataFolder,
        makesIt: Bool
    ) throws(Failure) -> SigningKey {
        let path = try settings.text(.signingKeyFile)
        do throws(KeyError) {
            if let text = settings.variable(variable) {
                return try SigningKey(
                    Array(text.utf8),
                    place: "environment variable \(variable)"
                )
            }
            if let path { return try KeyFile.signingKey(at: path) }
            guard makesIt else { return try KeyFile.signingKey(at: folder.privateKey) }
            return try KeyFile.signingKey(atOrMadeAt: folder.privateKey).key
        } catch {
            throw Failure(.configuration, error.message)
        }
    }
}
