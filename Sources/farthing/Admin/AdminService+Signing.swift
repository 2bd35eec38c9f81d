import FarthingCore
import FarthingReceipts

extension AdminService {
    /// Lets a new key seal the journal from now on.
    func rotateSigningKey(_ request: AdminRequest) async throws -> [UInt8] {
        guard let signing else {
            throw Failure(.unavailable, "the signing key cannot be changed here")
        }
        let rotation = try await signing.rotate(
            keepOldAt: request.name.isEmpty ? nil : request.name
        )
        return AdminAnswer.done { json in
            json.key("entry")
            json.int(rotation.entry)
            json.key("file")
            json.string(rotation.path)
            json.key("from")
            json.string(rotation.from.fingerprint)
            if !request.name.isEmpty {
                json.key("kept")
                json.string(request.name)
            }
            json.key("key")
            json.string(rotation.to.hex)
        }
    }
}
