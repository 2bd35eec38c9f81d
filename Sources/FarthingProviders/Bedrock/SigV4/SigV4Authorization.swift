/// The `Authorization` field of a signed request, taken apart and not yet believed.
package struct SigV4Authorization: Hashable, Sendable {
    static let algorithm = "AWS4-HMAC-SHA256"

    /// Whose key signed, by its id.
    package let accessKeyID: String
    package let scope: SigV4Scope
    /// The fields that were signed: in lower case, sorted, none twice.
    package let signedFields: [String]
    /// 64 lower-case hexadecimal digits.
    package let signature: [UInt8]

    /// Longest field: real ones have some 300 bytes.
    static let bytesMax = 4_096
    /// Most fields that may be signed: botocore signs about ten.
    static let signedFieldsMax = 64
    /// Longest id of a key, region or service.
    static let partBytesMax = 128

    /// Whether a field's value is of this kind at all, so that another way to authenticate may be
    /// tried where it is not.
    package static func isSigV4(_ value: String) -> Bool { value.hasPrefix(algorithm + " ") }

    /// Reads the field; throws for everything that is not exactly of the documented form.
    package init(parsing value: String) throws(SigV4Error) {
        guard Self.isSigV4(value), value.utf8.count <= Self.bytesMax else { throw .noSignature }
        var parts: [Substring: Substring] = [:]
        for part in value.dropFirst(Self.algorithm.utf8.count).split(separator: ",") {
            let trimmed = part.drop { $0 == " " }
            guard let equals = trimmed.firstIndex(of: "=") else { throw .malformed }
            let value = trimmed[trimmed.index(after: equals)...]
            guard parts.updateValue(value, forKey: trimmed[..<equals]) == nil else {
                throw .malformed
            }
        }
        guard parts.count == 3, let credential = parts["Credential"],
            let names = parts["SignedHeaders"], let signature = parts["Signature"],
            signature.utf8.count == 64, Hex.isLowerCase(signature.utf8)
        else { throw .malformed }
        self.signature = Array(signature.utf8)
        (accessKeyID, scope) = try Self.credential(credential)
        signedFields = names.split(separator: ";", omittingEmptySubsequences: false)
            .map(String.init)
        try checkSignedFields()
    }

    private static func credential(
        _ text: Substring
    ) throws(SigV4Error) -> (String, SigV4Scope) {
        // A key's id may have slashes itself; the scope's parts have none.
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 5, parts[parts.count - 1] == SigV4Scope.terminator else {
            throw .malformed
        }
        let scope = parts.suffix(4).map(String.init)
        let id = parts.dropLast(4).joined(separator: "/")
        for part in [id] + scope {
            guard !part.isEmpty, part.utf8.count <= partBytesMax,
                part.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { throw .malformed }
        }
        guard scope[0].utf8.count == 8, scope[0].utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            throw .malformed
        }
        return (id, SigV4Scope(date: scope[0], region: scope[1], service: scope[2]))
    }

    private func checkSignedFields() throws(SigV4Error) {
        guard signedFields.count <= Self.signedFieldsMax else { throw .malformed }
        var last = ""
        for name in signedFields {
            // Compared as bytes: Unicode's order is another one.
            guard last.utf8.lexicographicallyPrecedes(name.utf8),
                name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A ~= $0) })
            else { throw .malformed }
            last = name
        }
    }
}
