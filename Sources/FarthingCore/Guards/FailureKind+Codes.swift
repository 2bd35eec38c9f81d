extension FailureKind {
    /// The kind of an HTTP status; nil for one that is no failure.
    public init?(httpStatus status: Int) {
        switch status {
        case 401, 403: self = .auth
        case 404: self = .notFound
        case 409: self = .conflict
        case 429: self = .throttled
        case 400..<500: self = .invalid
        case 500..<600: self = .overloaded
        default: return nil
        }
    }

    /// The kind of a gRPC status by its name, such as `UNAVAILABLE` or `StatusCode.UNAVAILABLE`.
    public init(grpcCode code: String) {
        switch code.split(separator: ".").last {
        case "UNAVAILABLE": self = .transport
        case "DEADLINE_EXCEEDED": self = .timeout
        case "RESOURCE_EXHAUSTED": self = .overloaded
        case "PERMISSION_DENIED", "UNAUTHENTICATED": self = .auth
        case "INVALID_ARGUMENT": self = .invalid
        case "NOT_FOUND": self = .notFound
        default: self = .unknown
        }
    }

    /// The kind of a cloud provider's error code, such as `ThrottlingException`.
    public init(cloudCode code: String) {
        switch code {
        case "ThrottlingException", "Throttling", "ThrottledException", "TooManyRequestsException",
            "RequestLimitExceeded", "SlowDown":
            self = .throttled
        case "AccessDeniedException", "AccessDenied", "UnrecognizedClientException", "InvalidToken",
            "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId":
            self = .auth
        case "RequestTimeout", "RequestTimeoutException": self = .timeout
        default: self = .unknown
        }
    }

    /// The kind of an SQLSTATE, such as `40001`.
    public init(sqlState state: String) {
        switch state {
        case "40001", "40P01": self = .conflict
        case "42601", "42P01", "42703": self = .invalid
        case "53300": self = .overloaded
        default: self = .unknown
        }
    }

    /// The kind of what a database says where it gives no code.
    public init(databaseMessage message: String) {
        let text = message.lowercased()
        if text.contains("deadlock") || text.contains("could not serialize") {
            self = .conflict
        } else if text.contains("too many connections") {
            self = .overloaded
        } else if text.contains("syntax error") {
            self = .invalid
        } else {
            self = .unknown
        }
    }

    /// The kind of an error by the name of its type, such as `ConnectionResetError`; module and outer
    /// types before the last dot are left out of account.
    public init(typeName name: String) {
        switch name.split(separator: ".").last {
        case "TimeoutError", "TimedOutError", "ConnectTimeoutError", "DeadlineExceeded":
            self = .timeout
        case "ConnectionError", "ConnectionResetError", "ConnectionRefusedError",
            "ConnectionAbortedError", "BrokenPipeError", "NIOConnectionError":
            self = .transport
        default: self = .unknown
        }
    }
}
