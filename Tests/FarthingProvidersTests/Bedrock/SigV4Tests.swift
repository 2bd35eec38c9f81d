import FarthingCore
import FarthingProviders
import Testing

@Suite("Signature Version 4")
struct SigV4Tests {
    static let hashing = PlainSHA256.hashing

    /// The secret of AWS's test suite.
    static let suiteSecret = Array("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".utf8)

    @Test("SHA-256 and HMAC of these tests are those of their standards")
    func hashes() {
        func hex(_ bytes: [UInt8]) -> String {
            bytes.map { (($0 < 16) ? "0" : "") + String($0, radix: 16) }.joined()
        }
        #expect(
            hex(PlainSHA256.digest(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        // RFC 4231, test case 2.
        #expect(
            hex(
                PlainSHA256.hmac(
                    key: Array("Jefe".utf8),
                    Array("what do ya want for nothing?".utf8)
                )
            ) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        )
    }

    @Test(
        "AWS's own test suite: canonical request, string to sign and authorization",
        arguments: try SigV4Case.all("aws.txt")
    )
    func suite(_ one: SigV4Case) throws {
        let request = try one.request()
        let authorization = try SigV4Authorization(parsing: try one.text("authorization"))
        let body = Array(try one.text("body").utf8)
        let payloadHash = String(decoding: Self.hashing.hexSHA256(body), as: UTF8.self)
        let canonical = request.canonical(
            signing: authorization.signedFields,
            payloadHash: payloadHash
        )
        #expect(String(decoding: canonical, as: UTF8.self) == (try one.text("canonical")))
        let string = SigV4Request.stringToSign(
            time: "20150830T123600Z",
            authorization.scope,
            canonical: canonical,
            Self.hashing
        )
        #expect(String(decoding: string, as: UTF8.self) == (try one.text("string_to_sign")))
        // The one whose token is added behind the signature has a field that is not signed.
        var signed = request
        signed.fields.removeAll { !authorization.signedFields.contains($0.name) }
        let verifier = SigV4Verifier(Self.hashing, service: "service")
        try verifier.verify(
            signed,
            body: body,
            authorization,
            secret: Self.suiteSecret,
            nowMs: 1_440_938_160_000
        )
        let signer = SigV4Signer(
            Self.hashing,
            AWSCredentials(accessKeyID: "AKIDEXAMPLE", secret: Self.suiteSecret),
            region: "us-east-1",
            service: "service"
        )
        let added = signer.sign(signed, body: body, nowMs: 1_440_938_160_000)
        #expect(added.last?.value == (try one.text("authorization")))
    }

    @Test(
        "random requests that botocore signed are verified, and signed alike",
        arguments: try SigV4Case.all("botocore.txt")
    )
    func botocore(_ one: SigV4Case) throws {
        var request = try one.request()
        let body = try one.hexBody()
        let nowMs = try #require(one.node.member("now_ms" as StaticString)?.int64)
        let secret = Array(try one.text("secret").utf8)
        let field = try #require(request.fields.first { $0.name == "authorization" })
        let authorization = try SigV4Authorization(parsing: field.value)
        let verifier = SigV4Verifier(Self.hashing)
        try verifier.verify(request, body: body, authorization, secret: secret, nowMs: nowMs)

        request.fields.removeAll { $0.name == "authorization" }
        let credentials = AWSCredentials(
            accessKeyID: authorization.accessKeyID,
            secret: secret,
            sessionToken: one.node.member("token" as StaticString)?.string
        )
        let signer = SigV4Signer(Self.hashing, credentials, region: try one.text("region"))
        #expect(signer.sign(request, body: body, nowMs: nowMs).last?.value == field.value)

        // Whatever is changed, the signature holds no more.
        let hasHash = request.fields.contains { $0.name == "x-amz-content-sha256" }
        #expect(throws: hasHash ? SigV4Error.otherBody : .wrongSignature) {
            try verifier.verify(
                request,
                body: body + [0],
                authorization,
                secret: secret,
                nowMs: nowMs
            )
        }
        #expect(throws: SigV4Error.wrongSignature) {
            try verifier.verify(
                request,
                body: body,
                authorization,
                secret: secret + [0x41],
                nowMs: nowMs
            )
        }
        request.path += Array("x".utf8)
        #expect(throws: SigV4Error.wrongSignature) {
            try verifier.verify(request, body: body, authorization, secret: secret, nowMs: nowMs)
        }
    }
}
