extension Gemini: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "Gemini(\(transport.place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { transport.mirror(of: self) }
}
