import NIOCore
import NIOHTTP1

extension ScriptedConnection {
    /// Answers a request to OpenAI's files.
    func files(_ request: ReceivedRequest, _ context: ChannelHandlerContext) -> Bool {
        let place = Self.place(request.path, behind: "/v1/files")
        do throws(ProviderError) {
            switch (request.method, place.id, place.verb) {
            case (.POST, "", ""): try upload(request, context)
            case (.GET, "", ""): listFiles(request, context)
            case (.GET, _, ""):
                let file = try file(place.id)
                reply(request, context) { file.write(into: &$0) }
            case (.GET, _, "content"):
                let file = try file(place.id)
                let fault = service.jobs.takeContentFault(file)
                if failOnce(fault, in: ChatForm(), request, context) { return true }
                reply(request, type: "application/octet-stream", context) {
                    $0.writeBytes(file.bytes)
                }
            case (.DELETE, _, ""):
                guard service.jobs.removeFile(place.id) else {
                    throw .noSuch("File object", place.id)
                }
                reply(request, context) { buffer in
                    buffer.write(member: "{\"id\":", place.id)
                    buffer.writeStaticString(",\"object\":\"file\",\"deleted\":true}")
                }
            default: return false
            }
        } catch {
            fail(error, request, context)
        }
        return true
    }

    private func upload(
        _ request: ReceivedRequest,
        _ context: ChannelHandlerContext
    ) throws(ProviderError) {
        let form = try UploadForm(parsing: request.body)
        let file = StoredFile(
            number: service.jobs.nextNumber(),
            name: form.fileName,
            purpose: form.purpose,
            bytes: form.file ?? [],
            createdSeconds: ScriptedService.nowSeconds
        )
        service.jobs.add(file)
        reply(request, context) { file.write(into: &$0) }
    }

    private func listFiles(_ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        reply(request, context) { buffer in
            buffer.writeStaticString("{\"object\":\"list\",\"data\":[")
            for (index, file) in service.jobs.files().enumerated() {
                if index > 0 { buffer.writeStaticString(",") }
                file.write(into: &buffer)
            }
            buffer.writeStaticString("],\"has_more\":false}")
        }
    }

    private func file(_ id: String) throws(ProviderError) -> StoredFile {
        guard let file = service.jobs.file(id) else { throw .noSuch("File object", id) }
        return file
    }
}
