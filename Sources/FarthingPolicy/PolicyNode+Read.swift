extension PolicyNode {
    /// Reads a file, whatever it says.
    ///
    /// - Parameter format: nil for JSON where the file's name ends in `.json`, and YAML otherwise,
    ///   of which nearly all JSON is a part.
    /// - Throws: why it is neither, with the place.
    static func read(
        _ bytes: [UInt8],
        _ context: ReadContext,
        _ format: PolicyReader.Format? = nil
    ) throws(PolicyFileErrors) -> PolicyNode {
        do throws(SyntaxFault) {
            guard bytes.count <= PolicyReader.bytesMax else {
                throw SyntaxFault(
                    place: .mark(line: 1, column: 1),
                    message: "the file has \(bytes.count) bytes; at most \(PolicyReader.bytesMax)"
                )
            }
            let isJSON = context.file.lowercased().hasSuffix(".json")
            if format ?? (isJSON ? .json : .yaml) == .json { return try PolicyNode(json: bytes) }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw SyntaxFault(
                    place: .mark(line: 1, column: 1),
                    message: "the file is not valid UTF-8; save it as UTF-8"
                )
            }
            return try PolicyNode(yaml: text)
        } catch {
            context.report(error.place, error.key, error.message)
            throw context.errors()
        }
    }
}
