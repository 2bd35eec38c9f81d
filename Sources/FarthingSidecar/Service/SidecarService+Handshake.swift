import FarthingCore
package import GRPCCore

extension SidecarService {
    private static let protocolVersion: UInt32 = 1

    package func handshake(
        request: Wire.HandshakeRequest,
        context: ServerContext
    ) async throws -> Wire.HandshakeResponse {
        guard request.protocolVersion == Self.protocolVersion else {
            throw RPCError(
                code: .failedPrecondition,
                message: "protocol_version \(request.protocolVersion) is not spoken here; "
                    + "\(Self.protocolVersion) is."
            )
        }
        guard request.workloadInstanceID.utf8.count <= 1_024 else {
            throw RPCError(
                code: .invalidArgument,
                message: "workload_instance_id: at most 1024 bytes"
            )
        }
        try check(tenant: request.tenantIDAssertion)
        let session = SessionName.id(
            tenant: desk.tenant,
            workload: request.workloadInstanceID,
            mac: signer.mac
        ).description
        var answer = Wire.HandshakeResponse()
        answer.sidecarVersion = version
        answer.schemaBundle.schemaBundleID = "farthing"
        answer.schemaBundle.schemaBundleHash = wireData(WireText.hash(["spendguard.v1alpha1"]))
        answer.schemaBundle.canonicalSchemaVersion = "spendguard.v1alpha1"
        answer.capabilityRequired = .l3PolicyHook
        answer.protocolVersion = Self.protocolVersion
        answer.sessionID = session
        answer.signingKeyID = signer.keyID
        answer.activeKeyEpochs.producerSigningKeyEpochs = [signer.keyID]
        let bundle = (id: desk.policyID, hash: desk.policyHash)
        answer.contractBundle.bundleID = bundle.id
        answer.contractBundle.bundleHash = wireData(bundle.hash)
        answer.contractBundle.signingKeyID = signer.keyID
        answer.contractBundle.bundleSignature = wireData(
            try await signed(Announcement.bytes(bundle: bundle))
        )
        answer.announcementSignature = wireData(
            try await signed(
                Announcement.bytes(
                    version: version,
                    session: session,
                    tenant: desk.tenant,
                    capability: UInt32(Wire.HandshakeRequest.CapabilityLevel.l3PolicyHook.rawValue),
                    bundle: bundle
                )
            )
        )
        return answer
    }

    /// A signature by the journal's key, for which another program may be asked.
    func signed(_ message: [UInt8]) async throws -> [UInt8] {
        let signer = signer
        return try await SidecarLoops.away { try signer.sign(message) }
    }
}
