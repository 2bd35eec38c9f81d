import FarthingCore
import Testing

@Suite("The book of registered tools")
struct ToolBookTests {
    private func item(
        _ collection: String,
        _ id: String,
        _ version: Int64 = 1,
        _ document: [UInt8]?
    ) -> RegistryItem {
        RegistryItem(
            collection: collection,
            id: id,
            version: version,
            document: document,
            changedAtMs: 0,
            sequence: version
        )
    }

    private func tool(
        _ name: String,
        _ nanos: Int64 = 5,
        workspace: String = "default",
        version: Int64 = 1
    ) -> RegistryItem {
        let tool = RegisteredTool(
            name: name,
            workspace: workspace,
            costNanos: nanos,
            guards: RegisteredGuards(attemptsMax: 3),
            registeredAtMs: 0
        )
        return item(RegisteredTool.collection, tool.id, version, tool.document)
    }

    @Test("a tool is found by any spelling of its name, in its workspace alone, with its guards")
    func finds() {
        var book = ToolBook()
        book.take([tool("Web Search"), tool("mail", 9, workspace: "ws-1")])
        let found = book.tool(" web SEARCH", in: "default")
        #expect(found?.tool.name == "Web Search" && found?.tool.costNanos == 5)
        #expect(found?.tool.guards.attemptsMax == 3 && found?.currency == .money("USD"))
        #expect(book.tool("mail", in: "default") == nil)
        #expect(book.tool("Web Search", in: "ws-1") == nil)
        #expect(book.tool("mail", in: "ws-1")?.tool.costNanos == 9)
    }

    @Test("a price counts in its workspace's currency, as soon as that is known")
    func currency() {
        var book = ToolBook()
        book.take([tool("mail", workspace: "ws-1")])
        book.take([item("workspaces", "ws-1", 1, Array(#"{"currency":"INR","name":"x"}"#.utf8))])
        #expect(book.tool("mail", in: "ws-1")?.currency == .money("INR"))
    }

    @Test("an older version changes nothing, a removal takes the tool away")
    func versions() {
        var book = ToolBook()
        book.take([tool("t", 2, version: 2)])
        book.take([tool("t", 1, version: 1)])
        #expect(book.tool("t", in: "default")?.tool.costNanos == 2)
        book.take([item(RegisteredTool.collection, "default/t", 3, nil)])
        #expect(book.tool("t", in: "default") == nil)
        book.take([tool("t", 2, version: 2)])
        #expect(book.tool("t", in: "default") == nil)
    }

    @Test("pages follow each other without a gap, in the order of normal names")
    func pages() {
        var book = ToolBook()
        book.take(["c", "B", "a", "d"].map { tool($0) } + [tool("x", workspace: "ws-1")])
        var names: [String] = []
        while true {
            let after = names.last.map { RegisteredTool.normal($0) }
            let page = book.tools(of: "default", after: after, limit: 3)
            names += page.map(\.tool.name)
            if page.count < 3 { break }
        }
        #expect(names == ["a", "B", "c", "d"])
    }

    @Test("others are refused where the settings say so, in workspaces that there are")
    func others() {
        var book = ToolBook()
        book.take([item("workspaces", "ws-1", 1, Array(#"{"currency":"USD"}"#.utf8))])
        #expect(!book.refusesOthers(in: "ws-1"))
        book.take([item("settings", "console", 1, Array(#"{"unknownTools":"refuse"}"#.utf8))])
        #expect(book.refusesOthers(in: "ws-1") && !book.refusesOthers(in: "ws-2"))
        book.take([item("settings", "console", 2, Array(#"{"unknownTools":"estimate"}"#.utf8))])
        #expect(!book.refusesOthers(in: "ws-1"))
    }
}
