/// What a guard counts for: a tool of a module, so that two modules' tools of one name are two.
package struct GuardKey: Hashable, Sendable {
    /// The module that the guarded call is written in.
    package let module: String
    /// The tool's name.
    package let tool: String

    package init(module: String, tool: String) {
        self.module = module
        self.tool = tool
    }

    /// The key of a tool in the module of a `#fileID`, which is what stands before its first slash.
    package init(fileID: String, tool: String) {
        let name = fileID.utf8.prefix { $0 != UInt8(ascii: "/") }
        module = String(decoding: name, as: UTF8.self)
        self.tool = tool
    }
}
