import FarthingCore

extension PolicyNode {
    /// Reads a JSON text.
    init(json bytes: [UInt8]) throws(SyntaxFault) {
        var limits = JSONLimits()
        limits.bytesMax = PolicyReader.bytesMax
        limits.depthMax = PolicyNode.depthMax
        do {
            self.init(try JSONDocument(bytes, limits: limits).root)
        } catch {
            let place = Place.mark(line: error.line, column: error.column)
            guard let name = error.memberName else {
                throw SyntaxFault(place: place, message: "not valid JSON: \(error.message)")
            }
            throw SyntaxFault(place: place, key: shown(name), message: repeatedKey(name))
        }
    }

    private init(_ node: JSONNode) {
        place = .offset(node.range.lowerBound)
        switch node.kind {
        case .null: content = .null
        case .array: content = .list(node.elements.map { PolicyNode($0) })
        case .object:
            content = .map(
                node.fields.map { field in
                    Member(
                        key: field.name.string ?? "",
                        place: .offset(field.name.range.lowerBound),
                        value: PolicyNode(field.value)
                    )
                }
            )
        default:
            if let bool = node.bool {
                content = .scalar(bool ? "true" : "false")
            } else {
                content = .scalar(node.string ?? node.decimalText ?? "")
            }
        }
    }
}
