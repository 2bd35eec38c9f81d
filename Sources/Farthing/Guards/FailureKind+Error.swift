public import FarthingCore

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension FailureKind {
    /// The kind of an error, by what it says of itself first: ``FailureClassified``, its HTTP status
    /// (``HTTPStatusCarrying``), an `errno` or a URL loading error's number; then by its type's name; last
    /// by the words that databases use. Of one that is ``Unbilled``, the kind of the error inside.
    public init(of error: any Error) {
        let error = Unbilled.inside(of: error)
        if let classified = error as? any FailureClassified {
            self = classified.failureKind
            return
        }
        if let carrying = error as? any HTTPStatusCarrying, let status = carrying.httpStatus,
            let kind = FailureKind(httpStatus: status)
        {
            self = kind
            return
        }
        if error is CancellationError {
            self = .unknown
            return
        }
        switch error._domain {
        case "NSPOSIXErrorDomain": self.init(errno: Int32(clamping: error._code))
        case "NSURLErrorDomain": self.init(urlErrorCode: error._code)
        default:
            let named = FailureKind(typeName: String(describing: type(of: error)))
            // Errors that print themselves may be long; the first words are enough.
            self =
                named == .unknown
                ? FailureKind(said: String(describing: error).prefix(512)) : named
        }
    }

    private init(said text: Substring) {
        // On Linux Foundation's POSIXError tells its number nowhere else.
        let posix = "Error Domain=NSPOSIXErrorDomain Code="
        if text.hasPrefix(posix),
            let code = Int32(text.dropFirst(posix.count).prefix { $0.isNumber })
        {
            self.init(errno: code)
        } else {
            self.init(databaseMessage: String(text))
        }
    }

    /// The kind of a system call's error.
    public init(errno code: Int32) {
        switch code {
        case ETIMEDOUT: self = .timeout
        case ECONNREFUSED, ECONNRESET, ECONNABORTED, EPIPE, EHOSTUNREACH, EHOSTDOWN, ENETUNREACH,
            ENETDOWN, ENETRESET, ENOTCONN:
            self = .transport
        default: self = .unknown
        }
    }

    /// The kind of a URL loading error: those of Foundation's `URLError`.
    private init(urlErrorCode code: Int) {
        switch code {
        case -1001: self = .timeout
        // No host, no connection, connection lost, no resolution, offline, TLS failed.
        case -1003, -1004, -1005, -1006, -1009, -1200: self = .transport
        case -1011: self = .overloaded
        case -1012, -1013: self = .auth
        default: self = .unknown
        }
    }
}
