import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("agent-gov: names of tools")
struct ToolNameTests {
    @Test(
        "names that look the same are one",
        arguments: [
            ("web_search", "web_search"), ("Web_Search", "web_search"), (" gpt4\t", "gpt4"),
            ("gpt\u{200B}4", "gpt4"), ("gpt4\u{FE0F}", "gpt4"), ("g\u{3164}pt4", "gpt4"),
            ("g\u{0}pt4", "gpt4"), ("", ""), ("   ", ""), ("\u{200B}", ""),
            ("web search", "web search"), ("web  \u{A0}Search ", "web search"),
            ("ÉTÉ", "été"), ("e\u{301}te\u{301}", "été"), ("{~}!", "{~}!"), ("\u{7F}a", "a"),
        ]
    )
    func normal(_ name: String, _ expected: String) {
        #expect(RegisteredTool.normal(name) == expected)
        #expect(RegisteredTool.normal(expected) == expected)
        let id = RegisteredTool.id(workspace: "w", name: name)
        #expect(id == "w/" + expected)
    }

    @Test(
        "names that look different are not",
        arguments: ["gpt-4", "gpt 4", "gpt", "gpt44", "gpт4"]
    )
    func differs(_ name: String) {
        #expect(RegisteredTool.normal(name) != "gpt4")
    }
}
