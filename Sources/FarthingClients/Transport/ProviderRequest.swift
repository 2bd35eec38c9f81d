public import FarthingCore

/// A request to a provider that an app has built itself.
///
/// Its description shows neither fields nor body, since keys and prompts stand there.
public struct ProviderRequest: Sendable {
    /// One field of a request or of an answer.
    public struct Field: Hashable, Sendable {
        /// Compared without regard to case.
        public var name: String
        /// What is sent.
        public var value: String

        /// A field.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// In upper case.
    public var method: String
    /// An absolute address below the transport's base, or a path below it that begins with `/`.
    public var url: String
    /// What is sent beside the content's length, type and encoding; the provider's key among it.
    public var fields: [Field]
    /// The body, as the provider's interface has it.
    public var body: [UInt8]

    /// A request.
    public init(
        method: String = "POST",
        url: String,
        fields: [Field] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
    }
}

extension ProviderRequest.Field: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The name: values may be keys.
    public var description: String { "\(name): …" }
    /// The name.
    public var debugDescription: String { description }
    /// Nothing: dumps are logged, too.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ProviderRequest: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Method and address.
    public var description: String { "\(method) \(url.prefix { $0 != "?" }) (\(body.count) bytes)" }
    /// Method and address.
    public var debugDescription: String { description }
    /// Nothing: dumps are logged, too.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A provider's answer, whole.
public struct GuardedAnswer: Sendable {
    /// The HTTP status.
    public let status: Int
    /// The answer's fields.
    public let fields: [ProviderRequest.Field]
    /// The body.
    public let body: [UInt8]
    /// What the call has cost; nil where it was one that costs nothing.
    public let bill: CallBill?
    /// What was used, as the provider has reported it; nil without a report.
    public let usage: Usage?

    /// The value of the first field of that name.
    public func field(_ name: String) -> String? { fields.first(named: name) }
}

extension [ProviderRequest.Field] {
    /// The value of the first field of that name.
    func first(named name: String) -> String? {
        first { $0.name.isField(name) }?.value
    }
}

extension String {
    /// Whether two names of fields are one, whatever the case of their letters.
    func isField(_ other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { left, right in
                left == right || left | 0x20 == right | 0x20 && 0x61...0x7A ~= left | 0x20
            }
    }
}

/// A provider's key, which no description shows.
struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let text: String

    init(_ text: String) { self.text = text }

    var description: String { "[key]" }
    var debugDescription: String { "[key]" }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// A provider's words without the key, which some quote.
    func removed(from message: String) -> String {
        text.utf8.count < Self.shownBytesMin ? message : message.replacing(text, with: "[key]")
    }

    /// Shorter ones are no keys, and may be words.
    private static let shownBytesMin = 8
}
