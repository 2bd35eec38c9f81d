import FarthingCore
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import X509

/// Lets calls through whose certificate is for the tenant that is served, and no other.
struct CertificateTenant: ServerInterceptor {
    /// What a certificate's alternative name begins with that says a tenant:
    /// `farthing:tenant:acme`.
    static let prefix = "farthing:tenant:"

    let tenant: @Sendable () -> String

    @concurrent
    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>,
        context: ServerContext,
        next:
            @Sendable @concurrent (StreamingServerRequest<Input>, ServerContext) async throws ->
            StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        let transport = context.transportSpecific as? HTTP2ServerTransport.Posix.Context
        guard let certificate = transport?.peerCertificate else {
            throw RPCError(code: .unauthenticated, message: "A client certificate is needed.")
        }
        guard Self.tenants(of: certificate).contains(tenant()) else {
            throw RPCError(
                code: .permissionDenied,
                message: "The client's certificate is not for this sidecar's tenant."
            )
        }
        return try await next(request, context)
    }

    /// The tenants that a certificate says: its alternative names with the prefix and, where there
    /// is none of them, its subject's common names.
    static func tenants(of certificate: Certificate) -> [String] {
        var named: [String] = []
        if let names = try? certificate.extensions.subjectAlternativeNames {
            for case .uniformResourceIdentifier(let name) in names where name.hasPrefix(prefix) {
                named.append(String(name.dropFirst(prefix.count)))
            }
        }
        if !named.isEmpty { return named }
        for names in certificate.subject {
            for attribute in names where attribute.type == .RDNAttributeType.commonName {
                if let name = String(attribute.value) { named.append(name) }
            }
        }
        return named
    }
}
