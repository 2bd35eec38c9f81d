extension OpenAI: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "OpenAI(\(transport.place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { transport.mirror(of: self) }
}

extension OpenAI.Chat: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "OpenAI.Chat(\(completions.client.transport.place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { completions.client.transport.mirror(of: self) }
}

extension OpenAI.Chat.Completions: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "OpenAI.Chat.Completions(\(client.transport.place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { client.transport.mirror(of: self) }
}

extension OpenAI.Responses: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "OpenAI.Responses(\(client.transport.place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { client.transport.mirror(of: self) }
}

extension OpenAI.Embeddings: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Where it sends to.
    public var description: String { "OpenAI.Embeddings(\(client.transport.place))" }
    /// The same.
    public var debugDescription: String { description }
    /// The same and its options, for `dump`.
    public var customMirror: Mirror { client.transport.mirror(of: self) }
}
