import FarthingCore

/// A JSON value: what requests carry that no type here names, and what answers say.
///
/// ```swift
/// let schema: JSON = ["type": "object", "properties": ["city": ["type": "string"]]]
/// ```
public enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number as it is written, such as `0.7`; kept exactly.
    case number(String)
    case string(String)
    case array([JSON])
    /// Members in their order.
    case object([Member])

    /// One member of an object.
    public struct Member: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The value.
        public var value: JSON

        /// A member.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// Why a text is no JSON.
    public struct ParsingError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, and where.
        public let message: String

        /// The message.
        public var description: String { message }
    }

    /// Reads a text in UTF-8; at most 32 MB, 64 levels and a million values.
    ///
    /// - Throws: ``ParsingError``, also for an object that has a member twice.
    public init(parsing bytes: [UInt8]) throws(ParsingError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(bytes)
        } catch {
            throw ParsingError(message: error.message)
        }
        self.init(document.root)
    }

    /// Reads a text.
    public init(parsing text: String) throws(ParsingError) {
        try self.init(parsing: Array(text.utf8))
    }

    init(_ node: JSONNode) {
        switch node.kind {
        case .null: self = .null
        case .bool: self = .bool(node.bool ?? false)
        case .number: self = .number(node.decimalText ?? "0")
        case .string: self = .string(node.string ?? "")
        case .array: self = .array(node.elements.map { JSON($0) })
        case .object:
            self = .object(node.fields.map { Member($0.name.string ?? "", JSON($0.value)) })
        }
    }

    /// A whole number.
    public static func int(_ value: Int64) -> JSON { .number(String(value)) }

    /// A number of floating point; null for one that JSON cannot write.
    public static func double(_ value: Double) -> JSON {
        value.isFinite ? .number(Self.text(value)) : .null
    }

    private static func text(_ value: Double) -> String {
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension JSON {
    /// The text; nil for what is none.
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The truth; nil for what is none.
    public var bool: Bool? { if case .bool(let truth) = self { truth } else { nil } }
    /// The whole number; nil for what is none, or does not fit into 64 bits.
    public var int: Int64? { if case .number(let text) = self { Int64(text) } else { nil } }
    /// The number; nil for what is none.
    public var double: Double? { if case .number(let text) = self { Double(text) } else { nil } }
    /// The elements; empty for what is no array.
    public var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
    /// The members; empty for what is no object.
    public var members: [Member] { if case .object(let members) = self { members } else { [] } }
    /// Whether it is null, or was not there.
    public var isNull: Bool { self == .null }
    /// Whether it is an object.
    public var isObject: Bool { if case .object = self { true } else { false } }

    /// The member of that name; null where there is none. Setting null leaves the member out.
    public subscript(_ name: String) -> JSON {
        get { members.first { $0.name == name }?.value ?? .null }
        set {
            var members = members
            let index = members.firstIndex { $0.name == name }
            if newValue.isNull {
                if let index { members.remove(at: index) }
            } else if let index {
                members[index].value = newValue
            } else {
                members.append(Member(name, newValue))
            }
            self = .object(members)
        }
    }

    /// The element at a place; null beyond the end.
    public subscript(_ index: Int) -> JSON {
        let elements = elements
        return elements.indices.contains(index) ? elements[index] : .null
    }

    /// This value with the members of another in it: objects are joined, all else is replaced.
    func joined(with other: JSON) -> JSON {
        guard isObject, other.isObject else { return other }
        var joined = members
        for member in other.members {
            if let index = joined.firstIndex(where: { $0.name == member.name }) {
                joined[index].value = joined[index].value.joined(with: member.value)
            } else {
                joined.append(member)
            }
        }
        return .object(joined)
    }
}
