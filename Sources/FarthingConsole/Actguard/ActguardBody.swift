import FarthingCore

/// The members of a body as actguard's clients send it: what is not known is ignored, and all that is
/// wrong is told at once.
struct ActguardBody {
    let root: JSONNode
    private var faults: [GovFault] = []

    /// - Throws: ``ConsoleError`` 422 where it is no JSON, or no object.
    init(_ request: ConsoleRequest) throws {
        guard let document = try? JSONDocument(request.body) else {
            throw ConsoleError.faulty([
                GovFault("json_invalid", [.name("body")], "must be JSON, each member once")
            ])
        }
        guard document.root.kind == .object else {
            throw ConsoleError.faulty([
                GovFault("model_attributes_type", [.name("body")], "must be an object")
            ])
        }
        root = document.root
    }

    /// Notes what is wrong with a member.
    mutating func fault(_ type: String, _ place: [GovFault.Step], _ message: String) {
        // One answer tells enough of a long list.
        guard faults.count < 16 else { return }
        faults.append(GovFault(type, [.name("body")] + place, message))
    }

    /// A text of so many bytes; nil where it is not there or null.
    mutating func text(_ name: StaticString, _ lengths: ClosedRange<Int>) -> String? {
        guard let node = root.member(name), !node.isNull else { return nil }
        guard let text = node.string, lengths.contains(text.utf8.count),
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            fault(
                "string_type",
                [.name("\(name)")],
                "must be a string of \(lengths.lowerBound) to \(lengths.upperBound) bytes without "
                    + "control characters"
            )
            return nil
        }
        return text
    }

    /// The same, and it must be there.
    mutating func requiredText(_ name: StaticString, _ lengths: ClosedRange<Int>) -> String {
        guard let node = root.member(name), !node.isNull else {
            fault("missing", [.name("\(name)")], "must be given")
            return ""
        }
        return text(name, lengths) ?? ""
    }

    /// A whole number; nil where it is not there or null.
    mutating func integer(_ name: StaticString, _ bounds: ClosedRange<Int64>) -> Int64? {
        integer(name, of: root, at: [], bounds)
    }

    /// A whole number of an object within the body.
    mutating func integer(
        _ name: StaticString,
        of node: JSONNode,
        at place: [GovFault.Step],
        _ bounds: ClosedRange<Int64>
    ) -> Int64? {
        guard let node = node.member(name), !node.isNull else { return nil }
        guard node.kind == .number, let number = node.int64, bounds.contains(number) else {
            fault(
                "int_type",
                place + [.name("\(name)")],
                "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            )
            return nil
        }
        return number
    }

    /// Refuses what was wrong.
    ///
    /// - Throws: ``ConsoleError`` 422 with the faults.
    func check() throws {
        if !faults.isEmpty { throw ConsoleError.faulty(faults) }
    }
}
