import FarthingCore

/// Converse and ConverseStream as metered routes.
struct ConverseReader: MeteredReader {
    /// The path's segment, not taken apart yet.
    let model: Substring
    let isStream: Bool

    func read(_ body: [UInt8], _ head: DialectHead) throws(RequestError) -> any MeteredRequest {
        let model = try BedrockModel(segment: model)
        try BedrockFields.refuseVariants(head)
        let document = try JSONDocument(request: body).requiringObject()
        return try ConverseRequest(document, model, isStream: isStream)
    }
}
