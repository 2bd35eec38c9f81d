import NIOCore

/// A file that was uploaded, or that a batch has made.
struct StoredFile {
    let number: Int
    let name: String
    let purpose: String
    let bytes: [UInt8]
    let createdSeconds: Int
    /// How the first question for the content fails.
    var contentFault: ScriptedFault?

    static let idPrefix = "file-s"

    var id: String { "\(Self.idPrefix)\(number)" }

    /// The shape is that of OpenAI's API reference, file object.
    func write(into buffer: inout ByteBuffer) {
        buffer.write(member: "{\"id\":", id)
        buffer.write(member: ",\"object\":\"file\",\"bytes\":", bytes.count)
        buffer.write(member: ",\"created_at\":", createdSeconds)
        buffer.write(member: ",\"expires_at\":null,\"filename\":", name)
        buffer.write(member: ",\"purpose\":", purpose)
        buffer.writeStaticString(",\"status\":\"processed\",\"status_details\":null}")
    }
}
