import FarthingCore

/// Why a request is not forwarded: nothing was held, nothing was sent.
///
/// The message names the parameter and the reason, and never quotes the request but for names.
package struct RequestError: Error, Hashable, Sendable {
    /// What is wrong, in the words of the provider's own errors where it has them.
    package enum Code: String, Hashable, Sendable {
        case invalidJSON = "invalid_json"
        case duplicateMember = "duplicate_member"
        case requestTooLarge = "request_too_large"
        case missingParameter = "missing_required_parameter"
        case invalidType = "invalid_type"
        case invalidValue = "invalid_value"
        case emptyArray = "empty_array"
        case emptyString = "empty_string"
        case belowMinimum = "integer_below_min_value"
        case aboveMaximum = "integer_above_max_value"
        case unsupportedPair = "mutually_exclusive_parameters"
        /// It may cost money in a way that has no price here.
        case notPriced = "parameter_not_priced"
    }

    /// 400, 403 or 413.
    package let status: Int
    package let code: Code

    /// The parameter to blame, as the provider would name it: `messages[0].content`.
    package let param: String?

    /// A sentence for the caller.
    package let message: String

    package init(_ code: Code, param: String?, _ message: String) {
        status =
            switch code {
            case .notPriced: 403
            case .requestTooLarge: 413
            default: 400
            }
        self.code = code
        self.param = param
        self.message = message
    }

    init(_ error: JSONError) {
        switch error.code {
        case .tooLong:
            self.init(.requestTooLarge, param: nil, "The request is too large: \(error.message).")
        case .duplicateMember:
            self.init(
                .duplicateMember,
                param: error.memberName,
                "The request cannot be read in one way only: \(error.message)."
            )
        default:
            self.init(
                .invalidJSON,
                param: nil,
                "The body of the request is not valid JSON: \(error.message)."
            )
        }
    }

    static func missing(_ param: String) -> RequestError {
        RequestError(.missingParameter, param: param, "Missing required parameter: '\(param)'.")
    }

    static func type(_ param: String, expected: String, got node: JSONNode) -> RequestError {
        RequestError(
            .invalidType,
            param: param,
            "Invalid type for '\(param)': expected \(expected), but got \(node.kindName) instead."
        )
    }

    /// A parameter that costs, or that nobody here knows.
    static func unpriced(_ param: String, _ reason: String) -> RequestError {
        RequestError(
            .notPriced,
            param: param,
            "The parameter '\(param)' is refused: \(reason). Leave it out."
        )
    }
}

extension JSONNode {
    /// The kind as a sentence names it.
    fileprivate var kindName: String {
        switch kind {
        case .null: "null"
        case .bool: "a boolean"
        case .number: int64 == nil ? "a number" : "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
