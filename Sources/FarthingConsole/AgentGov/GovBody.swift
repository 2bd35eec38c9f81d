import FarthingCore

/// The members of a request's body as agent-gov reads them: what it does not know is ignored, and
/// all that is wrong is told at once.
struct GovBody {
    private let root: JSONNode
    /// Whether numbers and truths may be written as texts.
    private let isLax: Bool
    private var faults: [GovFault] = []

    /// - Throws: ``ConsoleError`` 422 where there is no body, where it does not say that it is
    ///   JSON, is none, or is no object.
    init(_ request: ConsoleRequest, isLax: Bool) throws {
        self.isLax = isLax
        guard !request.body.isEmpty else {
            throw ConsoleError.faulty([GovFault("missing", [.name("body")], "must be given")])
        }
        // A page of another site can send any text, and none that says it is JSON.
        guard Self.isJSON(request) else { throw Self.noObject }
        let document: JSONDocument
        do {
            document = try JSONDocument(request.body)
        } catch {
            throw ConsoleError.faulty([
                GovFault(
                    "json_invalid",
                    [.name("body"), .offset(error.offset)],
                    "The body is not JSON: \(Self.reason(error))"
                )
            ])
        }
        root = document.root
        guard root.kind == .object else { throw Self.noObject }
    }

    private static func isJSON(_ request: ConsoleRequest) -> Bool {
        if request.field("content-type") == "application/json" { return true }
        let type = request.contentType
        return type == "application/json"
            || (type.hasPrefix("application/") && type.hasSuffix("+json"))
    }

    /// The reason without the name of a member that is there twice, which was sent.
    private static func reason(_ error: JSONError) -> String {
        error.code == .duplicateMember ? "a member is there twice" : error.message
    }

    private static let noObject = ConsoleError.faulty([
        GovFault(
            "model_attributes_type",
            [.name("body")],
            "The body must be an object in JSON, and content-type must say application/json"
        )
    ])

    /// Whether a member is there.
    func has(_ name: StaticString) -> Bool { root.member(name) != nil }

    /// Notes what is wrong.
    mutating func fault(_ fault: GovFault) { faults.append(fault) }

    private func fault(_ type: String, _ name: StaticString, _ message: String) -> GovFault {
        GovFault(type, body: "\(name)", message)
    }

    /// Refuses what was wrong.
    ///
    /// - Throws: ``ConsoleError`` 422 with every fault.
    func check() throws {
        if !faults.isEmpty { throw ConsoleError.faulty(faults) }
    }

    // MARK: Members

    /// A text of so many characters.
    ///
    /// - Parameter usual: what stands for one that is not there; nil where it must be there.
    mutating func text(
        _ name: StaticString,
        _ lengths: ClosedRange<Int>,
        bytesMax: Int = .max,
        usual: String? = nil
    ) -> String {
        guard let node = root.member(name) else {
            if usual == nil { faults.append(fault("missing", name, "must be given")) }
            return usual ?? ""
        }
        guard let text = node.string else {
            faults.append(fault("string_type", name, "must be a string"))
            return ""
        }
        // Bytes are never fewer than characters.
        let isShort = text.utf8.count <= lengths.upperBound
        let count =
            isShort && lengths.lowerBound <= 1 ? min(1, text.utf8.count) : text.unicodeScalars.count
        if count < lengths.lowerBound {
            faults.append(
                fault(
                    "string_too_short",
                    name,
                    "must have at least \(lengths.lowerBound) characters"
                )
            )
        } else if count > lengths.upperBound || text.utf8.count > bytesMax {
            let bytes = bytesMax == .max ? "" : " and \(bytesMax) bytes"
            faults.append(
                fault(
                    "string_too_long",
                    name,
                    "must have at most \(lengths.upperBound) characters\(bytes)"
                )
            )
        }
        return text
    }

    /// An amount of money in nano-units.
    ///
    /// - Parameters:
    ///   - isPositive: whether it must be more than nothing.
    ///   - usual: what stands for one that is not there; nil where it must be there.
    mutating func amount(
        _ name: StaticString,
        _ rounding: GovAmount.Rounding,
        isPositive: Bool = false,
        usual: Int64? = nil
    ) -> Int64 {
        guard let node = root.member(name) else {
            if usual == nil { faults.append(fault("missing", name, "must be given")) }
            return usual ?? 0
        }
        var reading = GovAmount.Reading.noNumber
        if node.kind == .number {
            reading = GovAmount.read(node, rounding)
        } else if isLax, let text = node.string {
            reading = GovAmount.read(text, rounding)
        }
        switch reading {
        case .nanos(0) where isPositive:
            faults.append(fault("greater_than", name, "must be more than 0"))
        case .nanos(let nanos): return nanos
        case .negative:
            faults.append(
                isPositive
                    ? fault("greater_than", name, "must be more than 0")
                    : fault("greater_than_equal", name, "must not be less than 0")
            )
        case .tooMuch:
            faults.append(
                fault("less_than_equal", name, "must be at most 900000000")
            )
        case .noNumber:
            faults.append(fault("float_type", name, "must be a finite number"))
        }
        return 0
    }

    /// True or false, which must be there.
    mutating func truth(_ name: StaticString) -> Bool {
        guard let node = root.member(name) else {
            faults.append(fault("missing", name, "must be given"))
            return false
        }
        if let value = node.bool { return value }
        if isLax {
            switch node.string?.lowercased() ?? node.int64.map(String.init) {
            case "true", "1": return true
            case "false", "0": return false
            default: break
            }
        }
        faults.append(fault("bool_type", name, "must be true or false"))
        return false
    }

    /// An object; an empty one where it is not there.
    mutating func object(_ name: StaticString) -> JSONNode? {
        guard let node = root.member(name) else { return nil }
        guard node.kind == .object else {
            faults.append(fault("dict_type", name, "must be an object"))
            return nil
        }
        return node
    }
}
