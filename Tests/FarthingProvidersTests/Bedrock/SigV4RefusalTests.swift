import FarthingCore
import FarthingProviders
import Testing

@Suite("Signature Version 4, refusals")
struct SigV4RefusalTests {
    static let nowMs: Int64 = 1_795_233_600_000
    static let secret = Array("secret".utf8)
    static let body = Array("{}".utf8)

    /// A request and its signature, made with `change` applied before signing.
    static func signed(
        atMs: Int64 = nowMs,
        service: String = "bedrock",
        _ change: (inout SigV4Request) -> Void = { _ in }
    ) throws -> (SigV4Request, SigV4Authorization) {
        var request = SigV4Request(
            method: "POST",
            path: Array("/bedrock/model/amazon.nova-micro-v1%3A0/converse".utf8),
            fields: [.init("host", "127.0.0.1:8484"), .init("content-type", "application/json")]
        )
        change(&request)
        let signer = SigV4Signer(
            PlainSHA256.hashing,
            AWSCredentials(accessKeyID: "fk1", secret: secret),
            region: "us-east-1",
            service: service
        )
        let added = signer.sign(request, body: body, nowMs: atMs)
        request.fields += added
        let authorization = try SigV4Authorization(parsing: try #require(added.last).value)
        return (request, authorization)
    }

    static func verify(
        _ signed: (SigV4Request, SigV4Authorization),
        acceptsUnsignedBody: Bool = false
    ) throws {
        let verifier = SigV4Verifier(
            PlainSHA256.hashing,
            acceptsUnsignedBody: acceptsUnsignedBody
        )
        try verifier.verify(signed.0, body: body, signed.1, secret: secret, nowMs: nowMs)
    }

    @Test(
        "a request is good for five minutes, before and after",
        arguments: [
            (-300_000, true), (300_000, true), (-301_000, false), (301_000, false),
        ]
    )
    func clock(_ offsetMs: Int64, _ isGood: Bool) throws {
        let signed = try Self.signed(atMs: Self.nowMs + offsetMs)
        if isGood {
            try Self.verify(signed)
        } else {
            #expect(throws: SigV4Error.tooOldOrEarly) { try Self.verify(signed) }
        }
    }

    @Test("a signature for another service is none for us")
    func service() throws {
        let signed = try Self.signed(service: "s3")
        #expect(throws: SigV4Error.otherService) { try Self.verify(signed) }
    }

    @Test("a signature for another region than that of the upstream is refused, and says which")
    func region() throws {
        let signed = try Self.signed()
        for (region, isGood) in [(nil, true), ("us-east-1", true), ("eu-west-1", false)] {
            let verifier = SigV4Verifier(PlainSHA256.hashing, region: region)
            let verify = {
                try verifier.verify(
                    signed.0,
                    body: Self.body,
                    signed.1,
                    secret: Self.secret,
                    nowMs: Self.nowMs
                )
            }
            if isGood {
                try verify()
            } else {
                let error = #expect(throws: SigV4Error.self) { try verify() }
                #expect(error?.message.contains("set the client's region to eu-west-1") == true)
                #expect(error?.awsCode == "InvalidSignatureException")
            }
        }
    }

    @Test("a day in the scope that is not that of the request's time is refused")
    func day() throws {
        var signed = try Self.signed()
        let index = try #require(signed.0.fields.firstIndex { $0.name == "x-amz-date" })
        // Half past midnight, the day after the scope's, a minute from now.
        signed.0.fields[index].value = "20261122T000001Z"
        let verifier = SigV4Verifier(PlainSHA256.hashing)
        #expect(throws: SigV4Error.otherDay) {
            try verifier.verify(
                signed.0,
                body: Self.body,
                signed.1,
                secret: Self.secret,
                nowMs: 1_795_305_600_000
            )
        }
    }

    @Test(
        "fields that AWS would act on must be signed",
        arguments: [
            "x-amz-security-token", "x-amz-content-sha256", "x-amzn-bedrock-service-tier",
        ]
    )
    func unsignedField(_ name: String) throws {
        var signed = try Self.signed()
        signed.0.fields.append(.init(name, "x"))
        #expect(throws: SigV4Error.fieldNotSigned(name)) { try Self.verify(signed) }
    }

    @Test("a trace id that a proxy adds does no harm")
    func traceID() throws {
        var signed = try Self.signed()
        signed.0.fields.append(.init("x-amzn-trace-id", "Root=1"))
        try Self.verify(signed)
    }

    @Test("a signed field that is gone, and one that came twice, are refused")
    func changedFields() throws {
        var signed = try Self.signed()
        signed.0.fields.removeAll { $0.name == "content-type" }
        #expect(throws: SigV4Error.fieldNotSigned("content-type")) { try Self.verify(signed) }
        signed = try Self.signed()
        signed.0.fields.append(.init("host", "127.0.0.1:8484"))
        #expect(throws: SigV4Error.fieldNotSigned("host")) { try Self.verify(signed) }
        signed = try Self.signed()
        signed.0.fields.append(.init("x-amz-date", "20261121T040000Z"))
        #expect(throws: SigV4Error.noTime) { try Self.verify(signed) }
    }

    @Test("an unsigned body passes only where TLS protects it")
    func unsignedBody() throws {
        let signed = try Self.signed {
            $0.fields.append(.init("x-amz-content-sha256", "UNSIGNED-PAYLOAD"))
        }
        #expect(throws: SigV4Error.bodyNotSigned) { try Self.verify(signed) }
        try Self.verify(signed, acceptsUnsignedBody: true)
    }

    @Test("a body sent in signed chunks is refused, with or without TLS")
    func chunkedBody() throws {
        let signed = try Self.signed {
            $0.fields.append(
                .init("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
            )
        }
        #expect(throws: SigV4Error.otherBody) {
            try Self.verify(signed, acceptsUnsignedBody: true)
        }
    }

    static let good =
        "AWS4-HMAC-SHA256 Credential=fk1/20261121/us-east-1/bedrock/aws4_request, "
        + "SignedHeaders=host;x-amz-date, Signature=" + String(repeating: "a", count: 64)

    @Test(
        "only the documented form of the field is read",
        arguments: [
            ("Signature=a", "Signature=A"), ("host;", "host;host;"), ("host;", "x-b;host;"),
            ("host;", "Host;"), ("SignedHeaders", "Signature"), ("aws4_request", "aws4"),
            ("20261121", "2026-1121"), ("Credential=fk1/", "Credential=/"), (", Sig", ", X=1, Sig"),
            ("us-east-1/", ""), ("host;", ";host;"), (", Signature=a", ", Signature="),
            ("us-east-1", String(repeating: "r", count: 129)),
        ]
    )
    func form(_ part: String, _ replacement: String) throws {
        _ = try SigV4Authorization(parsing: Self.good)
        let range = try #require(Self.good.firstRange(of: part))
        let changed = Self.good.replacingCharacters(in: range, with: replacement)
        #expect(throws: SigV4Error.malformed) { try SigV4Authorization(parsing: changed) }
    }

    @Test(
        "other kinds of authorization, and endless ones, are not read at all",
        arguments: [
            "", "Bearer fk_1", "AWS4-HMAC-SHA256",
            good + ", " + String(repeating: " ", count: 4_096),
        ]
    )
    func otherKinds(_ value: String) {
        #expect(throws: SigV4Error.noSignature) { try SigV4Authorization(parsing: value) }
    }
}

extension String {
    fileprivate func firstRange(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }

    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
