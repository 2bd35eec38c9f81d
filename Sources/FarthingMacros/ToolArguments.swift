/// Stands for the parameters of a decorated function, so that a key path can name one: `\.userID`,
/// or something of it: `\.order.id`, `\.user?.name`.
///
/// A name that no parameter bears is an error where the decorator stands. In a method
/// `\.self.tenant` names a property of the instance. There are no values of this type.
@dynamicMemberLookup
public enum ToolArguments: Sendable {
    /// A parameter, or a property of one.
    public subscript(dynamicMember name: String) -> ToolArguments {
        switch self {}
    }

    /// The same where it is optional.
    @_disfavoredOverload
    public subscript(dynamicMember name: String) -> ToolArguments? {
        switch self {}
    }

    /// An element of one.
    public subscript(index: Int) -> ToolArguments {
        switch self {}
    }
}

/// Stands for the result of a decorated function, so that a key path can name something of it:
/// `\.id`, or the result itself: `\.self`. There are no values of this type.
@dynamicMemberLookup
public enum ToolResult: Sendable {
    /// A property of the result.
    public subscript(dynamicMember name: String) -> ToolResult {
        switch self {}
    }

    /// The same where it is optional.
    @_disfavoredOverload
    public subscript(dynamicMember name: String) -> ToolResult? {
        switch self {}
    }

    /// An element of one.
    public subscript(index: Int) -> ToolResult {
        switch self {}
    }
}
