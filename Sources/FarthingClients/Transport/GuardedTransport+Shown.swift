import Farthing
import FarthingCore

/// What a log, a debugger or a test sees of a client: where it sends what, and nothing of its keys,
/// its requests or its connections.
extension GuardedTransport {
    /// The provider and its address.
    var place: String { "\(printable(dialect.provider)), \(baseURL)" }

    /// A mirror of whatever sends by this transport.
    func mirror(of subject: some Any) -> Mirror {
        Mirror(
            subject,
            children: [
                "provider": dialect.provider,
                "baseURL": baseURL,
                "governor": governor.description,
                "options": options.description,
            ],
            displayStyle: .struct
        )
    }
}

extension GuardedTransport: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "GuardedTransport(\(place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { mirror(of: self) }
}

extension ClientOptions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Times and bounds, and the names of fields.
    public var description: String {
        "ClientOptions(\(shown.map { "\($0.key): \($0.value)" }.joined(separator: ", ")))"
    }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: shown.map { (label: Optional($0.key), value: $0.value) },
            displayStyle: .struct
        )
    }

    /// A base that was not read yet may have a password in it.
    private var shown: KeyValuePairs<String, Any> {
        [
            "hasBaseURL": baseURL != nil,
            "fields": fields.map { printable($0.name) },
            "connectMs": timeouts.connectMs,
            "silenceMs": timeouts.silenceMs,
            "retriesMax": retriesMax,
            "holdMs": holdMs,
            "answerBytesMax": answerBytesMax,
            "drainMs": drainMs,
            "session": session?.description ?? "none",
        ]
    }
}

extension GuardedStream: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The status, and what it has cost where that is known.
    public var description: String {
        "GuardedStream(status: \(status), costNanos: \(bill.map { "\($0.costNanos)" } ?? "unknown"))"
    }
    /// The same.
    public var debugDescription: String { description }
    /// The same, for `dump`.
    public var customMirror: Mirror {
        Mirror(self, children: ["status": status, "bill": bill as Any], displayStyle: .struct)
    }
}

extension GuardedStream.Iterator: CustomReflectable {
    /// Nothing: requests and answers lie behind it.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
