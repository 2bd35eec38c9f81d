import FarthingCore

extension RPCID {
    /// The id of an answer of which only the beginning is there, where it stands before the result;
    /// nil where it cannot be told.
    package init?(beginning bytes: [UInt8]) {
        var depth = 0
        var isText = false
        var isEscaped = false
        // The parts of the outermost object, cut at its commas.
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth == 1 { start = index + 1 }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ",") where depth == 1:
                parts.append(bytes[start..<index])
                start = index + 1
            default: break
            }
        }
        let members = parts.compactMap { part in
            try? JSONDocument([UInt8(ascii: "{")] + part + [UInt8(ascii: "}")]).root
        }
        // Requests of the server have ids of their own.
        guard !members.contains(where: { $0.member("method") != nil }),
            let id = members.lazy.compactMap({ $0.member("id") }).first.flatMap({ RPCID($0) })
        else { return nil }
        self = id
    }
}
