import FarthingCore
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import X509

/// Lets calls through whose certificate is for the tenant that is served, and of others those that close what
/// was held for their own.
struct CertificateTenant: ServerInterceptor {
    /// What a certificate's alternative name begins with that says a tenant:
    /// `farthing:tenant:acme`.
    static let prefix = "farthing:tenant:"

    /// The calls that hold nothing and close what is held.
    private static let closing: Set<String> = [
        "EmitTraceEvents", "ConfirmPublishOutcome", "ReleaseReservation", "CommitSessionDelta",
        "ReleaseSession", "RevokeBudgetGrant",
    ]

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
        let tenants = Self.tenants(of: certificate)
        if tenants.contains(tenant()) { return try await next(request, context) }
        guard !tenants.isEmpty, Self.closing.contains(context.descriptor.method) else {
            throw RPCError(
                code: .permissionDenied,
                message: "The client's certificate is not for this sidecar's tenant."
            )
        }
        var response = try await CallerTenants.$only.withValue(tenants) {
            try await next(request, context)
        }
        if case .success(var contents) = response.accepted {
            // The answer of a stream is made when all else is done.
            let produce = contents.producer
            contents.producer = { writer in
                try await CallerTenants.$only.withValue(tenants) { try await produce(writer) }
            }
            response.accepted = .success(contents)
        }
        return response
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
