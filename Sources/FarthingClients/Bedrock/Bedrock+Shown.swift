extension Bedrock: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "Bedrock(\(transport.place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { transport.mirror(of: self) }
}
