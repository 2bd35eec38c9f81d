extension Anthropic: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "Anthropic(\(transport.place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { transport.mirror(of: self) }
}

extension Anthropic.Messages: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "Anthropic.Messages(\(client.transport.place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { client.transport.mirror(of: self) }
}
