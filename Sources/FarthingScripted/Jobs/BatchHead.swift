/// What a batch of OpenAI's says of itself.
struct BatchHead {
    struct Refusal {
        var code: String
        var message: String
        var line: Int?
    }

    var endpoint: String
    var inputFileID: String
    var model: String
    /// The JSON text of the metadata, as it came.
    var metadata: [UInt8]?
    /// Why the file is no batch; the whole of it is then refused.
    var refusals: [Refusal] = []
    var outputFileID: String?
    var errorFileID: String?

    var isRefused: Bool { !refusals.isEmpty }
}
