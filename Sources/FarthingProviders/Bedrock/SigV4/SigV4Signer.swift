/// What AWS knows the sender of a request by.
package struct AWSCredentials: Sendable {
    package let accessKeyID: String
    package let secret: [UInt8]
    /// Nil for keys that last.
    package let sessionToken: String?

    package init(accessKeyID: String, secret: [UInt8], sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secret = secret
        self.sessionToken = sessionToken
    }
}

/// Signs requests for AWS.
package struct SigV4Signer: Sendable {
    private let hashing: SigV4Hashing
    private let credentials: AWSCredentials
    private let region: String
    private let service: String

    package init(
        _ hashing: SigV4Hashing,
        _ credentials: AWSCredentials,
        region: String,
        service: String = "bedrock"
    ) {
        self.hashing = hashing
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// The fields to be added: `x-amz-date`, `x-amz-security-token` where there is one, and
    /// `authorization`. All fields of the request are signed, so that it must hold only those that
    /// arrive as they are sent: `host` among them, nothing that a hop may change.
    package func sign(
        _ request: SigV4Request,
        body: [UInt8],
        nowMs: Int64
    ) -> [SigV4Request.Field] {
        let time = SigV4Time.text(nowMs)
        let scope = SigV4Scope(date: String(time.prefix(8)), region: region, service: service)
        var added = [SigV4Request.Field("x-amz-date", time)]
        if let token = credentials.sessionToken {
            added.append(SigV4Request.Field("x-amz-security-token", token))
        }
        var signed = request
        signed.fields.removeAll { field in added.contains { $0.name == field.name } }
        signed.fields += added
        let names = Set(signed.fields.map(\.name)).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        // A body's hash that stands in the request is part of what is signed, as botocore has it.
        let payloadHash =
            request.single("x-amz-content-sha256")
            ?? String(decoding: hashing.hexSHA256(body), as: UTF8.self)
        let text = SigV4Request.stringToSign(
            time: time,
            scope,
            canonical: signed.canonical(signing: names, payloadHash: payloadHash),
            hashing
        )
        let key = hashing.signingKey(secret: credentials.secret, scope)
        let signature = String(decoding: Hex.encode(hashing.hmac(key, text)), as: UTF8.self)
        let value =
            "\(SigV4Authorization.algorithm) Credential=\(credentials.accessKeyID)/\(scope.text), "
            + "SignedHeaders=\(names.joined(separator: ";")), Signature=\(signature)"
        return added + [SigV4Request.Field("authorization", value)]
    }
}
