import FarthingCore
package import FarthingProviders
import NIOHTTP1

/// How requests that are signed for AWS are checked: the secret of a Farthing key's AWS form is
/// derived from the server's own, and stored nowhere.
package struct SignatureCheck: Sendable {
    let hashing: SigV4Hashing
    /// The secret that belongs to an access key's id.
    let secret: @Sendable (_ keyID: String) -> [UInt8]

    package init(_ hashing: SigV4Hashing, secret: @escaping @Sendable (String) -> [UInt8]) {
        self.hashing = hashing
        self.secret = secret
    }

    /// Returns if the request was signed with the secret of the key that it names, for `region`
    /// where that is given.
    func verify(
        _ request: ClientRequest,
        _ authorization: SigV4Authorization,
        region: String?,
        isProtected: Bool,
        nowMs: Int64
    ) throws(SigV4Error) {
        let path = request.uri.prefix { $0 != "?" }
        let signed = SigV4Request(
            method: request.method.rawValue,
            path: Array(path.utf8),
            query: Array(request.uri.dropFirst(path.count + 1).utf8),
            fields: request.fields.map {
                SigV4Request.Field($0.name.lowercased(), $0.value)
            }
        )
        // A key that nobody has costs the same time as a wrong signature.
        try SigV4Verifier(hashing, region: region, acceptsUnsignedBody: isProtected).verify(
            signed,
            body: request.body,
            authorization,
            secret: secret(authorization.accessKeyID),
            nowMs: nowMs
        )
        guard request.key != nil else { throw .wrongSignature }
    }
}
