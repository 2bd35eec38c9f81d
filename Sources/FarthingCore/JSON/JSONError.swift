/// Why a text is not JSON that we accept, and where.
///
/// The message quotes nothing of the text but, for a duplicate member, its name.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason, for callers that treat some of them differently.
    package enum Code: String, Hashable, Sendable {
        case tooLong, tooDeep, tooManyValues
        case byteOrderMark, truncated, trailingBytes, unexpectedByte
        case badLiteral, badNumber, badEscape, loneSurrogate, controlCharacter, badUTF8
        case duplicateMember
    }

    package let code: Code

    /// Bytes before the place of the error.
    package let offset: Int

    /// Line of that place, from 1.
    package let line: Int

    /// Column of that place, from 1, in Unicode scalars.
    package let column: Int

    /// A sentence that names reason and place; may be shown to a stranger.
    package let message: String

    /// The decoded name, when the error is a duplicate member; cut after 64 bytes.
    package let memberName: String?

    package var description: String { message }

    init(
        _ fault: JSONFault,
        in text: UnsafeBufferPointer<UInt8>,
        limits: JSONLimits,
        memberName: String? = nil
    ) {
        let place = JSONPlace(of: fault.offset, in: text)
        code = fault.code
        offset = fault.offset
        line = place.line
        column = place.column
        self.memberName = memberName
        var reason = fault.code.reason(limits)
        if let memberName { reason += " “\(memberName)”" }
        message = "\(reason) at line \(place.line), column \(place.column)"
    }
}

/// What the parser throws: two words, so that the hot path carries no strings.
struct JSONFault: Error {
    let code: JSONError.Code
    let offset: Int
}

/// A place in a text as people count it.
struct JSONPlace {
    var line = 1
    var column = 1

    init(of offset: Int, in text: UnsafeBufferPointer<UInt8>) {
        for byte in text.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }
}

extension JSONError.Code {
    fileprivate func reason(_ limits: JSONLimits) -> String {
        switch self {
        case .tooLong: "the JSON text is longer than \(limits.bytesMax) bytes"
        case .tooDeep: "the JSON text nests deeper than \(limits.depthMax) levels"
        case .tooManyValues: "the JSON text has more than \(limits.nodesMax) names and values"
        case .byteOrderMark: "the JSON text starts with a byte order mark; remove it"
        case .truncated: "the JSON text ends too early"
        case .trailingBytes: "something follows the JSON value"
        case .unexpectedByte: "a character that JSON does not allow here"
        case .badLiteral: "a word other than true, false and null"
        case .badNumber: "a number that is not written as JSON writes numbers"
        case .badEscape: "an escape that JSON does not know"
        case .loneSurrogate: "half of a surrogate pair without the other half"
        case .controlCharacter: "a control character inside a string; escape it"
        case .badUTF8: "bytes that are not valid UTF-8"
        case .duplicateMember: "duplicate member"
        }
    }
}
